/** The pointer on ruler and lanes: wheel, scrub, seek, select, pan, and what it hovers. */
import { useEffect, type PointerEvent as ReactPointerEvent, type RefObject } from 'react'
import type { StoreApi } from 'zustand'
import { micros, type Micros, type Span } from '../../../core/time/index.ts'
import { followPointer, type DragHandlers } from './drag.ts'
import { edgePanUs, followWithEdgePan } from './edgePan.ts'
import { NO_HOVER, type Hover } from './hoverStore.ts'
import { spanBetween } from './segmentEdit.ts'
import { isSparse, SNAP_PX, snapTime } from './snap.ts'
import type { TimelinePlayer } from './timelinePlayer.ts'
import type { ViewDriver } from './viewDriver.ts'
import { panBy, pxToTime, usPerPx } from './viewport.ts'
import { applyWheel } from './wheel.ts'

const CLICK_PX = 4

export interface LanePointerOptions {
  readonly root: RefObject<HTMLElement | null>
  readonly lanes: RefObject<HTMLElement | null>
  readonly widthPx: number
  readonly bounds: Span
  readonly durationUs: number
  readonly driver: ViewDriver
  readonly player: TimelinePlayer
  readonly hover: StoreApi<Hover>
  readonly segment: Span | undefined
  readonly onSegment: (segment: Span | undefined) => void
  readonly cuts: Float64Array
  readonly events: Float64Array | undefined
  /** Says what lies at a time and a height of the rows. */
  readonly describeAt: (time: Micros, y: number) => string[]
}

export interface LanePointer {
  /** Follows a drag; past the lanes' edge the view goes with it. */
  follow(start: PointerEvent, handlers: DragHandlers): void
  /** Session time under the pointer, snapped unless Alt is held. */
  snappedTimeAt(event: PointerEvent): Micros
  showDrag(segment: Span | undefined): void
  pressRuler(event: ReactPointerEvent): void
  pressLanes(event: ReactPointerEvent): void
  moveOver(event: ReactPointerEvent): void
  leave(): void
}

export function useLanePointer(options: LanePointerOptions): LanePointer {
  const { root, lanes, widthPx, bounds, durationUs, driver, player, hover } = options

  useEffect(() => {
    const element = root.current
    if (!element) return undefined
    const turn = (event: WheelEvent): void => {
      const box = lanes.current!.getBoundingClientRect()
      if (event.altKey || event.clientX < box.left || event.clientX > box.left + widthPx) return
      event.preventDefault()
      const { deltaX, deltaY, deltaMode, shiftKey, ctrlKey } = event
      const input = { deltaX, deltaY, deltaMode, shiftKey, ctrlKey, xPx: event.clientX - box.left }
      driver.change((view) => applyWheel({ view, widthPx }, bounds, input))
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [root, lanes, widthPx, bounds, driver])

  const xOf = (event: { clientX: number }): number =>
    event.clientX - lanes.current!.getBoundingClientRect().left
  const scale = (): { view: Span; widthPx: number } => ({ view: driver.current(), widthPx })
  const timeAt = (event: { clientX: number }): Micros => {
    const xPx = Math.max(0, Math.min(widthPx, xOf(event)))
    return micros(Math.min(durationUs, Math.max(0, pxToTime(scale(), xPx))))
  }
  const follow = (start: PointerEvent, handlers: DragHandlers): void =>
    followWithEdgePan(start, handlers, {
      speed: (event) => edgePanUs(xOf(event), scale()),
      pan: (byUs) => driver.change((view) => panBy(view, bounds, byUs)),
    })

  function snap(time: Micros, free: boolean): Micros {
    if (free) return time
    const radiusUs = SNAP_PX * usPerPx(scale())
    const strong = snapTime(time, radiusUs, [options.cuts], [player.now(), 0, durationUs])
    const { events } = options
    if (strong !== time || !events || !isSparse(events, time, radiusUs)) return strong
    return snapTime(time, radiusUs, [events])
  }
  const snappedTimeAt = (event: PointerEvent): Micros => snap(timeAt(event), event.altKey)

  function moveOver(event: ReactPointerEvent): void {
    if (event.buttons !== 0) return
    const box = root.current!.getBoundingClientRect()
    const time = timeAt(event)
    const y = event.clientY - lanes.current!.getBoundingClientRect().top
    const notes = options.describeAt(time, y)
    hover.setState({ time, xPx: xOf(event), yPx: event.clientY - box.top, notes, segment: undefined })
  }

  const pan = (start: PointerEvent): void => {
    const first = driver.current()
    hover.setState(NO_HOVER)
    followPointer(start, {
      move: (moved) =>
        driver.change(() =>
          panBy(first, bounds, (start.clientX - moved.clientX) * usPerPx({ view: first, widthPx })),
        ),
      end: () => undefined,
    })
  }

  function select(start: PointerEvent): void {
    const before = options.segment
    const anchor = snap(timeAt(start), start.altKey)
    const box = root.current!.getBoundingClientRect()
    let dragged = false
    follow(start, {
      move(moved) {
        dragged ||= Math.abs(moved.clientX - start.clientX) > CLICK_PX
        if (!dragged) return
        const time = snappedTimeAt(moved)
        const segment = spanBetween(anchor, time, durationUs)
        options.onSegment(segment)
        hover.setState({
          time,
          xPx: Math.max(0, Math.min(widthPx, xOf(moved))),
          yPx: moved.clientY - box.top,
          notes: [],
          segment,
        })
      },
      end(_released, cancelled) {
        hover.setState(NO_HOVER)
        if (cancelled && dragged) options.onSegment(before)
        else if (!dragged && !cancelled) player.seek(timeAt(start))
      },
    })
  }

  return {
    follow,
    snappedTimeAt,
    moveOver,
    showDrag: (segment) => hover.setState({ segment, ...(segment ? { notes: [] } : NO_HOVER) }),
    leave: () => {
      if (!hover.getState().segment) hover.setState(NO_HOVER)
    },
    pressLanes(event) {
      if (event.button === 1) pan(event.nativeEvent)
      else if (event.button === 0) select(event.nativeEvent)
      else return
      event.preventDefault()
    },
    pressRuler(event) {
      if (event.button === 1) return pan(event.nativeEvent)
      if (event.button !== 0) return
      event.preventDefault()
      hover.setState(NO_HOVER)
      player.scrub(timeAt(event))
      follow(event.nativeEvent, {
        move: (moved) => void player.scrub(timeAt(moved)),
        end: () => void player.endScrub(),
      })
    },
  }
}
