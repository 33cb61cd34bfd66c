/** A hair line at the pointer and a label with both clocks and what lies there. */
import type { ReactElement } from 'react'
import { useStore, type StoreApi } from 'zustand'
import { formatTime } from '../../../core/time/index.ts'
import type { Hover } from './hoverStore.ts'
import { formatWallLabel } from './ruler.ts'
import classes from './timeline.module.css'
import { timeToPx, type Scale } from './viewport.ts'

export interface HoverTipProps {
  readonly hover: StoreApi<Hover>
  readonly scale: Scale
  readonly epochWallUs: number
  readonly heightPx: number
}

const FLIP_PX = 260

export function HoverTip({ hover, scale, epochWallUs, heightPx }: HoverTipProps): ReactElement | null {
  const { time, xPx, yPx, notes, segment } = useStore(hover)
  if (time === undefined) return null
  const flipped = xPx > scale.widthPx - FLIP_PX
  const raised = yPx > heightPx - 28 - 18 * (notes.length + 1)
  const style = {
    [flipped ? 'right' : 'left']: flipped ? scale.widthPx - xPx + 12 : xPx + 12,
    [raised ? 'bottom' : 'top']: raised ? heightPx - yPx + 10 : yPx + 16,
  }
  return (
    <>
      <div className={classes.hair} style={{ transform: `translateX(${timeToPx(scale, time)}px)` }} />
      <div className={classes.tip} style={style} role="tooltip" data-testid="time-tip">
        {segment ? (
          <div>
            <b>
              {formatTime(segment.start)} – {formatTime(segment.end)}
            </b>
            <span>{((segment.end - segment.start) / 1e6).toFixed(3)} s</span>
          </div>
        ) : (
          <div>
            <b>{formatTime(time)}</b>
            <span>{formatWallLabel(epochWallUs + time, 1)} UTC</span>
          </div>
        )}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </>
  )
}
