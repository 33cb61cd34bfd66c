/** Matching by sound against rooms of known truth: how wrong each case is, what it invents, what it refuses. */
import { matchSession, openMatcher, type Matcher, type PairMatch } from '../../core/clock/match/index.ts'
import { record, type Microphone, type RecordedTrack } from '../core/clock/match/room.ts'
import { quantile, type Report } from './report.ts'

const MINUTES = 20
const CLEAN_HOURS = 10
const ROOMS = 46

interface Case {
  readonly name: string
  readonly a?: Partial<Microphone>
  readonly b?: Partial<Microphone>
  /** Steps that are to be found, by media time of b in s. */
  readonly steps?: readonly { readonly atSeconds: number; readonly bySeconds: number }[]
}

const stall = (bySeconds: number, atSeconds = 500): Case => ({
  name: `stall of ${bySeconds * 1000} ms`,
  b: { stalls: [{ atSeconds, bySeconds }] },
  steps: [{ atSeconds, bySeconds }],
})

const CASES: readonly Case[] = [
  ...[30, 10, 0, -5, -10].map((snrDb) => ({ name: `SNR ${snrDb} dB`, a: { snrDb }, b: { snrDb } })),
  { name: '273 ppm, SNR 0 dB', b: { ppm: 273, snrDb: 0 } },
  { name: 'a camera on the wall', b: { at: 'wall' } },
  ...[0.1, 0.35, 2, 20].map((by) => stall(by)),
  { name: 'prior wrong by 30 s', b: { priorErrorSeconds: 30 } },
  { name: 'no prior', b: { noPrior: true } },
  { name: 'rejoin of 30 s', b: { startSeconds: 600, endSeconds: 630 } },
]

export async function bench(report: Report): Promise<void> {
  const matcher = await openMatcher()
  for (const one of CASES) await benchCase(matcher, one, report)
  await benchClean(matcher, report)
  await benchUnrelated(matcher, report)
}

/** Room time where the match says `to` is, less where `from` is, every 10 s of both, µs. */
function listErrorsUs(match: PairMatch, from: RecordedTrack, to: RecordedTrack, lostUs: number): number[] {
  return match.pieces.flatMap((piece) => {
    const errors: number[] = []
    for (let atUs = piece.startUs + 5e6; atUs < piece.endUs - 5e6 - lostUs; atUs += 10e6) {
      const toUs = atUs + piece.offsetUs + ((atUs - piece.atUs) * match.ratePpm) / 1e6
      if (toUs > 0) errors.push(to.toRoomUs(toUs) - from.toRoomUs(atUs))
    }
    return errors
  })
}

async function benchCase(matcher: Matcher, one: Case, report: Report): Promise<void> {
  const a = { at: 0, ppm: 20, ...one.a }
  const b = { at: 1, ppm: -30, startSeconds: 3.3, priorErrorSeconds: 1.1, ...one.b }
  const { tracks } = record({ seed: one.name.length, seconds: MINUTES * 60, people: 4, microphones: [a, b] })
  const [match] = await matchSession(tracks, { matcher })
  if (!match?.accepted) throw new Error(`${one.name}: ${match?.refusal}`)
  const lostUs = (one.steps ?? []).reduce((most, { bySeconds }) => Math.max(most, bySeconds * 1e6), 0)
  const errors = listErrorsUs(match, tracks[0]!, tracks[1]!, lostUs).map(Math.abs)
  const baseline = { name: 'its σ', value: match.sigmaUs / 1e3 }
  report({ what: `${one.name}: largest error`, value: Math.max(...errors) / 1e3, unit: 'ms', baseline })
  const truth = ((1 + a.ppm / 1e6) / (1 + b.ppm / 1e6) - 1) * 1e6
  report({
    what: `${one.name}: error of the rate`,
    value: Math.abs(match.ratePpm - truth),
    unit: 'ppm',
    baseline: { name: 'its σ', value: match.rateSigmaPpm },
  })
  const steps = one.steps ?? []
  if (match.pieces.length !== steps.length + 1)
    throw new Error(`${one.name}: ${match.pieces.length - 1} steps found, there are ${steps.length}`)
  for (const [at, { atSeconds, bySeconds }] of steps.entries()) {
    const [before, after] = [match.pieces[at]!, match.pieces[at + 1]!]
    const driftUs = ((after.atUs - before.atUs) * match.ratePpm) / 1e6
    const byUs = before.offsetUs - after.offsetUs + driftUs
    report({
      what: `${one.name}: error of its size`,
      value: Math.abs(byUs / 1e3 - bySeconds * 1e3),
      unit: 'ms',
    })
    const atUs = (atSeconds + b.startSeconds) * 1e6
    const off = Math.max(0, atUs - after.startUs, after.startUs - atUs - bySeconds * 1e6)
    report({ what: `${one.name}: error of its time`, value: off / 1e6, unit: 's' })
  }
}

/** Pairs of clean hours; throws where a step is invented. */
async function benchClean(matcher: Matcher, report: Report): Promise<void> {
  let hours = 0
  const errors: number[] = []
  const within: boolean[] = []
  for (let seed = 1; hours < CLEAN_HOURS; seed++) {
    const microphones = [0, 1, 2, 'wall' as const].map((at, index) => ({ at, ppm: 15 * index, snrDb: 10 }))
    const { tracks } = record({ seed: 100 + seed, seconds: MINUTES * 60, people: 3, microphones })
    for (const match of await matchSession(tracks, { matcher })) {
      if (!match.accepted || match.pieces.length > 1) throw new Error(`clean: ${match.refusal ?? 'a step'}`)
      hours += MINUTES / 60
      const [from, to] = [match.from, match.to].map((id) => tracks.find((one) => one.recordingId === id)!)
      for (const error of listErrorsUs(match, from!, to!, 0)) {
        errors.push(Math.abs(error) / 1e3)
        within.push(Math.abs(error) <= 2 * match.sigmaUs)
      }
    }
  }
  report({ what: 'clean: hours of pairs without an invented step', value: hours, unit: 'h' })
  report({ what: 'clean: error, median', value: quantile(errors, 0.5), unit: 'ms' })
  report({ what: 'clean: error, p95', value: quantile(errors, 0.95), unit: 'ms' })
  report({
    what: 'clean: within 2 σ',
    value: (100 * within.filter(Boolean).length) / within.length,
    unit: '%',
  })
}

/** Every two of many rooms, more than a thousand pairs; throws where one is linked. */
async function benchUnrelated(matcher: Matcher, report: Report): Promise<void> {
  const tracks = Array.from({ length: ROOMS }, (_, at) =>
    record({ seed: 1000 + at, name: `room${at}`, seconds: 120, people: 2, microphones: [{ at: 0 }] }),
  ).flatMap(({ tracks: own }) => own)
  const matches = await matchSession(tracks, { matcher })
  const linked = matches.filter(({ accepted }) => accepted)
  if (linked.length > 0) throw new Error(`${linked.length} links between unrelated rooms`)
  report({ what: 'unrelated rooms: pairs without a link', value: matches.length, unit: 'pairs' })
}
