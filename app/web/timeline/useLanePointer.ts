/** The pointer on ruler and lanes: wheel, scrub, seek, select, pan, and what it hovers. */
import { useEffect, type PointerEvent as ReactPointerEvent, type RefObject } from 'react'
import type { StoreApi } from 'zustand'
import { micros, type Micros, type Span } from '../../../core/time/index.ts'
import type { AnnotationHit } from './annotationTracks.ts'
import { followPointer, type DragHandlers } from './drag.ts'
import { edgePanUs, followWithEdgePan } from './edgePan.ts'
import { NO_HOVER, type Hover } from './hoverStore.ts'
import { spanBetween } from './segmentEdit.ts'
import { isSparse, SNAP_PX, snapTime } from './snap.ts'
import type { TimelinePlayer } from './timelinePlayer.ts'
import type { AnnotationActions, AnnotationPointer } from './useAnnotationPointer.ts'
import type { ViewDriver } from './viewDriver.ts'
import { panBy, pxToTime, timeToPx, usPerPx, type Scale } from './viewport.ts'
import { applyWheel } from './wheel.ts'

const CLICK_PX = 4

/** Where the time under a pointer on the overview lies in the view; its edge where it is out of sight. */
const findWholePx = (xPx: number, whole: Scale, shown: Scale): number =>
  Math.max(0, Math.min(shown.widthPx, timeToPx(shown, pxToTime(whole, xPx))))

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
  /** Edges that are always clung to. */
  readonly cuts: Float64Array
  /** Edges that are clung to where they are few: annotations, utterances, log events. */
  readonly loose: () => readonly (Float64Array | undefined)[]
  /** Says what lies under the pointer. */
  readonly describeAt: (event: { clientX: number; clientY: number }, time: Micros) => string[]
  readonly hitAt: (event: { clientX: number; clientY: number }) => AnnotationHit | undefined
  readonly annotations: AnnotationPointer
  readonly annotationActions: AnnotationActions
}

export interface LanePointer {
  /** Follows a drag; past the lanes' edge the view goes with it. */
  follow(start: PointerEvent, handlers: DragHandlers): void
  /** Session time under the pointer, snapped unless Alt is held. */
  snappedTimeAt(event: PointerEvent): Micros
  timeAt(event: { clientX: number }): Micros
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
      const overWhole = (event.target as Element).closest('[data-whole]') !== null
      const x = event.clientX - box.left
      driver.change((view) => {
        const xPx = overWhole ? findWholePx(x, { view: bounds, widthPx }, { view, widthPx }) : x
        return applyWheel({ view, widthPx }, bounds, { deltaX, deltaY, deltaMode, shiftKey, ctrlKey, xPx })
      })
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
    if (strong !== time) return strong
    const few = options.loose().filter((times) => times !== undefined)
    return snapTime(
      time,
      radiusUs,
      few.filter((times) => isSparse(times, time, radiusUs)),
    )
  }
  const snappedTimeAt = (event: PointerEvent): Micros => snap(timeAt(event), event.altKey)

  function moveOver(event: ReactPointerEvent): void {
    if (event.buttons !== 0) return
    const box = root.current!.getBoundingClientRect()
    const time = timeAt(event)
    const notes = options.describeAt(event, time)
    const over = options.hitAt(event)?.part
    const element = event.currentTarget as HTMLElement
    if (over) element.dataset.over = over
    else delete element.dataset.over
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

  /** Takes a press on an annotation or marker; false: there is none. */
  function pressAnnotation(start: PointerEvent): boolean {
    const hit = options.hitAt(start)
    if (!hit) return false
    hover.setState(NO_HOVER)
    options.annotations.press(start, hit, {
      ...options.annotationActions,
      durationUs,
      timeAt,
      snap,
      follow,
      show: (event, span) =>
        hover.setState(
          span ? { ...placeOf(event), time: timeAt(event), notes: [], segment: span } : NO_HOVER,
        ),
    })
    return true
  }

  const placeOf = (event: PointerEvent): Pick<Hover, 'xPx' | 'yPx'> => ({
    xPx: Math.max(0, Math.min(widthPx, xOf(event))),
    yPx: event.clientY - root.current!.getBoundingClientRect().top,
  })

  function select(start: PointerEvent): void {
    const before = options.segment
    const anchor = snap(timeAt(start), start.altKey)
    let dragged = false
    follow(start, {
      move(moved) {
        dragged ||= Math.abs(moved.clientX - start.clientX) > CLICK_PX
        if (!dragged) return
        const time = snappedTimeAt(moved)
        const segment = spanBetween(anchor, time, durationUs)
        options.onSegment(segment)
        hover.setState({ time, ...placeOf(moved), notes: [], segment })
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
    timeAt,
    moveOver,
    showDrag: (segment) => hover.setState({ segment, ...(segment ? { notes: [] } : NO_HOVER) }),
    leave: () => {
      if (!hover.getState().segment) hover.setState(NO_HOVER)
    },
    pressLanes(event) {
      if (event.button === 1) pan(event.nativeEvent)
      else if (event.button !== 0) return
      else if (!pressAnnotation(event.nativeEvent)) select(event.nativeEvent)
      event.preventDefault()
    },
    pressRuler(event) {
      if (event.button === 1) return pan(event.nativeEvent)
      if (event.button !== 0) return
      event.preventDefault()
      if (pressAnnotation(event.nativeEvent)) return
      hover.setState(NO_HOVER)
      player.scrub(timeAt(event))
      follow(event.nativeEvent, {
        move: (moved) => void player.scrub(timeAt(moved)),
        end: () => void player.endScrub(),
      })
    },
  }
}
