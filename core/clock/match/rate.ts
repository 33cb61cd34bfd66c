/**
 * The rate between two clocks from windows that may hear different talkers and lie on either side of a step: the rate
 * at which the differences between windows are sharpest. Every two windows vote for the rate that would explain
 * them; a talker's place and a step shift votes of few pairs, a wrong rate blurs them all.
 */
import type { Sighting } from './survey.ts'

/** Two phones of opposite faults lie no farther apart: 273 ppm has been seen. */
const RANGE_PPM = 600
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

/** Parts per million; undefined where the windows lie too close together to say. */
export function findRatePpm(sightings: readonly Sighting[], rounds = ROUNDS): number | undefined {
  const telling = sightings.filter((one) => weigh(one) > 0)
  if (telling.length < 4) return undefined
  const meanUs = telling.reduce((sum, one) => sum + one.fromUs, 0) / telling.length
  const spreadUs = Math.sqrt(
    telling.reduce((sum, one) => sum + (one.fromUs - meanUs) ** 2, 0) / telling.length,
  )
  if (spreadUs < LEAST_SPREAD_US) return undefined
  let ratePpm = 0
  for (const round of rounds) ratePpm = vote(telling, ratePpm, round)
  return ratePpm
}

function vote(sightings: readonly Sighting[], aroundPpm: number, round: Round): number {
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
  let best = 0
  for (let bin = 1; bin < bins.length; bin++) if (bins[bin]! > bins[best]!) best = bin
  const left = bins[best - 1] ?? 0
  const right = bins[best + 1] ?? 0
  const bend = left - 2 * bins[best]! + right
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0
  return firstPpm + (best + shift) * stepPpm
}
