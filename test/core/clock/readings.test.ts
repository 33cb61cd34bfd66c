import { describe, expect, it } from 'vitest'
import { fitReadings } from '../../../core/clock/readings.ts'
import { seededRandom } from '../../../fixtures/random.ts'

const LEAST_STEP_US = 60_000

/** One in 5 s, 0.3 ms of noise about `driftPpm`; the first `late` ones 45 ms too early. */
function makeReadings({
  count,
  late,
  driftPpm,
  seed,
}: Record<'count' | 'late' | 'driftPpm' | 'seed', number>) {
  const random = seededRandom(`${seed}`)
  const noise = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
  return Array.from({ length: count }, (_, at) => {
    const atUs = at * 5_000_000
    return { atUs, offsetUs: (at < late ? -45_000 : 0) + driftPpm * 1e-6 * atUs + 300 * noise() }
  })
}

describe('readings of which the first were stamped late', () => {
  it.each([10, 12, 20, 40])('give the offset and the drift of the rest, of %d', (count) => {
    for (const late of [1, 2]) {
      for (let seed = 0; seed < 20; seed++) {
        const driftPpm = seed % 2 === 0 ? 0 : 60
        const fit = fitReadings(makeReadings({ count, late, driftPpm, seed }), LEAST_STEP_US)!
        const [piece] = fit.pieces
        expect(fit.pieces).toHaveLength(1)
        expect(Math.abs(piece!.offsetUs - driftPpm * 1e-6 * piece!.atUs)).toBeLessThan(2000)
        const off = Math.abs(fit.ratePpm! - driftPpm)
        expect(off).toBeLessThan(Math.max(20, 3 * fit.rateSigmaPpm!))
        expect(fit.rateSigmaPpm).toBeLessThan(50)
        expect(fit.scatterUs).toBeLessThan(1000)
      }
    }
  })

  it('are no strays where a quarter and more lie there', () => {
    const readings = makeReadings({ count: 40, late: 14, driftPpm: 0, seed: 1 })
    // 45 ms is less than a jump: what is left is a σ that says how little is known.
    const fit = fitReadings(readings, LEAST_STEP_US)!
    expect(fit.scatterUs).toBeGreaterThan(2000)
  })
})
