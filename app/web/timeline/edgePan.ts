/** A pointer held past the edge of the lanes while dragging moves the view on, faster the further out it is. */
import { followPointer, type DragHandlers } from './drag.ts'
import type { Scale } from './viewport.ts'

const FULL_PX = 120
/** Share of the view a frame at full speed. */
const FASTEST = 0.02

/** Returns how far a frame moves the view, µs; 0 while the pointer is over the lanes. */
export function edgePanUs(xPx: number, { view, widthPx }: Scale): number {
  const past = xPx < 0 ? xPx : Math.max(0, xPx - widthPx)
  return Math.max(-1, Math.min(1, past / FULL_PX)) * FASTEST * (view.end - view.start)
}

export interface EdgePanOptions {
  /** How far the next frame moves the view for a pointer, µs. */
  readonly speed: (event: PointerEvent) => number
  readonly pan: (byUs: number) => void
}

/** Follows a pointer like `followPointer`; while it is past an edge, pans every frame and tells of a move each time. */
export function followWithEdgePan(
  start: PointerEvent,
  handlers: DragHandlers,
  options: EdgePanOptions,
): void {
  let last = start
  let frame: number | undefined
  const run = (): void => {
    frame = undefined
    const byUs = options.speed(last)
    if (byUs === 0) return
    options.pan(byUs)
    handlers.move(last)
    frame = requestAnimationFrame(run)
  }
  followPointer(start, {
    move(event) {
      last = event
      handlers.move(event)
      if (options.speed(event) !== 0) frame ??= requestAnimationFrame(run)
    },
    end(event, cancelled) {
      if (frame !== undefined) cancelAnimationFrame(frame)
      handlers.end(event, cancelled)
    },
  })
}
