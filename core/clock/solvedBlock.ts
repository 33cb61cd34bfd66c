/** One anchored block, fitted: what each of its clocks is, and how well any of its times is known. */
import type { Block } from './blocks.ts'
import type { ClockStep } from './clockMap.ts'
import { formEquations, type ClockUnknowns, type Equations } from './equations.ts'
import type { WeighedEdge } from './groups.ts'
import { findCovariances, findVariance, fit, type Fit } from './leastSquares.ts'
import { findSteps } from './steps.ts'

export type Terms = readonly (readonly [unknown: number, factor: number])[]

export interface SolvedBlock {
  readonly block: Block
  readonly clocks: ReadonlyMap<string, ClockUnknowns>
  /** In the order of the block's edges; the weight is that of an edge's longest piece. */
  readonly edges: readonly WeighedEdge[]
  /** Edge − solution, µs, by edge. */
  readonly residualsUs: readonly number[]
  /** Edge − the solution without it, µs, by edge; undefined where nothing else says it. */
  readonly leftOutUs: readonly (number | undefined)[]
  /** Reference time of the clock's 0 in its first piece, µs. */
  getOffset(clock: string): number
  getRate(clock: string): number
  getSteps(clock: string): readonly (ClockStep & { readonly sigmaUs: number })[]
  /** What a clock's moment is made of, but for the moment itself. */
  termsAt(clock: string, mediaUs: number): Terms
  /** Standard uncertainty of a sum of unknowns, in their unit; wider where the evidence scatters more than its σ says. */
  sigmaOf(terms: Terms, evidence: 'content' | 'all'): number
  /** The same of a variance got otherwise, of the units squared. */
  widen(variance: number, evidence: 'content' | 'all'): number
  /** Covariance of a sum of unknowns with each unknown. */
  covarianceWith(terms: Terms): Float64Array
}

export function solveBlock(block: Block): SolvedBlock {
  const form = formEquations(block, findSteps(block.edges))
  const fitted = fit(form.equations, form.unknowns)
  const main = block.edges.map((_, edge) =>
    form.equations.findIndex((one) => one.edge === edge && one.says === 'offset'),
  )
  const edges = block.edges.map((edge, at) => ({ edge, weight: fitted.weights[main[at]!]! }))
  const inflation = {
    content: findInflation(form, fitted, (at) => block.edges[at]!.support === 'content'),
    all: findInflation(form, fitted, () => true),
  }
  const get = (clock: string): ClockUnknowns => form.clocks.get(clock)!
  const getRate = (clock: string): number => {
    const { rate } = get(clock)
    return rate === undefined ? 0 : fitted.x[rate]!
  }
  const widen = (variance: number, evidence: 'content' | 'all'): number =>
    Math.sqrt(Math.max(0, variance)) * inflation[evidence]
  const sigmaOf = (terms: Terms, evidence: 'content' | 'all'): number =>
    widen(findVariance(fitted.covariance, form.unknowns, terms), evidence)
  return {
    block,
    clocks: form.clocks,
    edges,
    residualsUs: main.map((at) => fitted.residuals[at]!),
    leftOutUs: main.map((at) => leaveOut(form, fitted, at)),
    getRate,
    getOffset(clock) {
      const { guessUs, firstOffset, pivotUs } = get(clock)
      return guessUs + fitted.x[firstOffset]! - (getRate(clock) * pivotUs) / 1e6
    },
    getSteps(clock) {
      const { stepsUs, firstOffset } = get(clock)
      return stepsUs.map((mediaUs, at) => ({
        mediaUs,
        byUs: fitted.x[firstOffset + at + 1]! - fitted.x[firstOffset + at]!,
        sigmaUs: sigmaOf(
          [
            [firstOffset + at, -1],
            [firstOffset + at + 1, 1],
          ],
          'content',
        ),
      }))
    },
    termsAt(clock, mediaUs) {
      const { firstOffset, stepsUs, rate, pivotUs } = get(clock)
      const piece = stepsUs.filter((stepUs) => stepUs <= mediaUs).length
      return rate === undefined
        ? [[firstOffset + piece, 1]]
        : [
            [firstOffset + piece, 1],
            [rate, (mediaUs - pivotUs) / 1e6],
          ]
    },
    sigmaOf,
    widen,
    covarianceWith: (terms) => findCovariances(fitted.covariance, form.unknowns, terms),
  }
}

/** √(χ² ÷ degrees of freedom) of the offsets of some edges; at least 1. */
function findInflation(
  { equations, clocks }: Equations,
  fitted: Fit,
  counts: (edge: number) => boolean,
): number {
  const rates = new Set([...clocks.values()].map(({ rate }) => rate))
  let chi = 0
  let freedom = 0
  const touched = new Set<number>()
  const linked: number[][] = []
  for (const [at, { edge, says, terms, sigma }] of equations.entries()) {
    if (edge === undefined || says !== 'offset' || !counts(edge)) continue
    const weight = fitted.weights[at]!
    chi += weight * (fitted.residuals[at]! / sigma) ** 2
    freedom += weight
    // What is related to nothing fixed has one unknown less to find than it has unknowns.
    const offsets = terms.flatMap(([unknown]) => (rates.has(unknown) ? [] : [unknown]))
    for (const unknown of offsets) touched.add(unknown)
    if (weight > 0.5) linked.push(offsets)
  }
  const free = freedom - (touched.size - countFloating([...touched], linked))
  return free >= 1 ? Math.max(1, Math.sqrt(chi / free)) : 1
}

/** Sets of unknowns that their equations fix to each other, yet to nothing else. */
function countFloating(unknowns: readonly number[], equations: readonly (readonly number[])[]): number {
  const root = new Map(unknowns.map((unknown) => [unknown, unknown]))
  const find = (unknown: number): number => {
    let at = unknown
    while (root.get(at) !== at) at = root.get(at)!
    return at
  }
  const fixed = new Set<number>()
  for (const [first, second] of equations) {
    if (first === undefined) continue
    if (second === undefined) fixed.add(first)
    else root.set(find(first), find(second))
  }
  const anchored = new Set([...fixed].map(find))
  return new Set(unknowns.map(find).filter((set) => !anchored.has(set))).size
}

function leaveOut({ equations, unknowns }: Equations, fitted: Fit, at: number): number | undefined {
  const { terms, sigma } = equations[at]!
  const leverage = (fitted.weights[at]! / sigma ** 2) * findVariance(fitted.covariance, unknowns, terms)
  return leverage > 1 - 1e-6 ? undefined : fitted.residuals[at]! / (1 - leverage)
}
