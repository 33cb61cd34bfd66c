/** Matching by sound, against rooms whose truth is known. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  correlateAt,
  matchSession,
  openMatcher,
  planMatch,
  runMatchJob,
  type MatchTrack,
  type Matcher,
  type PairMatch,
} from '../../../../core/clock/match/index.ts'
import { makeRandom, makeSound, record, type RecordedTrack } from './room.ts'

let matcher: Matcher
beforeAll(async () => {
  matcher = await openMatcher()
})

/** Room time where the match says `to` is, less where `from` is, every 10 s, in ms. */
function listErrorsMs(match: PairMatch, tracks: readonly RecordedTrack[]): number[] {
  const from = tracks.find(({ recordingId }) => recordingId === match.from)!
  const to = tracks.find(({ recordingId }) => recordingId === match.to)!
  return match.pieces.flatMap((piece) => {
    const errors: number[] = []
    for (let atUs = piece.startUs + 3e6; atUs < piece.endUs - 3e6; atUs += 10e6) {
      const offsetUs = piece.offsetUs + ((atUs - piece.atUs) * match.ratePpm) / 1e6
      errors.push(Math.abs(to.toRoomUs(atUs + offsetUs) - from.toRoomUs(atUs)) / 1e3)
    }
    return errors
  })
}

const makeTrack = (recordingId: string, samples: Float32Array): MatchTrack => ({
  recordingId,
  sound: makeSound(samples),
  priorUs: 0,
  priorSigmaUs: 1e6,
  holes: [],
})

const SECONDS = 180
const make = (fill: (n: number) => number, seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * 8000 }, (_, n) => fill(n))

describe('one room', () => {
  let tracks: readonly RecordedTrack[]
  let matches: readonly PairMatch[]
  beforeAll(async () => {
    ;({ tracks } = record({
      seed: 3,
      seconds: SECONDS,
      people: 3,
      microphones: [
        { at: 0, ppm: 20 },
        { at: 1, ppm: 273, startSeconds: 3.3, priorErrorSeconds: 1.3, snrDb: 5 },
        { at: 2, stalls: [{ atSeconds: 100, bySeconds: 0.35 }] },
        { at: 0, startSeconds: 60, endSeconds: 91, priorErrorSeconds: -0.8 },
        { at: 1, noPrior: true, ppm: -40 },
      ],
    }))
    matches = await matchSession(tracks, { matcher })
  }, 60_000)
  const get = (from: number, to: number): PairMatch =>
    matches.find((one) => one.from === `room-${from}` && one.to === `room-${to}`)!

  it('links every pair, within what its sigma says', () => {
    expect(matches.map(({ refusal }) => refusal)).toEqual(matches.map(() => undefined))
    for (const match of matches) {
      const errors = listErrorsMs(match, tracks)
      expect(Math.max(...errors), `${match.from} ${match.to}`).toBeLessThan((2.5 * match.sigmaUs) / 1e3)
      expect(match.sigmaUs).toBeLessThan(15_000)
    }
  })

  it('measures the rate', () => {
    const { ratePpm, rateSigmaPpm } = get(0, 1)
    expect(Math.abs(ratePpm - (20 - 273))).toBeLessThan(Math.max(1, 2 * rateSigmaPpm))
    expect(rateSigmaPpm).toBeLessThan(3)
  })

  it('finds the stall, its size and its time, and invents none', () => {
    const { pieces } = get(0, 2)
    expect(pieces).toHaveLength(2)
    const [before, after] = pieces
    expect(Math.abs(after!.offsetUs - before!.offsetUs + 350_000)).toBeLessThan(20_000)
    expect(Math.abs(after!.startUs - 100e6)).toBeLessThan(6e6)
    expect(get(0, 1).pieces).toHaveLength(1)
    expect(get(0, 4).pieces).toHaveLength(1)
  })

  it('gives plain data, and the same from jobs run in any order elsewhere', async () => {
    const sounds = new Map(tracks.map(({ recordingId, sound }) => [recordingId, sound]))
    const pair = [tracks[0]!, tracks[3]!]
    let stage = planMatch(pair)
    while (stage.jobs.length > 0) {
      const jobs = structuredClone(stage.jobs)
      const results = jobs.toReversed().map((job) => structuredClone(runMatchJob(matcher, job, sounds)))
      stage = stage.advance(results.toReversed())
    }
    expect(stage.matches).toEqual(await matchSession(pair, { matcher }))
  })

  it('draws the correlation around a moment', () => {
    const match = get(0, 1)
    const drawn = correlateAt(matcher.fft, tracks[0]!.sound, tracks[1]!.sound, {
      fromUs: match.windows.find(({ agrees }) => agrees)!.fromUs,
      offsetUs: match.windows.find(({ agrees }) => agrees)!.offsetUs,
      ratePpm: match.ratePpm,
    })
    expect(drawn.values.length).toBeLessThanOrEqual(600)
    expect(Math.max(...drawn.values)).toBeCloseTo(1, 5)
    expect(Math.abs(drawn.peakLagUs)).toBeLessThan(40_000)
    expect(drawn.ratio).toBeGreaterThan(1.2)
  })
})

async function refuse(tracks: readonly MatchTrack[]): Promise<string> {
  const [match] = await matchSession(tracks, { matcher })
  expect(match!.accepted).toBe(false)
  return match!.refusal!
}

describe('what is not one room', () => {
  it('refuses two rooms', async () => {
    const rooms = [5, 6].map((seed) =>
      record({ seed, name: `room${seed}`, seconds: 100, people: 2, microphones: [{ at: 0 }] }),
    )
    await refuse(rooms.map(({ tracks }) => tracks[0]!))
  })

  it('refuses hum and clicks that repeat, though they repeat alike', async () => {
    const [a, b] = [7, 8].map((seed) => {
      const random = makeRandom(seed)
      return make((n) => 0.1 * Math.sin(n / 5) + (n % 4000 < 8 ? 0.5 : 0) + 0.01 * (random() - 0.5), 60)
    })
    expect(await refuse([makeTrack('a', a!), makeTrack('b', b!)])).toContain('repeat')
  })

  it('refuses silence', async () => {
    const silence = make(() => 0, 60)
    expect(await refuse([makeTrack('a', silence), makeTrack('b', make(makeRandom(9), 60))])).toContain(
      'no moment',
    )
  })
})
