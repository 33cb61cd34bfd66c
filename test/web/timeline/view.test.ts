import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBounds } from '../../../app/web/timeline/bounds.ts'
import { edgePanUs } from '../../../app/web/timeline/edgePan.ts'
import { moveSegmentEdge, spanBetween } from '../../../app/web/timeline/segmentEdit.ts'
import {
  fit,
  panLeft,
  panRight,
  zoomIn,
  zoomOut,
  zoomToSegment,
} from '../../../app/web/timeline/timelineCommands.ts'
import { findPaintedPart } from '../../../app/web/timeline/usePaintedPart.ts'
import { createViewDriver } from '../../../app/web/timeline/viewDriver.ts'
import { panBy, pxToTime } from '../../../app/web/timeline/viewport.ts'
import { applyWheel } from '../../../app/web/timeline/wheel.ts'
import { micros, type Span } from '../../../core/time/index.ts'
import { lesson } from './harness/lesson.ts'

const bounds = findBounds(lesson())
const view: Span = { start: micros(600e6), end: micros(700e6) }

function driverAt(first: Span) {
  let now = 0
  const frames: (() => void)[] = []
  const emitted: Span[] = []
  const driver = createViewDriver(first, {
    now: () => now,
    requestFrame: (callback) => frames.push(callback),
  })
  driver.connect((next) => emitted.push(next))
  const frame = (): void => frames.splice(0).forEach((callback) => callback())
  return { driver, emitted, frame, wait: (ms: number) => (now += ms) }
}

describe('view driver', () => {
  it('makes one change of many between two frames, each built on the last', () => {
    const { driver, emitted, frame } = driverAt(view)
    for (let k = 0; k < 5; k++) driver.change((now) => panBy(now, bounds, 1e6))
    expect(emitted).toEqual([])
    frame()
    expect(emitted).toEqual([{ start: 605e6, end: 705e6 }])
  })

  it('counts a change from elsewhere as moved by a person, its own echo and following not', () => {
    const { driver, frame, wait } = driverAt(view)
    driver.follow((now) => panBy(now, bounds, 1e6))
    frame()
    driver.adopt(driver.current())
    expect(driver.restMs()).toBe(Infinity)
    wait(100)
    driver.adopt(view)
    wait(40)
    expect(driver.restMs()).toBe(40)
    expect(driver.current()).toBe(view)
  })

  it('does not let an old view from the page undo a change that waits for its frame', () => {
    const { driver, emitted, frame } = driverAt(view)
    driver.change((now) => panBy(now, bounds, 1e6))
    driver.adopt(view)
    frame()
    expect(emitted).toEqual([{ start: 601e6, end: 701e6 }])
  })
})

describe('wheel', () => {
  const still = { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, ctrlKey: false, xPx: 250 }
  const scale = { view, widthPx: 1000 }

  it('zooms at the pointer and keeps its time under it', () => {
    const next = applyWheel(scale, bounds, { ...still, deltaY: -100 })
    expect(next.end - next.start).toBeLessThan(100e6)
    expect(Math.abs(pxToTime({ view: next, widthPx: 1000 }, 250) - 625e6)).toBeLessThan(2)
  })

  it('pans with Shift and with a sideways wheel by as many pixels', () => {
    expect(applyWheel(scale, bounds, { ...still, shiftKey: true, deltaY: 100 }).start).toBe(610e6)
    expect(applyWheel(scale, bounds, { ...still, deltaX: -50, deltaY: 3 }).start).toBe(595e6)
  })
})

describe('commands', () => {
  it('zoom in and out about a visible playhead undo each other', () => {
    const context = { bounds, about: 640e6 }
    const back = zoomOut(zoomIn(view, context), context)
    expect(Math.abs(back.start - view.start)).toBeLessThan(2)
    expect(Math.abs(back.end - view.end)).toBeLessThan(2)
  })

  it('zoom about the middle where the playhead is out of sight', () => {
    const next = zoomIn(view, { bounds, about: 10e6 })
    expect((next.start + next.end) / 2).toBeCloseTo(650e6, -1)
  })

  it('pan left and right by a fifth of what shows, and fit the whole', () => {
    expect(panRight(view, { bounds }).start).toBe(620e6)
    expect(panLeft(view, { bounds }).start).toBe(580e6)
    expect(fit(view, { bounds })).toBe(bounds)
    expect(zoomToSegment(view, { bounds }, undefined)).toBe(bounds)
  })
})

describe('segment', () => {
  const durationUs = 1000
  const times = fc.integer({ min: -200, max: 1200 }).map(micros)

  it('lies between the two ends of a drag in either direction, inside the session, or is nothing', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const segment = spanBetween(a, b, durationUs)
        expect(segment).toEqual(spanBetween(b, a, durationUs))
        if (!segment) return
        expect(segment.start).toBeGreaterThanOrEqual(0)
        expect(segment.end).toBeLessThanOrEqual(durationUs)
        expect(segment.start).toBeLessThan(segment.end)
      }),
    )
  })

  it('changes ends when one is dragged past the other', () => {
    const segment = { start: micros(100), end: micros(200) }
    expect(moveSegmentEdge(segment, 'start', micros(300), durationUs)).toEqual({ start: 200, end: 300 })
    expect(moveSegmentEdge(segment, 'end', micros(50), durationUs)).toEqual({ start: 50, end: 100 })
  })
})

describe('painted part', () => {
  it('always holds what shows', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 50, max: 1500 }), fc.nat(6000), (scroll, shown, more) => {
        const contentPx = scroll + shown + more
        const { topPx, heightPx } = findPaintedPart(scroll, shown, contentPx)
        expect(topPx).toBeLessThanOrEqual(scroll)
        expect(topPx + heightPx).toBeGreaterThanOrEqual(scroll + shown)
      }),
    )
  })
})

describe('a drag past the edge', () => {
  it('rests over the lanes, and moves the view outward, faster further out', () => {
    const scale = { view, widthPx: 1000 }
    expect([0, 500, 1000].map((x) => edgePanUs(x, scale))).toEqual([0, 0, 0])
    expect(edgePanUs(-30, scale)).toBeLessThan(0)
    expect(edgePanUs(1060, scale)).toBeGreaterThan(edgePanUs(1030, scale))
    expect(edgePanUs(9000, scale)).toBe(2e6)
  })
})
