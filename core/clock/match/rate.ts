/**
 * The rate between two clocks from windows that may hear different talkers and lie on either side of a step: the rate
 * at which the differences between windows are sharpest. Every two windows vote for the rate that would explain
 * them; a talker's place and a step shift votes of few pairs, a wrong rate blurs them all.
 */
import type { Sighting } from './survey.ts'

/** Two phones of opposite faults lie no farther apart: 273 ppm has been seen. */
const RANGE_PPM = 600
/** Half as likely as none at all. */
const EXPECTED_PPM = 100
const MOST_CANDIDATES = 12
/** A rate that explains this share as much as the best one, and is another one, leaves a doubt. */
const RIVAL_SHARE = 0.7
const APART_PPM = 4
/** Over less time talkers' places cannot be told from a rate. */
const LEAST_SPREAD_US = 30e6

interface Round {
  readonly rangePpm: number
  readonly stepPpm: number
  /** How far two windows may differ and still say the same, µs. */
  readonly sigmaUs: number
}

const ROUNDS: readonly Round[] = [
  { rangePpm: RANGE_PPM, stepPpm: 1, sigmaUs: 4000 },
  { rangePpm: 15, stepPpm: 0.25, sigmaUs: 1500 },
  { rangePpm: 2, stepPpm: 0.02, sigmaUs: 500 },
]

/** How much a window counts: a peak no higher than the next says nothing. */
export const weigh = ({ ratio }: Sighting): number => Math.min(3, Math.max(0, ratio - 1.02))

export interface FoundRate {
  readonly ratePpm: number
  /** How far away a rate lies that explains the windows nearly as well; 0: none does. */
  readonly doubtPpm: number
}

/** Undefined where the windows lie too close together to say. */
export function findRate(sightings: readonly Sighting[]): FoundRate | undefined {
  const telling = sightings.filter((one) => weigh(one) > 0)
  if (telling.length < 4) return undefined
  const meanUs = telling.reduce((sum, one) => sum + one.fromUs, 0) / telling.length
  const spreadUs = Math.sqrt(
    telling.reduce((sum, one) => sum + (one.fromUs - meanUs) ** 2, 0) / telling.length,
  )
  if (spreadUs < LEAST_SPREAD_US) return undefined
  const [coarse, ...finer] = ROUNDS
  // Short recordings with talkers in many places have several rates that look alike: each is looked at closely.
  const candidates = findPeaks(vote(telling, 0, coarse!), MOST_CANDIDATES)
    .map(({ ratePpm }) => findPeaks(vote(telling, ratePpm, finer[0]!), 1)[0]!)
    .map(({ ratePpm, score }) => ({ ratePpm, score: score * expect(ratePpm) }))
    .sort((a, b) => b.score - a.score)
  const best = candidates[0]!
  const rivals = candidates.filter(
    ({ ratePpm, score }) => score > RIVAL_SHARE * best.score && Math.abs(ratePpm - best.ratePpm) > APART_PPM,
  )
  const ratePpm = findPeaks(vote(telling, best.ratePpm, finer[1]!), 1)[0]!.ratePpm
  return { ratePpm, doubtPpm: Math.max(0, ...rivals.map((one) => Math.abs(one.ratePpm - best.ratePpm))) }
}

/** How likely a rate is before anything is heard: most pairs of clocks keep to 60 ppm, 273 ppm has been seen. */
const expect = (ratePpm: number): number => 1 / Math.hypot(1, ratePpm / EXPECTED_PPM)

interface Votes {
  readonly bins: Float64Array
  readonly firstPpm: number
  readonly stepPpm: number
}

/** The highest peaks, the highest first; parabolic between the bins. */
function findPeaks({ bins, firstPpm, stepPpm }: Votes, count: number): { ratePpm: number; score: number }[] {
  const peaks: { bin: number; score: number }[] = []
  for (let bin = 0; bin < bins.length; bin++) {
    const score = bins[bin]!
    if (score >= (bins[bin - 1] ?? -1) && score > (bins[bin + 1] ?? -1)) peaks.push({ bin, score })
  }
  return peaks
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ bin, score }) => {
      const left = bins[bin - 1] ?? 0
      const right = bins[bin + 1] ?? 0
      const bend = left - 2 * score + right
      const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0
      return { ratePpm: firstPpm + (bin + shift) * stepPpm, score }
    })
}

function vote(sightings: readonly Sighting[], aroundPpm: number, round: Round): Votes {
  const { rangePpm, stepPpm, sigmaUs } = round
  const bins = new Float64Array(2 * Math.round(rangePpm / stepPpm) + 1)
  const firstPpm = aroundPpm - rangePpm
  for (let i = 0; i < sightings.length; i++) {
    const one = sightings[i]!
    const weight = weigh(one)
    for (let j = i + 1; j < sightings.length; j++) {
      const other = sightings[j]!
      const betweenUs = Math.abs(other.fromUs - one.fromUs)
      if (betweenUs < 1e6) continue
      const slopePpm = ((other.offsetUs - one.offsetUs) / (other.fromUs - one.fromUs)) * 1e6
      const widthPpm = Math.max(0.6 * stepPpm, (sigmaUs / betweenUs) * 1e6)
      const from = Math.max(0, Math.ceil((slopePpm - 3 * widthPpm - firstPpm) / stepPpm))
      const to = Math.min(bins.length - 1, Math.floor((slopePpm + 3 * widthPpm - firstPpm) / stepPpm))
      if (from > to) continue
      const both = weight * weigh(other)
      for (let bin = from; bin <= to; bin++) {
        const off = (firstPpm + bin * stepPpm - slopePpm) / widthPpm
        bins[bin]! += both * Math.exp(-0.5 * off * off)
      }
    }
  }
  return { bins, firstPpm, stepPpm }
}
