/** The segment over the lanes: a band with two handles that drag and take arrow keys. */
import type { KeyboardEvent, PointerEvent as ReactPointerEvent, ReactElement } from 'react'
import { formatTime, micros, type Micros, type Span } from '../../../core/time/index.ts'
import type { DragHandlers } from './drag.ts'
import { moveSegmentEdge } from './segmentEdit.ts'
import classes from './timeline.module.css'
import { timeToPx, usPerPx, type Scale } from './viewport.ts'

export interface SegmentBandProps {
  readonly segment: Span
  readonly scale: Scale
  readonly durationUs: number
  readonly onSegment: (segment: Span | undefined) => void
  /** Session time under a pointer, snapped unless Alt is held. */
  readonly timeAt: (event: PointerEvent) => Micros
  readonly follow: (start: PointerEvent, handlers: DragHandlers) => void
  readonly onDrag: (segment: Span | undefined) => void
}

const EDGES = ['start', 'end'] as const

export function SegmentBand(props: SegmentBandProps): ReactElement {
  const { segment, scale, durationUs, onSegment } = props
  const left = Math.max(-8, timeToPx(scale, segment.start))
  const right = Math.min(scale.widthPx + 8, timeToPx(scale, segment.end))

  function press(event: ReactPointerEvent, edge: 'start' | 'end'): void {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    ;(event.currentTarget as HTMLElement).focus()
    props.follow(event.nativeEvent, {
      move(moved) {
        const next = moveSegmentEdge(segment, edge, props.timeAt(moved), durationUs)
        if (!next) return
        props.onDrag(next)
        onSegment(next)
      },
      end(_released, cancelled) {
        props.onDrag(undefined)
        if (cancelled) onSegment(segment)
      },
    })
  }

  function nudge(event: KeyboardEvent, edge: 'start' | 'end'): void {
    const sign = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (sign === 0) return
    event.preventDefault()
    event.stopPropagation()
    const stepUs = event.shiftKey ? 1e6 : Math.max(1e3, usPerPx(scale))
    onSegment(moveSegmentEdge(segment, edge, micros(segment[edge] + sign * stepUs), durationUs) ?? segment)
  }

  return (
    <>
      {right > left && (
        <div className={classes.band} style={{ left, width: right - left }} data-testid="segment" />
      )}
      {EDGES.map((edge) => {
        const x = timeToPx(scale, segment[edge])
        if (x < -8 || x > scale.widthPx + 8) return null
        return (
          <div
            key={edge}
            className={classes.handle}
            style={{ transform: `translateX(${x}px)` }}
            role="slider"
            tabIndex={0}
            aria-label={edge === 'start' ? 'Segment start' : 'Segment end'}
            aria-valuemin={0}
            aria-valuemax={Math.round(durationUs / 1e3)}
            aria-valuenow={Math.round(segment[edge] / 1e3)}
            aria-valuetext={formatTime(segment[edge])}
            onPointerDown={(event) => press(event, edge)}
            onKeyDown={(event) => nudge(event, edge)}
          />
        )
      })}
    </>
  )
}
