/** Where a step lies: short windows one after another between the last of one piece and the first of the next. */
import type { Fit } from './fit.ts'
import { withoutRate } from './fit.ts'
import type { MatchJobResult } from './job.ts'
import { TOLERANCE_US } from './pieces.ts'
import type { Context, Pair } from './stages.ts'
import { readSighting, type SurveyJob } from './survey.ts'
import { enter } from './windows.ts'

const WINDOW_US = 4e6
const HOP_US = 2e6
const LAG_US = 250_000
/** So many windows at most; a wider gap is walked in longer strides. */
const MOST_WINDOWS = 60

export interface StepPlan {
  readonly pair: Pair
  readonly fit: Fit
  /** The step is the one behind this piece. */
  readonly piece: number
  /** Each with two pairs: by the offset before the step and by the one after it. */
  readonly jobs: readonly SurveyJob[]
  readonly firstUs: number
  readonly lastUs: number
}

export function planStep({ tracks, loudness }: Context, pair: Pair, fit: Fit, piece: number): StepPlan {
  const firstUs = fit.pieces[piece]!.lastUs - WINDOW_US
  const lastUs = fit.pieces[piece + 1]!.firstUs + WINDOW_US
  const hopUs = Math.max(HOP_US, (lastUs - firstUs) / MOST_WINDOWS)
  const ratePpm = fit.ratePpm ?? 0
  const from = {
    recordingId: tracks[pair.from]!.recordingId,
    loudness: loudness[pair.from]!,
    ratePpm: 0,
    toMediaUs: (us: number) => us,
  }
  const to = [piece, piece + 1].map((at) => ({
    recordingId: tracks[pair.to]!.recordingId,
    loudness: loudness[pair.to]!,
    ratePpm,
    toMediaUs: (us: number) => us + fit.pieces[at]!.residualUs + (us * ratePpm) / 1e6,
  }))
  const jobs: SurveyJob[] = []
  for (let atUs = firstUs; atUs <= lastUs; atUs += hopUs) {
    const startUs = atUs - WINDOW_US / 2
    jobs.push({
      kind: 'survey',
      windowSamples: WINDOW_US * 0.008,
      lagSamples: LAG_US * 0.008,
      entries: [enter(from, startUs), ...to.map((one) => enter(one, startUs))],
      pairs: Uint16Array.of(0, 1, 0, 2),
    })
  }
  return { pair, fit, piece, jobs, firstUs, lastUs }
}

/** The media time of the step on clock `from`, µs: where most windows before it agree with the one and after it with the other. */
export function readStep(plan: StepPlan, results: readonly MatchJobResult[]): number {
  const { fit, piece, jobs } = plan
  const told = jobs.map((job, at) => {
    const result = results[at]
    if (result?.kind !== 'survey') throw new TypeError('results must be those of the jobs, in their order')
    const [before, after] = [0, 1].map((side) => {
      const sighting = readSighting(job, result, side)
      if (!sighting) return 0
      const off = withoutRate(sighting, fit.ratePpm ?? 0) - fit.pieces[piece + side]!.residualUs
      return Math.abs(off) < TOLERANCE_US ? sighting.ratio - 0.9 : 0
    })
    return before! - after!
  })
  const middles = jobs.map((job) => job.entries[0]!.firstUs + WINDOW_US / 2)
  let sum = told.reduce((total, value) => total - value, 0)
  let top = sum
  let cutUs = plan.firstUs
  for (const [at, value] of told.entries()) {
    sum += 2 * value
    if (sum > top) {
      top = sum
      cutUs = at + 1 < middles.length ? (middles[at]! + middles[at + 1]!) / 2 : plan.lastUs
    }
  }
  return Math.min(plan.lastUs, Math.max(plan.firstUs, cutUs))
}
