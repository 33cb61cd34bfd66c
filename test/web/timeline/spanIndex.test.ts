import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildSpanIndex, countColumns, countSpans, visitSpans } from '../../../app/web/timeline/spanIndex.ts'

const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.oneof(fc.constant(0), fc.nat(3000))), {
    maxLength: 300,
  })
  .map((list) => list.map(([start, length]) => ({ start, end: start + length })))
  .map((list) => list.toSorted((a, b) => a.start - b.start))
const windows = fc.tuple(fc.integer({ min: -100, max: 13_000 }), fc.integer({ min: 1, max: 6000 }))

const indexOf = (list: readonly { start: number; end: number }[]) =>
  buildSpanIndex(
    Float64Array.from(list, ({ start }) => start),
    Float64Array.from(list, ({ end }) => end),
  )
/** A point lies in the microsecond that begins at it. */
const touches = (span: { start: number; end: number }, from: number, to: number): boolean =>
  span.start < to && Math.max(span.end, span.start + 1) > from

describe('span index', () => {
  it('visits exactly the spans that touch a window, by start, and counts as many', () => {
    fc.assert(
      fc.property(spans, windows, (list, [from, length]) => {
        const index = indexOf(list)
        const seen: number[] = []
        visitSpans(index, from, from + length, (at) => seen.push(at))
        const expected = list.flatMap((span, at) => (touches(span, from, from + length) ? [at] : []))
        expect(seen).toEqual(expected)
        expect(countSpans(index, from, from + length)).toBe(expected.length)
      }),
    )
  })

  it('counts columns as single windows', () => {
    fc.assert(
      fc.property(spans, windows, (list, [start, length]) => {
        const index = indexOf(list)
        const columnUs = length / 7
        const counts = countColumns(index, { start, end: start + length }, columnUs)
        const first = Math.floor(start / columnUs)
        counts.forEach((count, k) => {
          // Both edges from the grid: an edge found by adding a column to the last lies a rounding beside it.
          const [from, to] = [(first + k) * columnUs, (first + k + 1) * columnUs]
          expect(count).toBe(countSpans(index, from, to))
        })
      }),
    )
  })

  it('keeps spans of one level apart as long as three levels are enough', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const { level, levels } = indexOf(list)
        const crowded = list.some(
          ({ start }) => list.filter((other) => touches(other, start, start + 1)).length > 3,
        )
        expect(levels).toBeLessThanOrEqual(3)
        if (crowded) return
        list.forEach((span, at) =>
          list.forEach((other, k) => {
            if (k > at && level[k] === level[at])
              expect(touches(other, span.start, Math.max(span.end, span.start + 1))).toBe(false)
          }),
        )
      }),
    )
  })
})
