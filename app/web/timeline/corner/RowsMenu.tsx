/** What one can do to all rows at once. */
import { Menu } from '@mantine/core'
import {
  IconArrowsVertical,
  IconBaselineDensityLarge,
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconChevronsDown,
  IconChevronsUp,
  IconEye,
  IconWaveSine,
} from '@tabler/icons-react'
import type { ReactElement } from 'react'
import type { RowEdits } from '../rowEdits.ts'
import { withPreset, type HeightPreset } from '../rowHeights.ts'

interface RowsMenuProps {
  readonly at: { readonly x: number; readonly y: number }
  readonly hiddenCount: number
  readonly edits: RowEdits
  readonly onSignals: (() => void) | undefined
  readonly onClose: () => void
}

export const PRESETS: readonly (readonly [HeightPreset, string, typeof IconArrowsVertical])[] = [
  ['small', 'Small', IconBaselineDensitySmall],
  ['normal', 'Normal', IconBaselineDensityMedium],
  ['tall', 'Tall', IconBaselineDensityLarge],
]

export function RowsMenu({ at, hiddenCount, edits, onSignals, onClose }: RowsMenuProps): ReactElement {
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} width={208} withinPortal returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label="All rows">
        {onSignals && (
          <>
            <Menu.Item leftSection={<IconWaveSine size={14} />} onClick={onSignals}>
              Signals…
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item leftSection={<IconChevronsUp size={14} />} onClick={() => edits.foldAll(true)}>
          Fold everyone
        </Menu.Item>
        <Menu.Item leftSection={<IconChevronsDown size={14} />} onClick={() => edits.foldAll(false)}>
          Unfold everyone
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Height of the lanes</Menu.Label>
        {PRESETS.map(([preset, name, Icon]) => (
          <Menu.Item
            key={preset}
            leftSection={<Icon size={14} />}
            onClick={() => edits.setHeights(withPreset(preset))}
          >
            {name}
          </Menu.Item>
        ))}
        {hiddenCount > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconEye size={14} />} onClick={() => edits.showAll()}>
              Show {hiddenCount} hidden
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
