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
  /** The mean of its clocks' offsets, and of the rates of those that have one. */
  readonly offset: Mean
  readonly rate: Mean
  /** Reference time about which the two move together, µs. */
  readonly middleUs: number
}

interface Mean {
  readonly terms: Terms
  /** Covariance with each unknown. */
  readonly covariances: Float64Array
}

export function createGauge(group: Group, solved: SolvedBlock): Gauge {
  const members = group.clocks.filter((clock) => !isDevice(clock)).map((clock) => solved.clocks.get(clock)!)
  const rated = members.filter(({ rate }) => rate !== undefined)
  const mean = (unknowns: readonly number[]): Mean => {
    const terms = unknowns.map((unknown) => [unknown, 1 / unknowns.length] as const)
    return { terms, covariances: solved.covarianceWith(terms) }
  }
  const middles = rated.map(({ guessUs, pivotUs }) => guessUs + pivotUs)
  return {
    group,
    solved,
    offset: mean(members.map(({ firstOffset }) => firstOffset)),
    rate: mean(rated.map(({ rate }) => rate!)),
    middleUs: middles.length === 0 ? 0 : middles.reduce((sum, middle) => sum + middle, 0) / middles.length,
  }
}

/**
 * Standard uncertainty of a clock at a moment of it against the gauge, µs. A clock of another block shares nothing with
 * it but UTC.
 */
export function findSigma(gauge: Gauge, solved: SolvedBlock, clock: string, mediaUs: number): number {
  const terms = solved.termsAt(clock, mediaUs)
  const { guessUs } = solved.clocks.get(clock)!
  const gaugeVariance = findGaugeVariance(gauge, guessUs + mediaUs)
  if (solved !== gauge.solved)
    return Math.hypot(solved.sigmaOf(terms, 'all'), gauge.solved.widen(gaugeVariance, 'all'))
  const late = (guessUs + mediaUs - gauge.middleUs) / 1e6
  const own = dot(terms, solved.covarianceWith(terms))
  const common = dot(terms, gauge.offset.covariances) + late * dot(terms, gauge.rate.covariances)
  const evidence = gauge.group.clocks.includes(clock) ? 'content' : 'all'
  return solved.widen(own - 2 * common + gaugeVariance, evidence)
}

/** Of the gauge's own time against UTC, µs. */
export const findGaugeSigma = (gauge: Gauge, referenceUs: number): number =>
  gauge.solved.widen(findGaugeVariance(gauge, referenceUs), 'all')

/** Of a clock's rate against the gauge's, ppm. */
export function findRateSigmaAgainst(gauge: Gauge, rate: number): number {
  const own: Terms = [[rate, 1]]
  const { terms, covariances } = gauge.rate
  const variance =
    dot(own, gauge.solved.covarianceWith(own)) - 2 * dot(own, covariances) + dot(terms, covariances)
  return gauge.solved.widen(variance, 'content')
}

function findGaugeVariance({ offset, rate, middleUs }: Gauge, referenceUs: number): number {
  const late = (referenceUs - middleUs) / 1e6
  return (
    dot(offset.terms, offset.covariances) +
    2 * late * dot(offset.terms, rate.covariances) +
    late ** 2 * dot(rate.terms, rate.covariances)
  )
}

const dot = (terms: Terms, values: Float64Array): number =>
  terms.reduce((sum, [unknown, factor]) => sum + factor * values[unknown]!, 0)
