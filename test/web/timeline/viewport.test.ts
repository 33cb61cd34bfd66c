import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clampView,
  followView,
  MIN_VIEW_US,
  moveEdge,
  panBy,
  pxToTime,
  timeToPx,
  usPerPx,
  zoomAbout,
  zoomToSpan,
} from '../../../app/web/timeline/viewport.ts'
import { micros, type Span } from '../../../core/time/index.ts'

const HOUR_US = 3_600_000_000
const bounds: Span = { start: micros(-1e6), end: micros(3 * HOUR_US) }
const inBounds = fc.integer({ min: bounds.start, max: bounds.end })
const views = fc
  .tuple(inBounds, fc.integer({ min: MIN_VIEW_US, max: bounds.end - bounds.start }))
  .map(([start, length]) => clampView({ start: micros(start), end: micros(start + length) }, bounds))
const widths = fc.integer({ min: 100, max: 4000 })

function expectInBounds(view: Span): void {
  expect(view.start).toBeGreaterThanOrEqual(bounds.start)
  expect(view.end).toBeLessThanOrEqual(bounds.end)
  expect(view.end - view.start).toBeGreaterThanOrEqual(MIN_VIEW_US)
}

describe('viewport', () => {
  it('turns pixels into times and back to the same pixel', () => {
    fc.assert(
      fc.property(views, widths, fc.double({ min: 0, max: 1, noNaN: true }), (view, widthPx, share) => {
        const scale = { view, widthPx }
        const px = share * widthPx
        expect(Math.abs(timeToPx(scale, pxToTime(scale, px)) - px)).toBeLessThan(0.51 / usPerPx(scale) + 1e-6)
      }),
    )
  })

  it('keeps every change inside the bounds, and never shows less than the shortest span', () => {
    const factors = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        views,
        inBounds,
        factors,
        fc.integer({ min: -1e10, max: 1e10 }),
        (view, time, factor, by) => {
          expectInBounds(zoomAbout(view, bounds, factor, time))
          expectInBounds(panBy(view, bounds, by))
          expectInBounds(followView(view, bounds, time))
          expectInBounds(moveEdge(view, bounds, 'start', time + by))
          expectInBounds(moveEdge(view, bounds, 'end', time + by))
          expectInBounds(zoomToSpan({ start: view.start, end: micros(view.start + 1) }, bounds))
        },
      ),
    )
  })

  it('zooms about the pointer: its time stays where it is unless an edge of the session stops the view', () => {
    const factors = fc.double({ min: 0.2, max: 5, noNaN: true })
    fc.assert(
      fc.property(
        views,
        widths,
        fc.double({ min: 0, max: 1, noNaN: true }),
        factors,
        (view, widthPx, share, factor) => {
          const before = { view, widthPx }
          const time = pxToTime(before, share * widthPx)
          const next = zoomAbout(view, bounds, factor, time)
          const stopped = next.start === bounds.start || next.end === bounds.end
          const after = { view: next, widthPx }
          const moved = Math.abs(timeToPx(after, time) - timeToPx(before, time))
          if (!stopped) expect(moved).toBeLessThan(2 / usPerPx(after) + 1e-6)
        },
      ),
    )
  })

  it('pans without changing the length', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: -1e10, max: 1e10 }), (view, by) => {
        const next = panBy(view, bounds, by)
        expect(next.end - next.start).toBe(view.end - view.start)
      }),
    )
  })

  it('leaves the view alone while the playhead is in it, and shows a playhead that left', () => {
    fc.assert(
      fc.property(views, inBounds, (view, time) => {
        const next = followView(view, bounds, time)
        if (time >= view.start && time < view.end) expect(next).toBe(view)
        else expect(time >= next.start && time <= next.end).toBe(true)
      }),
    )
  })

  it('shows a whole segment with room at both sides', () => {
    const segment = { start: micros(60e6), end: micros(90e6) }
    const view = zoomToSpan(segment, bounds)
    expect(view.start).toBeLessThan(segment.start)
    expect(view.end).toBeGreaterThan(segment.end)
    expect(view.end - view.start).toBeLessThan(40e6)
  })
})
