/** The menu of a tile, at its button or where the pointer asked for it. Loaded at the first. */
import { Menu } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Lane } from '../../../core/protocol/session.ts'
import type { LaneContext } from './laneActions.ts'
import { LaneMenuItems } from './LaneMenuItems.tsx'
import classes from './tile.module.css'

export interface MenuAt {
  readonly lane: Lane
  readonly title: string
  /** In px of the window. */
  readonly x: number
  readonly y: number
}

interface TileMenuProps extends MenuAt {
  readonly context: LaneContext
  readonly onClose: () => void
}

export function TileMenu({ lane, title, x, y, context, onClose }: TileMenuProps) {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener !== document.body) opener.focus({ preventScroll: true })
    },
    [opener],
  )
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={0}
      width={264}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Menu of ${title}`}
          className={classes.anchor}
          style={{ left: x, top: y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={title}>
        <Menu.Label>{title}</Menu.Label>
        <LaneMenuItems lane={lane} name={title} context={context} />
      </Menu.Dropdown>
    </Menu>
  )
}
