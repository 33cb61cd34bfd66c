/** The sender's clock out of delays: against logs whose clock is known. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitEnvelope, type DelayBin, type Envelope } from '../../../core/clock/envelope.ts'

const T0_US = 1_795_252_123_000_000

interface World {
  /** UTC − device at T0, µs. */
  readonly offsetUs: number
  readonly ratePpm: number
  readonly lengthS: number
  readonly leastDelayMs: number
  readonly jitterMs: number
  /** UTC seconds after T0 at which the device's clock is set, and by how much it jumps ahead, µs. */
  readonly set?: { readonly atS: number; readonly aheadUs: number }
  /** A span in which the network is slow by so much. */
  readonly busy?: { readonly fromS: number; readonly toS: number; readonly byMs: number }
  readonly seed: number
}

/** A seeded generator (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** UTC − device when UTC is `s` seconds after T0. */
const aheadAt = ({ offsetUs, ratePpm, set }: World, s: number): number =>
  offsetUs + ratePpm * s - (set && s >= set.atS ? set.aheadUs : 0)

/** A message a second in bins of 5 s; sending times are whole milliseconds. */
function makeBins(world: World): DelayBin[] {
  const random = createRandom(world.seed)
  const bins: DelayBin[] = []
  for (let from = 0; from + 5 <= world.lengthS; from += 5) {
    const messages = Array.from({ length: 5 }, (_, k) => {
      const s = from + k
      const busyMs = world.busy && s >= world.busy.fromS && s < world.busy.toS ? world.busy.byMs : 0
      const delayUs = 1000 * (world.leastDelayMs + busyMs - world.jitterMs * Math.log(1 - random()))
      const sentUs = Math.floor((T0_US + s * 1e6 - aheadAt(world, s)) / 1000) * 1000
      return { sentUs, difference: T0_US + s * 1e6 + delayUs - sentUs }
    }).sort((a, b) => a.difference - b.difference)
    bins.push({
      sentUs: messages[0]!.sentUs,
      leastUs: messages[0]!.difference,
      medianUs: messages[2]!.difference,
    })
  }
  return bins
}

const worlds = fc.record({
  offsetUs: fc.double({ min: -60e6, max: 60e6, noNaN: true }),
  ratePpm: fc.double({ min: -270, max: 270, noNaN: true }),
  lengthS: fc.integer({ min: 600, max: 3600 }),
  leastDelayMs: fc.double({ min: 0.3, max: 45, noNaN: true }),
  jitterMs: fc.double({ min: 0.2, max: 60, noNaN: true }),
  seed: fc.integer(),
})

/** Of one piece: how far the offset is from the truth at its own moment. */
function findError(world: World, fit: Envelope, at = 0): { error: number; sigma: number } {
  const piece = fit.pieces[at]!
  const s = (piece.atUs + piece.offsetUs - T0_US) / 1e6
  return { error: piece.offsetUs - aheadAt(world, s), sigma: piece.sigmaUs }
}

/** Share of errors, in σ, that are at most 2. */
const within = (scores: readonly number[]): number =>
  scores.filter((score) => Math.abs(score) <= 2).length / scores.length

describe('the envelope of delays', () => {
  it('finds offset and drift, 95 % of them within 2 σ', () => {
    const cases = fc.sample(worlds, { numRuns: 200, seed: 7 })
    const found = cases.map((world) => {
      const fit = fitEnvelope(makeBins(world))!
      expect(fit.pieces.length).toBe(1)
      const { error, sigma } = findError(world, fit)
      return { offset: error / sigma, rate: (fit.ratePpm! - world.ratePpm) / fit.rateSigmaPpm! }
    })
    expect(within(found.map(({ offset }) => offset))).toBeGreaterThanOrEqual(0.95)
    expect(within(found.map(({ rate }) => rate))).toBeGreaterThanOrEqual(0.94)
  })

  it('knows the drift of an hour to 2 ppm on an ordinary network', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const fit = fitEnvelope(makeBins({ ...world, lengthS: 3600, jitterMs: 15 }))!
        expect(Math.abs(fit.ratePpm! - world.ratePpm)).toBeLessThan(2)
        expect(fit.rateSigmaPpm).toBeLessThan(2)
      }),
      { numRuns: 40 },
    )
  })

  it('sees a clock that was set, and both its spans', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.double({ min: 0.5, max: 30, noNaN: true }),
        fc.boolean(),
        (base, seconds, back) => {
          const world = {
            ...base,
            jitterMs: Math.min(base.jitterMs, 20),
            set: { atS: base.lengthS / 2, aheadUs: (back ? -1 : 1) * seconds * 1e6 },
          }
          const fit = fitEnvelope(makeBins(world))!
          expect(fit.pieces.length).toBe(2)
          for (const at of [0, 1]) expect(Math.abs(findError(world, fit, at).error)).toBeLessThan(80_000)
          expect(Math.abs(fit.ratePpm! - world.ratePpm)).toBeLessThan(15)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes a busy network for no clock that was set', () => {
    const world: World = {
      offsetUs: 1e6,
      ratePpm: 20,
      lengthS: 1800,
      leastDelayMs: 20,
      jitterMs: 5,
      busy: { fromS: 700, toS: 850, byMs: 800 },
      seed: 3,
    }
    const fit = fitEnvelope(makeBins(world))!
    expect(fit.pieces.length).toBe(1)
    expect(Math.abs(findError(world, fit).error)).toBeLessThan(30_000)
    expect(Math.abs(fit.ratePpm! - 20)).toBeLessThan(3)
  })

  it('is not moved by a few wrong time stamps', () => {
    const world: World = { offsetUs: 0, ratePpm: 50, lengthS: 1800, leastDelayMs: 20, jitterMs: 10, seed: 5 }
    const bins = makeBins(world)
    const wrong = bins.map((bin, at) => (at % 40 === 7 ? { ...bin, leastUs: bin.leastUs - 5e6 } : bin))
    const fit = fitEnvelope(wrong)!
    expect(fit.pieces.length).toBe(1)
    expect(Math.abs(findError(world, fit).error)).toBeLessThan(40_000)
    expect(Math.abs(fit.ratePpm! - 50)).toBeLessThan(5)
  })

  it('says nothing of two moments', () => {
    expect(
      fitEnvelope(makeBins({ offsetUs: 0, ratePpm: 0, lengthS: 10, leastDelayMs: 1, jitterMs: 1, seed: 1 })),
    ).toBe(undefined)
  })
})
