import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPyramid, readBars } from '../../../app/web/timeline/pyramid.ts'
import type { Peaks } from '../../../core/protocol/index.ts'

const BUCKET_US = 10_000
const magnitudes = fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 1, maxLength: 700 })

const peaksOf = (values: readonly number[], firstPtsUs = 0): Peaks => ({
  bucketsPerSecond: 100,
  firstPtsUs,
  max: Int8Array.from(values),
  min: Int8Array.from(values, (value) => -value),
  rms: Uint8Array.from(values, (value) => value),
})

const loudest = (values: readonly number[], from: number, to: number): number =>
  Math.max(0, ...values.slice(Math.max(0, from), Math.max(0, to)))

describe('pyramid', () => {
  it('keeps the extremes of all it covers at every level', () => {
    fc.assert(
      fc.property(magnitudes, (values) => {
        const { levels } = buildPyramid(peaksOf(values))
        levels.forEach((level, depth) => {
          const width = 4 ** depth
          level.max.forEach((max, k) => {
            expect(max).toBe(loudest(values, k * width, (k + 1) * width))
            expect(level.min[k]! + max).toBe(0)
          })
        })
      }),
    )
  })

  it('never hides a peak under a bar, and shows none from further than a quarter of a bar away', () => {
    const bars = fc.tuple(fc.double({ min: 0.1, max: 300, noNaN: true }), fc.integer({ min: -50, max: 700 }))
    fc.assert(
      fc.property(magnitudes, bars, (values, [buckets, start]) => {
        const barUs = buckets * BUCKET_US
        const { top } = readBars(buildPyramid(peaksOf(values)), start * BUCKET_US, barUs, 6)
        top.forEach((shown, k) => {
          const from = start + k * buckets
          const inside = loudest(values, Math.floor(from + 1e-9), Math.ceil(from + buckets - 1e-9))
          const reach = Math.max(1, buckets / 4) + 1
          const around = loudest(values, Math.floor(from - reach), Math.ceil(from + buckets + reach))
          expect(Math.round(shown * 127)).toBeGreaterThanOrEqual(inside)
          expect(Math.round(shown * 127)).toBeLessThanOrEqual(around)
        })
      }),
    )
  })

  it('is silent before the first bucket and past the last', () => {
    const pyramid = buildPyramid(
      peaksOf(
        Array.from({ length: 100 }, () => 90),
        5e6,
      ),
    )
    expect([...readBars(pyramid, 0, 1e6, 4).top]).toEqual([0, 0, 0, 0])
    expect([...readBars(pyramid, 6.25e6, 1e6, 2).top]).toEqual([0, 0])
  })

  it('reads about as few buckets for the whole of three hours as for a second', () => {
    const { levels } = buildPyramid(peaksOf(Array.from({ length: 100_000 }, (_, k) => k % 128)))
    expect(levels.length).toBe(9)
    expect(levels.reduce((sum, level) => sum + level.min.length, 0)).toBeLessThan(100_000 * 1.34)
  })

  it('measures what is loud without being led by one click', () => {
    const values = Array.from({ length: 2000 }, () => 40)
    values[1000] = 127
    expect(buildPyramid(peaksOf(values)).loud).toBeCloseTo(40 / 127, 5)
  })
})
