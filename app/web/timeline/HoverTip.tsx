/** A hair line at the pointer and a label beside it: the frame there, both clocks, and what lies there in words. */
import { useLayoutEffect, useRef, type ReactElement } from 'react'
import { useStore, type StoreApi } from 'zustand'
import { formatTime, formatWallClock, formatZone } from '../../../core/time/index.ts'
import { useZone } from '../settings/useZone.ts'
import type { Hover } from './hoverStore.ts'
import classes from './hoverTip.module.css'
import { placeTip } from './preview.ts'
import { PreviewFrame } from './PreviewFrame.tsx'
import type { Thumbnails } from './thumbnails.ts'
import type { TimelinePlayer } from './timelinePlayer.ts'
import { timeToPx, type Scale } from './viewport.ts'

export interface HoverTipProps {
  readonly hover: StoreApi<Hover>
  readonly scale: Scale
  readonly epochWallUs: number
  readonly heightPx: number
  /** The zone the session was recorded in, where a person has said it. */
  readonly recordedZone?: string | null
  readonly thumbnails?: Thumbnails | undefined
  readonly player?: Pick<TimelinePlayer, 'now'> | undefined
}

export function HoverTip(props: HoverTipProps): ReactElement | null {
  const { hover, scale, epochWallUs, heightPx, thumbnails, player } = props
  const { time, xPx, yPx, notes, preview, segment } = useStore(hover)
  const zone = useZone(props.recordedZone ?? null)
  const tip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = tip.current
    if (!element) return
    const size = { widthPx: element.offsetWidth, heightPx: element.offsetHeight }
    const pane = { widthPx: scale.widthPx, heightPx }
    const playheadPx = player && timeToPx(scale, player.now())
    const { leftPx, topPx } = placeTip({ xPx, yPx }, size, pane, playheadPx)
    element.style.transform = `translate(${leftPx}px, ${topPx}px)`
  })
  if (time === undefined) return null
  const wallUs = epochWallUs + time
  return (
    <>
      <div className={classes.hair} style={{ transform: `translateX(${timeToPx(scale, time)}px)` }} />
      <div ref={tip} className={classes.tip} role="tooltip" data-testid="time-tip">
        {preview && thumbnails && !segment && <PreviewFrame preview={preview} thumbnails={thumbnails} />}
        {segment ? (
          <div className={classes.clocks}>
            <b>
              {formatTime(segment.start)} – {formatTime(segment.end)}
            </b>
            <span>{((segment.end - segment.start) / 1e6).toFixed(3)} s</span>
          </div>
        ) : (
          <div className={classes.clocks}>
            <b>{formatTime(time)}</b>
            <span>
              {formatWallClock(wallUs, zone)} {formatZone(zone, wallUs)}
            </span>
          </div>
        )}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </>
  )
}
