/**
 * Cuts a pair's windows into spans of one offset (Viterbi 1967): a span must explain its windows so much better than
 * chance that the step into it is paid for. Windows that agree with no span are chance hits and belong to the span
 * around them.
 */
import { findMedian } from '../median.ts'
import type { Sighting } from './survey.ts'

/** Talkers stand up to 10 m nearer to one microphone than to the other: 29 ms to either side of the middle. */
export const TOLERANCE_US = 40_000
/** Steps smaller than talkers' places explain are none. */
const LEAST_STEP_US = 60_000
/** What a talker's place takes off a window's evidence. */
const PLACE_SIGMA_US = 18_000
/** Odds of one more step, in nats, beyond the number of places it could lie at. */
const STEP_COST = 5
const LEAST_AGREEING = 3

export interface Run {
  /** Indices of the first and the last window. */
  readonly first: number
  readonly last: number
  /** Median residual of the windows that agree, µs. */
  readonly centreUs: number
  readonly agreeing: readonly number[]
}

/** `residuals` are offsets without the rate, µs, by time; `rangeUs` how far to either side was looked. */
export function findRuns(
  residuals: readonly number[],
  sightings: readonly Sighting[],
  { rangeUs, windowUs }: { rangeUs: number; windowUs: number },
): Run[] {
  const levels = findLevels(residuals)
  if (levels.length === 0) return []
  // Windows that overlap share their chance hits.
  const spanUs = sightings.at(-1)!.fromUs - sightings[0]!.fromUs + windowUs
  const own = windowUs === 0 ? 1 : Math.min(1, spanUs / (windowUs * sightings.length))
  const chance = Math.min(0.5, TOLERANCE_US / rangeUs)
  const gain = (at: number, level: number): number => {
    const off = residuals[at]! - levels[level]!
    if (Math.abs(off) >= TOLERANCE_US) return 0
    const standsOut = Math.min(3, Math.max(0, sightings[at]!.ratio - 1.1) * 4)
    return own * Math.max(0, -Math.log(chance) + standsOut - 0.5 * (off / PLACE_SIGMA_US) ** 2)
  }
  const stepCost = STEP_COST + Math.log((residuals.length * rangeUs) / TOLERANCE_US)
  let scores = levels.map((_, level) => gain(0, level))
  const cameFrom: Int32Array[] = []
  for (let at = 1; at < residuals.length; at++) {
    let top = 0
    for (let level = 1; level < levels.length; level++) if (scores[level]! > scores[top]!) top = level
    const back = new Int32Array(levels.length)
    scores = levels.map((_, level) => {
      const stays = scores[level]! >= scores[top]! - stepCost
      back[level] = stays ? level : top
      return (stays ? scores[level]! : scores[top]! - stepCost) + gain(at, level)
    })
    cameFrom.push(back)
  }
  let level = scores.indexOf(Math.max(...scores))
  const path = residuals.map(() => 0)
  for (let at = residuals.length - 1; at >= 0; at--) {
    path[at] = level
    if (at > 0) level = cameFrom[at - 1]![level]!
  }
  return joinRuns(cutRuns(path, levels, residuals), residuals)
}

/** Every residual is a level that a span may lie at; near ones are one. */
function findLevels(residuals: readonly number[]): number[] {
  const levels: number[] = []
  for (const value of [...residuals].sort((a, b) => a - b)) {
    if (levels.length === 0 || value - levels.at(-1)! > 4000) levels.push(value)
  }
  return levels
}

function cutRuns(path: readonly number[], levels: readonly number[], residuals: readonly number[]): Run[] {
  const runs: Run[] = []
  for (let first = 0; first < path.length;) {
    let last = first
    while (last + 1 < path.length && path[last + 1] === path[first]) last++
    runs.push(describeRun(first, last, levels[path[first]!]!, residuals))
    first = last + 1
  }
  return runs
}

function describeRun(first: number, last: number, level: number, residuals: readonly number[]): Run {
  let centreUs = level
  let agreeing: number[] = []
  for (let round = 0; round < 3; round++) {
    agreeing = []
    for (let at = first; at <= last; at++) {
      if (Math.abs(residuals[at]! - centreUs) < TOLERANCE_US) agreeing.push(at)
    }
    if (agreeing.length > 0) centreUs = findMedian(agreeing.map((at) => residuals[at]!))
  }
  return { first, last, centreUs, agreeing }
}

/** Leaves out spans that rest on too little and joins those that lie no step apart. */
function joinRuns(runs: readonly Run[], residuals: readonly number[]): Run[] {
  const joined: Run[] = []
  for (const run of runs.filter(({ agreeing }) => agreeing.length >= LEAST_AGREEING)) {
    const before = joined.at(-1)
    if (before && Math.abs(before.centreUs - run.centreUs) < LEAST_STEP_US) {
      const centreUs = before.agreeing.length >= run.agreeing.length ? before.centreUs : run.centreUs
      joined[joined.length - 1] = describeRun(before.first, run.last, centreUs, residuals)
    } else joined.push(run)
  }
  return joined
}
