/** What one can do to a row: for a lane what one can do to it anywhere, then the row's place and height. */
import { Menu } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronsDown,
  IconChevronsUp,
  IconEyeOff,
  IconPin,
  IconPlus,
  IconX,
} from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import type { Lane } from '../../../core/protocol/index.ts'
import { PRESETS } from './corner/RowsMenu.tsx'
import type { Layout, Row } from './layout.ts'
import { findKin, findStep } from './reorder.ts'
import type { RowEdits } from './rowEdits.ts'
import { presetHeight } from './rowHeights.ts'
import { formatSource } from './source.ts'

export interface RowMenuProps {
  readonly row: Row
  readonly at: { readonly x: number; readonly y: number }
  readonly layout: Layout
  readonly edits: RowEdits
  /** The items of a lane's menu wherever it opens. */
  readonly laneItems?: ((lane: Lane, name: string) => ReactNode) | undefined
  /** Makes an annotation on a tier, where the menu was opened over one. */
  readonly onNew?: (() => void) | undefined
  readonly onClose: () => void
}

const titleOf = (row: Row): string =>
  row.kind === 'lane' ? `${row.name} · ${formatSource(row.lane.source)}` : row.name

export function RowMenu(props: RowMenuProps): ReactElement {
  const { row, at, layout, edits, laneItems, onNew, onClose } = props
  const title = titleOf(row)
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} width={264} withinPortal returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={title}>
        <Menu.Label>{title}</Menu.Label>
        {onNew && (
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={onNew}>
            New annotation here
          </Menu.Item>
        )}
        {row.kind === 'person' && (
          <Menu.Item
            leftSection={row.collapsed ? <IconChevronsDown size={14} /> : <IconChevronsUp size={14} />}
            onClick={() => edits.fold(row.identity)}
          >
            {row.collapsed ? 'Unfold' : 'Fold away'}
          </Menu.Item>
        )}
        {row.kind === 'lane' && laneItems?.(row.lane, title)}
        {row.kind === 'signal' && (
          <Menu.Item leftSection={<IconX size={14} />} onClick={() => edits.removeSignal(row.key)}>
            Remove this signal
          </Menu.Item>
        )}
        <PlaceItems row={row} layout={layout} edits={edits} />
        {row.kind !== 'person' && (
          <>
            <Menu.Divider />
            <Menu.Label>Height of this row</Menu.Label>
            {PRESETS.map(([preset, name, Icon]) => (
              <Menu.Item
                key={preset}
                leftSection={<Icon size={14} />}
                onClick={() => edits.setHeight(row.key, presetHeight(preset))}
              >
                {name}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function PlaceItems({ row, layout, edits }: Pick<RowMenuProps, 'row' | 'layout' | 'edits'>): ReactElement {
  const isPinned = layout.pinned.rows.some(({ key }) => key === row.key)
  const kin = findKin(isPinned ? layout.pinned : layout, row, isPinned)
  const keys = kin.find(({ top }) => top === row.top)?.keys ?? []
  const steps = [
    ['Move up', IconArrowUp, findStep(kin, row, -1)],
    ['Move down', IconArrowDown, findStep(kin, row, 1)],
  ] as const
  return (
    <>
      <Menu.Divider />
      {row.kind !== 'person' && row.kind !== 'lane' && (
        <>
          <Menu.Item leftSection={<IconPin size={14} />} onClick={() => edits.pin(row.key)}>
            {isPinned ? 'Unpin' : 'Pin to the top'}
          </Menu.Item>
          <Menu.Item leftSection={<IconEyeOff size={14} />} onClick={() => edits.hide(row.key)}>
            Hide
          </Menu.Item>
        </>
      )}
      {steps.map(([name, Icon, drop]) => (
        <Menu.Item
          key={name}
          leftSection={<Icon size={14} />}
          disabled={!drop}
          onClick={() => drop && edits.move(keys, drop.before, layout.order)}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  )
}
