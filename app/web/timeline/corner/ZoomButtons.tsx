/** Zoom for the mouse alone: out, in, the whole session. */
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { memo, type ReactElement } from 'react'
import type { Span } from '../../../core/time/index.ts'
import { fit, zoomIn, zoomOut } from './timelineCommands.ts'
import classes from './timeline.module.css'
import type { TimelinePlayer } from './timelinePlayer.ts'
import type { ViewDriver } from './viewDriver.ts'

export interface ZoomButtonsProps {
  readonly driver: ViewDriver
  readonly bounds: Span
  readonly player: TimelinePlayer
}

export const ZoomButtons = memo(function ZoomButtons({
  driver,
  bounds,
  player,
}: ZoomButtonsProps): ReactElement {
  const change = (command: typeof zoomIn): void =>
    driver.change((view) => command(view, { bounds, about: player.now() }))
  return (
    <>
      <button
        type="button"
        className={classes.zoom}
        aria-label="Zoom out"
        title="Zoom out"
        onClick={() => change(zoomOut)}
      >
        <IconMinus size={12} stroke={2} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.zoom}
        aria-label="Zoom in"
        title="Zoom in"
        onClick={() => change(zoomIn)}
      >
        <IconPlus size={12} stroke={2} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.whole}
        title="Show the whole session"
        onClick={() => change(fit)}
      >
        whole session
      </button>
    </>
  )
})
