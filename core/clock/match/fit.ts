/** From a pair's windows to its rate, its spans of one offset and what agrees with them. */
import { findPlaces, type Places } from './clusters.ts'
import { findMedian } from '../median.ts'
import { findRuns, type Run } from './pieces.ts'
import { findRate, weigh } from './rate.ts'
import type { Sighting } from './survey.ts'

export interface FitPiece {
  /** On clock `from`, µs: the middle of the first and the last window that surely belong to it. */
  readonly firstUs: number
  readonly lastUs: number
  /** Offset without the rate, µs: to − from − rate · fromUs. */
  readonly residualUs: number
  readonly agreeing: number
}

export interface Fit {
  /** By time. */
  readonly sightings: readonly Sighting[]
  /** Undefined: too short to say; 0 is meant then. */
  readonly ratePpm: number | undefined
  readonly rateSigmaPpm: number
  readonly pieces: readonly FitPiece[]
  /** By sighting. */
  readonly agrees: readonly boolean[]
  readonly agreeing: number
  /** Median ratio of those that agree; 1 where none does. */
  readonly medianRatio: number
  /** Talkers' places over all pieces. */
  readonly places: Places
}

/** A clock nobody measured runs within this of another: most keep to 50 ppm, a few do not. */
const UNKNOWN_RATE_PPM = 60
/** No crystal keeps its rate better over an hour. */
const LEAST_RATE_SIGMA_PPM = 0.03
const LEAST_NOISE_US = 150

/** `rangeUs`: how far to either side the windows were looked at; `windowUs`: their length. */
export function fitPair(unordered: readonly Sighting[], rangeUs: number, windowUs: number): Fit {
  const sightings = [...unordered].sort((a, b) => a.fromUs - b.fromUs)
  const rate = findRate(sightings)
  const ratePpm = rate?.ratePpm
  const residuals = sightings.map((one) => withoutRate(one, ratePpm ?? 0))
  const runs = findRuns(residuals, sightings, { rangeUs, windowUs })
  const agrees = sightings.map(() => false)
  for (const run of runs) for (const at of run.agreeing) agrees[at] = true
  const shifts = alignRuns(runs, residuals, sightings)
  const used = runs.flatMap((run, index) =>
    run.agreeing.map((at) => ({
      fromUs: sightings[at]!.fromUs,
      value: residuals[at]! - shifts[index]!,
      weight: Math.max(0.02, weigh(sightings[at]!)),
    })),
  )
  const places = findPlaces(
    used.map(({ value }) => value),
    used.map(({ weight }) => weight),
  )
  return {
    sightings,
    ratePpm,
    rateSigmaPpm: Math.min(
      UNKNOWN_RATE_PPM,
      Math.hypot(findRateSigmaPpm(used, places.noiseUs, ratePpm), rate?.doubtPpm ?? 0),
    ),
    pieces: runs.map((run, index) => {
      const sure = findSure(run, sightings)
      return {
        firstUs: sure[0]!.fromUs,
        lastUs: sure.at(-1)!.fromUs,
        residualUs: places.middleUs + shifts[index]!,
        agreeing: run.agreeing.length,
      }
    }),
    agrees,
    agreeing: used.length,
    medianRatio:
      used.length === 0 ? 1 : findMedian(sightings.filter((_, at) => agrees[at]).map((one) => one.ratio)),
    places,
  }
}

/** A window beyond a step may agree by chance; one that stands out as most of its run do does not. */
function findSure(run: Run, sightings: readonly Sighting[]): Sighting[] {
  const own = run.agreeing.map((at) => sightings[at]!)
  const least = 1 + (findMedian(own.map(({ ratio }) => ratio)) - 1) / 3
  return own.filter(({ ratio }) => ratio >= least)
}

export const withoutRate = (one: Sighting, ratePpm: number): number =>
  one.offsetUs - (one.fromUs * ratePpm) / 1e6

/**
 * How much each run's residuals lie above those of the longest one. The same talkers are heard on both sides of a
 * step, so the shift that lays most of their places on each other is better than the difference of two medians.
 */
function alignRuns(
  runs: readonly Run[],
  residuals: readonly number[],
  sightings: readonly Sighting[],
): number[] {
  if (runs.length === 0) return []
  const main = runs.reduce((best, run) => (run.agreeing.length > best.agreeing.length ? run : best))
  return runs.map((run) => (run === main ? 0 : alignRun(main, run, residuals, sightings)))
}

const ALIGN_SIGMA_US = 1500
const ALIGN_RANGE_US = 30_000

function alignRun(main: Run, run: Run, residuals: readonly number[], sightings: readonly Sighting[]): number {
  const aroundUs = run.centreUs - main.centreUs
  let bestUs = aroundUs
  let top = -1
  for (let byUs = -ALIGN_RANGE_US; byUs <= ALIGN_RANGE_US; byUs += 250) {
    let score = 0
    for (const a of main.agreeing) {
      for (const b of run.agreeing) {
        const off = (residuals[b]! - residuals[a]! - aroundUs - byUs) / ALIGN_SIGMA_US
        if (Math.abs(off) < 4)
          score += (0.1 + weigh(sightings[a]!)) * (0.1 + weigh(sightings[b]!)) * Math.exp(-0.5 * off * off)
      }
    }
    score *= Math.exp(-0.5 * (byUs / 15_000) ** 2)
    if (score > top) {
      top = score
      bestUs = aroundUs + byUs
    }
  }
  return bestUs
}

function findRateSigmaPpm(
  used: readonly { readonly fromUs: number }[],
  noiseUs: number,
  ratePpm: number | undefined,
): number {
  if (ratePpm === undefined || used.length < 4) return UNKNOWN_RATE_PPM
  const meanUs = used.reduce((sum, one) => sum + one.fromUs, 0) / used.length
  const squares = used.reduce((sum, one) => sum + (one.fromUs - meanUs) ** 2, 0)
  const sigmaPpm = (2 * Math.max(LEAST_NOISE_US, noiseUs) * 1e6) / Math.sqrt(squares)
  return Math.min(UNKNOWN_RATE_PPM, Math.hypot(LEAST_RATE_SIGMA_PPM, sigmaPpm))
}
