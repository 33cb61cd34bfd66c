/**
 * Two clocks read side by side, many times: a line through the readings gives offset and rate; where it jumps and
 * stays, one of the clocks lost or gained time. Single wrong readings change nothing, nor do a few at the start that
 * lie off by less than a jump: a browser's sender may stamp its first pictures late and later ones right.
 */
import { findJumps } from './jumps.ts'
import { findMedian } from './median.ts'
import { fitRobustLine, type LinePoint, type RobustLine } from './robustLine.ts'

export interface ClockPair {
  /** What the one clock showed, µs, ascending. */
  readonly atUs: number
  /** The other − the one, then, µs. */
  readonly offsetUs: number
}

export interface ReadingsFit {
  /** Spans between jumps, each with its offset where its readings are; σ is that of the line there. */
  readonly pieces: readonly {
    readonly startUs: number
    readonly endUs: number
    readonly atUs: number
    readonly offsetUs: number
    readonly sigmaUs: number
  }[]
  readonly ratePpm: number | undefined
  readonly rateSigmaPpm: number | undefined
  /** Robust standard deviation of the readings about the line, µs. */
  readonly scatterUs: number
}

const MOST_POINTS = 240

/** Fits any number of readings; undefined for fewer than three. Jumps smaller than `leastStepUs` are noise. */
export function fitReadings(readings: readonly ClockPair[], leastStepUs: number): ReadingsFit | undefined {
  if (readings.length < 3) return undefined
  const starts = [0, ...findJumps(unslope(readings), leastStepUs).map(({ at }) => at)]
  const baseUs = readings[0]!.atUs
  const share = Math.ceil(readings.length / MOST_POINTS)
  const points = starts.flatMap((start, group) =>
    thin(readings.slice(start, starts[group + 1] ?? readings.length), share).map(({ atUs, offsetUs }) => ({
      x: atUs - baseUs,
      y: offsetUs,
      group,
    })),
  )
  const line = fitWithoutStrays(points)
  return {
    pieces: starts.map((start, at) => ({
      startUs: readings[start]!.atUs,
      endUs: readings[(starts[at + 1] ?? readings.length) - 1]!.atUs,
      atUs: line.levels[at]!.x + baseUs,
      offsetUs: line.levels[at]!.y,
      sigmaUs: line.levels[at]!.sigma,
    })),
    ratePpm: line.slopeSigma === undefined ? undefined : line.slope * 1e6,
    rateSigmaPpm: line.slopeSigma === undefined ? undefined : Math.max(0.05, line.slopeSigma * 1e6),
    scatterUs: line.scatter,
  }
}

/** So far off, in standard deviations, a reading is none of the line's; and at least so far, µs. */
const STRAY_SIGMAS = 6
const STRAY_US = 3000
/** More than a quarter of the points are no strays. */
const MOST_STRAYS = 0.25
const MOST_ROUNDS = 4

/**
 * A median of slopes is drawn aside by what all lies on one side at one end: those points are left out, and the rest
 * fitted anew. Its scatter is that of the rest.
 */
function fitWithoutStrays(points: readonly LinePoint[]): RobustLine {
  let line = fitRobustLine(points)
  let kept = points
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { levels, slope, scatter } = line
    const most = Math.max(STRAY_SIGMAS * scatter, STRAY_US)
    const near = points.filter(({ x, y, group }) => {
      const level = levels[group]!
      return Math.abs(y - level.y - slope * (x - level.x)) <= most
    })
    const isWhole = levels.every((_, group) => near.some((point) => point.group === group))
    if (near.length === kept.length || !isWhole || near.length < (1 - MOST_STRAYS) * points.length) break
    kept = near
    line = fitRobustLine(kept)
  }
  return line
}

/** Offsets without their common drift, so that a steep one is no row of jumps. */
function unslope(readings: readonly ClockPair[]): number[] {
  const baseUs = readings[0]!.atUs
  const share = Math.ceil(readings.length / MOST_POINTS)
  const points = thin(readings, share).map(({ atUs, offsetUs }) => ({
    x: atUs - baseUs,
    y: offsetUs,
    group: 0,
  }))
  const { slope } = fitRobustLine(points)
  return readings.map(({ atUs, offsetUs }) => offsetUs - slope * (atUs - baseUs))
}

/** Medians of `share` neighbours each. */
function thin(readings: readonly ClockPair[], share: number): ClockPair[] {
  if (share <= 1) return [...readings]
  const thinned: ClockPair[] = []
  for (let at = 0; at < readings.length; at += share) {
    const here = readings.slice(at, at + share)
    thinned.push({
      atUs: here.reduce((sum, { atUs }) => sum + atUs, 0) / here.length,
      offsetUs: findMedian(here.map(({ offsetUs }) => offsetUs)),
    })
  }
  return thinned
}
