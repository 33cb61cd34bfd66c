/** How the stage is laid out: four icons in one frame; on a narrow bar one icon that opens the four. */
import { Menu, Tooltip } from '@mantine/core'
import {
  IconCarouselHorizontal,
  IconColumns2,
  IconLayoutGrid,
  IconLayoutSidebarRight,
} from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { Keys } from '../commands/Keys.tsx'
import { getCommand } from '../commands/table.ts'
import type { StageLayout } from '../workbench/workbenchState.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import classes from './transport.module.css'

const CHOICES: readonly {
  readonly layout: StageLayout
  readonly name: string
  readonly Icon: typeof IconColumns2
}[] = [
  { layout: 'grid', name: 'Grid', Icon: IconLayoutGrid },
  { layout: 'focus', name: 'Focus and strip', Icon: IconLayoutSidebarRight },
  { layout: 'film', name: 'One row', Icon: IconCarouselHorizontal },
  { layout: 'compare', name: 'Compare two', Icon: IconColumns2 },
]

interface LayoutSwitchProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
}

export function LayoutSwitch({ session, store }: LayoutSwitchProps) {
  const layout = useStore(store, (state) => state.layout)
  const choose = (next: StageLayout): void => store.getState().setLayout(session, next)
  const current = CHOICES.find((choice) => choice.layout === layout)!
  return (
    <>
      <div className={classes.layouts} role="group" aria-label="Layout of the stage">
        {CHOICES.map(({ layout: choice, name, Icon }) => (
          <CommandTip key={choice} command={`view.${choice}`}>
            <button
              type="button"
              aria-label={name}
              aria-pressed={choice === layout}
              onClick={() => choose(choice)}
            >
              <Icon size={16} stroke={1.7} aria-hidden />
            </button>
          </CommandTip>
        ))}
      </div>
      <Menu position="top-end" width={200} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tooltip label="Layout of the stage">
            <button
              type="button"
              className={classes.layoutMenu}
              aria-label={`Layout of the stage: ${current.name}`}
            >
              <current.Icon size={16} stroke={1.7} aria-hidden />
            </button>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {CHOICES.map(({ layout: choice, name, Icon }) => (
            <Menu.Item
              key={choice}
              leftSection={<Icon size={14} stroke={1.7} aria-hidden />}
              rightSection={<Keys keys={getCommand(`view.${choice}`).keys} />}
              aria-current={choice === layout}
              onClick={() => choose(choice)}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
