/**
 * What a session's times are measured against: the largest group of recordings that content links. Its timeline is the
 * mean of its clocks, so that a σ says how far a recording may be from the others, which is what people see and hear;
 * how far all of them together may be from UTC is another number.
 */
import { isDevice, type Group } from './groups.ts'
import type { SolvedBlock, Terms } from './solvedBlock.ts'

export interface Gauge {
  readonly group: Group
  readonly solved: SolvedBlock
  /** What the gauge's own reference time at a moment is made of. */
  termsAt(referenceUs: number): Terms
}

export function createGauge(group: Group, solved: SolvedBlock): Gauge {
  const members = group.clocks.filter((clock) => !isDevice(clock)).map((clock) => solved.clocks.get(clock)!)
  const rated = members.filter(({ rate }) => rate !== undefined)
  // About here the mean of the offsets and the mean of the rates move together.
  const middleUs = mean(rated.map(({ guessUs, pivotUs }) => guessUs + pivotUs))
  return {
    group,
    solved,
    termsAt: (referenceUs) => [
      ...members.map(({ firstOffset }) => [firstOffset, 1 / members.length] as const),
      ...rated.map(({ rate }) => [rate!, (referenceUs - middleUs) / 1e6 / rated.length] as const),
    ],
  }
}

/**
 * Standard uncertainty of a clock at a moment of it against the gauge, µs. A clock of another block shares nothing with
 * it but UTC.
 */
export function findSigma(gauge: Gauge, solved: SolvedBlock, clock: string, mediaUs: number): number {
  const terms = solved.termsAt(clock, mediaUs)
  const own = solved.clocks.get(clock)!
  const against = gauge.termsAt(own.guessUs + mediaUs)
  if (solved !== gauge.solved)
    return Math.hypot(solved.sigmaOf(terms, 'all'), gauge.solved.sigmaOf(against, 'all'))
  const difference = [...terms, ...against.map(([unknown, factor]) => [unknown, -factor] as const)]
  return solved.sigmaOf(difference, gauge.group.clocks.includes(clock) ? 'content' : 'all')
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
