import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loudnessAt, openPyramid, readBars, TILE_BUCKETS } from '../../../app/web/timeline/pyramid.ts'
import { formatPeaks, parsePeaks, type Peaks } from '../../../core/protocol/index.ts'

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

const buildPyramid = (peaks: Peaks) => openPyramid(formatPeaks(peaks))

describe('pyramid', () => {
  it('keeps the extremes and the power of all it covers at every level', () => {
    fc.assert(
      fc.property(magnitudes, (values) => {
        const pyramid = buildPyramid(peaksOf(values))
        pyramid.head.levels.forEach(({ stride, count }, depth) => {
          expect([stride, count]).toEqual([4 ** depth, Math.ceil(values.length / stride)])
          const bytes = pyramid.tile(depth, 0, true)!
          for (let k = 0; k < count; k++) {
            const covered = values.slice(k * stride, (k + 1) * stride)
            const [min, max, rms] = new Int8Array(bytes.slice(k * 3, k * 3 + 3))
            expect([min, max]).toEqual([Math.min(...covered.map((value) => 0 - value)), Math.max(...covered)])
            const power = covered.reduce((sum, value) => sum + value ** 2, 0) / covered.length
            expect(Math.abs(rms! - Math.sqrt(power))).toBeLessThanOrEqual(depth)
          }
        })
      }),
    )
  })

  it('is the file again when the tiles of its finest level are put together', () => {
    const values = Array.from({ length: 2 * TILE_BUCKETS + 77 }, (_, k) => (k * 31) % 128)
    const file = formatPeaks(peaksOf(values, 5e6))
    const pyramid = openPyramid(file)
    const tiles = [0, 1, 2].flatMap((tile) => [...pyramid.tile(0, tile, true)!])
    expect(tiles.filter((_, at) => at % 3 === 1)).toEqual(values)
    expect(parsePeaks(file.buffer)).toEqual(peaksOf(values, 5e6))
  })

  it('draws from the finest coarser level while a tile is away, hiding no peak', () => {
    const values = Array.from({ length: 3 * TILE_BUCKETS }, (_, k) => (k * 31) % 128)
    const whole = buildPyramid(peaksOf(values))
    const asked: string[] = []
    const partly = {
      ...whole,
      tile(depth: number, tile: number, ask: boolean) {
        if (ask) asked.push(`${depth}/${tile}`)
        return depth < 2 ? undefined : whole.tile(depth, tile, ask)
      },
    }
    const [fine, coarse] = [whole, partly].map((one) => readBars(one, 0, 2 * BUCKET_US, 500))
    expect([...new Set(asked)]).toEqual(['0/0'])
    coarse!.top.forEach((top, k) => expect(top).toBeGreaterThanOrEqual(fine!.top[k]!))
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
    const { levels } = buildPyramid(peaksOf(Array.from({ length: 100_000 }, (_, k) => k % 128))).head
    expect(levels.length).toBe(9)
    expect(levels.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(100_000 * 1.34)
  })

  it('measures what is loud without being led by one click', () => {
    const values = Array.from({ length: 2000 }, () => 40)
    values[1000] = 127
    expect(buildPyramid(peaksOf(values)).head.loud).toBeCloseTo(40 / 127, 5)
  })

  it('knows how loud a moment is to the tenth of a second, and nothing outside the file', () => {
    const values = Array.from({ length: 200 }, (_, k) => (k === 100 ? 120 : 0))
    const pyramid = buildPyramid(peaksOf(values, 1e6))
    expect(loudnessAt(pyramid, 2_005_000)).toBeCloseTo(60 / 255, 2)
    for (const elsewhere of [0, 1.9e6, 2.1e6, 60e6]) expect(loudnessAt(pyramid, elsewhere)).toBe(0)
  })
})
