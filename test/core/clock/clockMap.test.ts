/** The one map between media and session time, with steps of both signs. */
import { array, assert, double, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findPieces,
  findStalls,
  isLost,
  mapSpan,
  toMedia,
  toReference,
  type ClockMap,
} from '../../../core/clock/index.ts'

const HOUR_US = 3_600_000_000
const map = record({
  offsetUs: integer({ min: -HOUR_US, max: 3 * HOUR_US }),
  driftPpm: double({ min: -300, max: 300, noNaN: true }),
  steps: array(
    record({
      mediaUs: integer({ min: 0, max: 2 * HOUR_US }),
      byUs: integer({ min: -20_000_000, max: 20_000_000 }).filter((us) => Math.abs(us) >= 60_000),
    }),
    { maxLength: 6 },
  ).map((steps) => steps.toSorted((a, b) => a.mediaUs - b.mediaUs)),
})
const times = integer({ min: -HOUR_US, max: 6 * HOUR_US })
const media = integer({ min: -HOUR_US, max: 3 * HOUR_US })

describe('a clock map', () => {
  it('finds the media time of each session time in the piece that is shown there, to 1 µs', () => {
    assert(
      property(map, times, (clock, t) => {
        const piece = findPieces(clock).find(({ startUs, endUs }) => startUs <= t && t < endUs)
        const back = toReference(clock, toMedia(clock, t))
        if (piece) expect(Math.abs(back - t)).toBeLessThan(1)
        // In the time a stall lost it is the step's media, which lies at the stall's end.
        else
          expect(
            findStalls(clock).find(({ startUs, endUs }) => startUs <= t && t < endUs)?.endUs,
          ).toBeCloseTo(back, 0)
        expect(isLost(clock, t)).toBe(back - t > 1)
      }),
    )
  })

  it('is the identity on media that is shown, and says the later one of media at one time', () => {
    assert(
      property(map, media, (clock, at) => {
        const back = toMedia(clock, toReference(clock, at))
        const shown = findPieces(clock).some(
          ({ startMediaUs, endMediaUs }) => startMediaUs <= at && at < endMediaUs,
        )
        if (shown) expect(Math.abs(back - at)).toBeLessThan(1)
        else expect(back).toBeGreaterThan(at)
      }),
    )
  })

  it('never runs back in session time, whatever its steps do', () => {
    assert(
      property(map, times, integer({ min: 0, max: HOUR_US }), (clock, t, later) => {
        expect(toMedia(clock, t + later)).toBeGreaterThanOrEqual(toMedia(clock, t) - 1e-3)
      }),
    )
  })

  it('is cut into pieces that follow each other, with nothing but stalls between them', () => {
    assert(
      property(map, (clock) => {
        const pieces = findPieces(clock)
        const stalls = findStalls(clock)
        expect(pieces[0]!.startUs).toBe(-Infinity)
        expect(pieces.at(-1)!.endUs).toBe(Infinity)
        for (const [at, piece] of pieces.slice(1).entries()) {
          const before = pieces[at]!
          expect(before.endUs).toBeLessThanOrEqual(piece.startUs)
          expect(before.endMediaUs).toBeLessThanOrEqual(piece.startMediaUs)
          const apart = piece.startUs - before.endUs
          expect(stalls.some(({ startUs, endUs }) => endUs - startUs === apart)).toBe(apart >= 1)
        }
      }),
    )
  })

  it('maps a span of media to what is shown of it', () => {
    const clock: ClockMap = {
      offsetUs: 10_000_000,
      driftPpm: 0,
      steps: [
        { mediaUs: 1_000_000, byUs: 342_000 },
        { mediaUs: 2_000_000, byUs: -500_000 },
      ],
    }
    const parts = mapSpan(clock, { startMediaUs: 500_000, endMediaUs: 2_500_000 })
    expect(parts.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
      [10_500_000, 11_000_000],
      [11_342_000, 11_842_000],
      [11_842_000, 12_342_000],
    ])
    expect(parts[1]!.endMediaUs).toBe(1_500_000)
    expect(findStalls(clock)).toEqual([{ step: clock.steps![0], startUs: 11_000_000, endUs: 11_342_000 }])
    expect(toMedia(clock, 11_200_000)).toBe(1_000_000)
  })
})
