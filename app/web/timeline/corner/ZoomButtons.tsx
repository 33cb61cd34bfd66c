/** Zoom for the mouse alone: out, in, the whole session. */
import { IconArrowAutofitWidth, IconMinus, IconPlus } from '@tabler/icons-react'
import { memo, type ReactElement } from 'react'
import type { Span } from '../../../../core/time/index.ts'
import { fit, zoomIn, zoomOut } from '../timelineCommands.ts'
import type { TimelinePlayer } from '../timelinePlayer.ts'
import type { ViewDriver } from '../viewDriver.ts'
import classes from './corner.module.css'

export interface ZoomButtonsProps {
  readonly driver: ViewDriver
  readonly bounds: Span
  readonly player: TimelinePlayer
}

const BUTTONS = [
  ['Zoom out', 'Zoom out (S or −)', IconMinus, zoomOut],
  ['Zoom in', 'Zoom in (W or +)', IconPlus, zoomIn],
  ['Show the whole session', 'Show the whole session (0)', IconArrowAutofitWidth, fit],
] as const

export const ZoomButtons = memo(function ZoomButtons({
  driver,
  bounds,
  player,
}: ZoomButtonsProps): ReactElement {
  return (
    <>
      {BUTTONS.map(([name, title, Icon, command]) => (
        <button
          key={name}
          type="button"
          className={classes.icon}
          aria-label={name}
          title={title}
          onClick={() => driver.change((view) => command(view, { bounds, about: player.now() }))}
        >
          <Icon size={14} stroke={1.8} aria-hidden />
        </button>
      ))}
    </>
  )
})
