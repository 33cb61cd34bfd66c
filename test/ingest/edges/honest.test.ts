/** Stated σ against errors over random trials: codes on screens, clock readings, claps with flashes. */
import { describe, expect, it } from 'vitest'
import { measureReadings } from '../../../ingest/edges/captureTimes.ts'
import { matchFlashes } from '../../../ingest/edges/clap.ts'
import { measureCodes } from '../../../ingest/edges/timeCode.ts'
import { T0_US } from './measureContext.ts'

const TRIALS = 150

/** A seeded generator, 0 to 1 (mulberry32), and normal deviates of it. */
function createRandom(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return { next, normal }
}

type Random = ReturnType<typeof createRandom>

/** Share of errors within two of their σ. */
const within = (errors: readonly { readonly error: number; readonly sigma: number }[]): number =>
  errors.filter(({ error, sigma }) => Math.abs(error) <= 2 * sigma).length / errors.length

/** An hour of a camera that sees a page redraw its code every `paceUs`, 5 to 35 ms before it is taken. */
function seeCodes({ next }: Random, ratePpm: number, { fps, paceUs }: { fps: number; paceUs: number }) {
  const latencyUs = 5e3 + 30e3 * next()
  return Array.from({ length: 16 }, (_, look) =>
    Array.from({ length: Math.floor(1.3 * fps) }, (__, frame) => {
      const ptsUs = (3600e6 * (look + 0.5)) / 16 + (frame * 1e6) / fps
      const shownUs = T0_US + ptsUs * (1 + ratePpm / 1e6) - latencyUs
      return { ptsUs, text: `lockstep:${Math.round(Math.floor(shownUs / paceUs) * paceUs)}` }
    }),
  )
    .flat()
    .filter(() => next() > 0.1)
}

describe('σ is honest', () => {
  it('for codes of any pace, in offset and rate', () => {
    const random = createRandom(1)
    const found = Array.from({ length: TRIALS }, (_, trial) => {
      const ratePpm = 30 * random.normal()
      const fps = [10, 15, 25, 30][trial % 4]!
      const paceUs = [16_700, 33_000, 100_000, 250_000, 1_000_000][trial % 5]!
      const edge = measureCodes(seeCodes(random, ratePpm, { fps, paceUs }), undefined).found!
      return {
        offset: { error: edge.offsetUs - T0_US - (edge.atUs * ratePpm) / 1e6, sigma: edge.sigmaUs },
        rate: { error: edge.ratePpm! - ratePpm, sigma: edge.rateSigmaPpm! },
      }
    })
    expect(within(found.map(({ offset }) => offset))).toBeGreaterThanOrEqual(0.95)
    expect(within(found.map(({ rate }) => rate))).toBeGreaterThanOrEqual(0.95)
  })

  it('for clock readings with a bias of their own and wrong ones among them', () => {
    const random = createRandom(2)
    const found = Array.from({ length: TRIALS }, () => {
      const ratePpm = 40 * random.normal()
      const biasUs = 8000 * random.normal()
      const readings = Array.from({ length: 40 + Math.floor(600 * random.next()) }, (_, at) => {
        const wrongUs = random.next() < 0.05 ? 300e3 * random.next() : 0
        const ptsUs = at * 5e6
        const wallUs = T0_US + ptsUs * (1 + ratePpm / 1e6) + biasUs + 6000 * random.normal() + wrongUs
        return { ptsUs, wallNs: BigInt(Math.round(wallUs)) * 1000n, clock: 'utc' as const }
      })
      const edge = measureReadings(readings, { kind: 'audio' }).found!
      expect(edge.pieces).toEqual([])
      return {
        offset: { error: edge.offsetUs - T0_US - (edge.atUs * ratePpm) / 1e6, sigma: edge.sigmaUs },
        rate: { error: edge.ratePpm! - ratePpm, sigma: edge.rateSigmaPpm! },
      }
    })
    expect(within(found.map(({ offset }) => offset))).toBeGreaterThanOrEqual(0.95)
    expect(within(found.map(({ rate }) => rate))).toBeGreaterThanOrEqual(0.94)
  })

  it('for claps with flashes, which chance does not make', () => {
    const random = createRandom(3)
    const tell = (trial: number, isReal: boolean) => {
      const fps = [10, 15, 25, 30][trial % 4]!
      const events = Array.from({ length: 4 + (trial % 3) }, () => 600e6 * random.next()).sort(
        (a, b) => a - b,
      )
      const offsetUs = 500e3 * random.normal()
      const frameUs = 1e6 / fps
      const edge = matchFlashes({
        flashes: events.map((at) => ({ atUs: Math.ceil(at / frameUs) * frameUs, frameUs, leap: 60 })),
        onsets: events.map((at) => ({
          atUs: at + (isReal ? offsetUs + 2000 * random.normal() : 6e6 * (random.next() - 0.5)),
          riseDb: 30,
        })),
        aboutUs: 0,
        withinUs: 1.5e6,
        spanUs: events.length * 6e6,
      }).found
      return edge && { error: edge.offsetUs - offsetUs, sigma: edge.sigmaUs }
    }
    const found = Array.from({ length: TRIALS }, (_, trial) => tell(trial, true)).flatMap((one) => one ?? [])
    expect(found.length).toBeGreaterThan(0.9 * TRIALS)
    expect(within(found)).toBeGreaterThanOrEqual(0.95)
    const chance = Array.from({ length: 500 }, (_, trial) => tell(trial, false)).flatMap((one) => one ?? [])
    expect(chance.length).toBeLessThanOrEqual(1)
  })
})
