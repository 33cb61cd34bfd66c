import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planStage } from '../../../app/web/playback/stageLayout.ts'
import type { StageTile } from '../../../app/web/playback/stageTiles.ts'
import { beforeOf, findDrop } from '../../../app/web/playback/tileDrag.ts'
import {
  extentOf,
  layoutCompare,
  layoutFilm,
  layoutFocus,
  layoutGrid,
  medianAspect,
  type Rect,
} from '../../../app/web/playback/tileLayout.ts'
import { sampleLane } from './sampleLane.ts'

const box = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  width: fc.integer({ min: 640, max: 3840 }),
  height: fc.integer({ min: 400, max: 2160 }),
  aspect: fc.constantFrom(16 / 9, 4 / 3, 9 / 16),
})

const apart = (a: Rect, b: Rect): boolean =>
  a.left + a.width <= b.left ||
  b.left + b.width <= a.left ||
  a.top + a.height <= b.top ||
  b.top + b.height <= a.top

function expectTidy(rects: readonly Rect[], count: number, width: number, height: number): void {
  expect(rects).toHaveLength(count)
  for (const [at, rect] of rects.entries()) {
    expect(Math.min(rect.width, rect.height)).toBeGreaterThan(0)
    expect(rect.left).toBeGreaterThanOrEqual(0)
    expect(rect.left + rect.width).toBeLessThanOrEqual(width)
    expect(rect.top).toBeGreaterThanOrEqual(0)
    expect(rect.top + rect.height).toBeLessThanOrEqual(height)
    for (const other of rects.slice(at + 1)) expect(apart(rect, other)).toBe(true)
  }
}

const columns = (rects: readonly Rect[]): number => new Set(rects.map(({ left }) => left)).size
const area = ({ width, height }: Rect): number => width * height

describe('tile layout', () => {
  it('keeps all tiles in the box and apart, whatever is large', () => {
    fc.assert(
      fc.property(box, fc.nat(49), fc.nat(49), ({ count, width, height, aspect }, a, b) => {
        expectTidy(layoutGrid(count, width, height, aspect), count, width, height)
        expectTidy(layoutFocus(count, a % count, width, height, aspect), count, width, height)
        if (a % count !== b % count)
          expectTidy(
            layoutCompare(count, [a % count, b % count], width, height, aspect),
            count,
            width,
            height,
          )
        const film = layoutFilm(count, width, height, aspect)
        expectTidy(film, count, Math.max(width, extentOf(film)), height)
      }),
      { numRuns: 60 },
    )
  })

  it('makes no tile of the strip larger than the large one', () => {
    fc.assert(
      fc.property(box, fc.nat(49), ({ count, width, height }, focus) => {
        const rects = layoutFocus(count, focus % count, width, height)
        const large = area(rects[focus % count]!)
        for (const rect of rects) expect(area(rect)).toBeLessThanOrEqual(large)
      }),
      { numRuns: 40 },
    )
  })

  it('lays six tiles as three by two on a wide stage, and two under each other on a narrow one', () => {
    expect(columns(layoutGrid(6, 1024, 404))).toBe(3)
    expect(columns(layoutGrid(2, 600, 900))).toBe(1)
  })

  it('puts the strip where the large picture gains: at the right of a wide stage, below on a tall one', () => {
    const wide = layoutFocus(5, 0, 1600, 500)
    expect(wide[1]!.left).toBeGreaterThan(wide[0]!.left + wide[0]!.width)
    const tall = layoutFocus(5, 0, 600, 1000)
    expect(tall[1]!.top).toBeGreaterThan(tall[0]!.top + tall[0]!.height)
  })

  it('compares side by side on a wide stage and one over the other on a tall one', () => {
    const [left, right] = layoutCompare(2, [0, 1], 1400, 500)
    expect(left!.top).toBe(right!.top)
    const [above, below] = layoutCompare(6, [0, 1], 600, 1200)
    expect(above!.left).toBe(below!.left)
    expect(area(above!)).toBe(area(below!))
  })

  it('scrolls a row whose tiles would get too narrow, and only then', () => {
    expect(extentOf(layoutFilm(4, 1200, 400))).toBeLessThanOrEqual(1200)
    const many = layoutFilm(12, 1200, 400)
    expect(extentOf(many)).toBeGreaterThan(1200)
    expect(new Set(many.map(({ width }) => width)).size).toBe(1)
  })

  it('takes the shape most pictures have', () => {
    const sizes = [
      { width: 640, height: 480 },
      { width: 640, height: 480 },
      { width: 1920, height: 1080 },
      { width: null, height: null },
    ]
    expect(medianAspect(sizes)).toBeCloseTo(4 / 3)
    expect(medianAspect([])).toBeCloseTo(16 / 9)
  })
})

describe('the stage’s plan', () => {
  const tiles = ['a', 'b', 'c'].map((id): StageTile => {
    const { lane } = sampleLane([{ recordingId: id, offsetUs: 0, ptsUs: [0] }], { laneId: id })
    return { id, lane, name: id, title: id, person: 0, hasPicture: true }
  })
  const plan = (layout: 'grid' | 'focus' | 'film' | 'compare', focus?: string, other?: string) => {
    const { layout: shown, large } = planStage(tiles, { layout, focus, other }, 1000, 400)
    return [shown, ...large]
  }

  it('is what was chosen, the focused tile first', () => {
    expect(plan('grid', 'b')).toEqual(['grid'])
    expect(plan('film')).toEqual(['film'])
    expect(plan('focus', 'b')).toEqual(['focus', 1])
    expect(plan('compare', 'c', 'a')).toEqual(['compare', 2, 0])
  })

  it('falls back where a large tile is gone', () => {
    expect(plan('focus', 'gone')).toEqual(['grid'])
    expect(plan('compare', 'c', 'gone')).toEqual(['focus', 2])
    expect(plan('compare', 'c', 'c')).toEqual(['focus', 2])
  })
})

describe('dragging a tile', () => {
  const rects = layoutGrid(3, 900, 200)
  const at = (tile: number, share: number): [number, number] => {
    const { left, top, width, height } = rects[tile]!
    return [left + width * share, top + height / 2]
  }

  it('lands before or after the tile under it, by the half it is over', () => {
    expect(findDrop(rects, 0, [], ...at(2, 0.2))).toEqual({ over: 2, side: 'before' })
    expect(findDrop(rects, 0, [], ...at(2, 0.8))).toEqual({ over: 2, side: 'after' })
    expect(findDrop(rects, 0, [], ...at(0, 0.8))).toBeUndefined()
    expect(findDrop(rects, 0, [], -5, 10)).toBeUndefined()
  })

  it('takes the place of a large tile, but not from one that is large itself', () => {
    expect(findDrop(rects, 2, [0], ...at(0, 0.2))).toEqual({ over: 0, side: 'onto' })
    expect(findDrop(rects, 1, [0, 1], ...at(0, 0.2))).toEqual({ over: 0, side: 'before' })
  })

  it('names the tile it comes to stand before', () => {
    const ids = ['a', 'b', 'c']
    expect(beforeOf(ids, 0, { over: 2, side: 'before' })).toBe('c')
    expect(beforeOf(ids, 0, { over: 2, side: 'after' })).toBeUndefined()
    expect(beforeOf(ids, 2, { over: 0, side: 'before' })).toBe('a')
    expect(beforeOf(ids, 1, { over: 0, side: 'after' })).toBe('c')
  })
})
