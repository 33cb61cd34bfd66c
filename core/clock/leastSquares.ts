/**
 * Weighted least squares over sparse equations, made robust by reweighting: first towards the least absolute
 * deviation, which no single wrong equation can pull, then Tukey's biweight (Beaton & Tukey 1974), which ignores what
 * lies far off.
 */
import { factorise, invertFactored, solveFactored } from './cholesky.ts'
import type { Equation } from './equations.ts'

export interface Fit {
  readonly x: Float64Array
  /** Of the unknowns, row-major, as the equations' σ promise it. */
  readonly covariance: Float64Array
  /** 0 (ignored) to 1, by equation. */
  readonly weights: readonly number[]
  /** Value − what the solution gives, by equation. */
  readonly residuals: readonly number[]
}

const TUKEY = 4.685
const ROUNDS = 60
/** A round that moves every unknown by less (µs or ppm) is the last of its kind; the first kind only leads the way. */
const SETTLED = { absolute: 1, tukey: 0.01 }
/** Below this an equation has no say, yet keeps the system solvable where it is an unknown's only one. */
const LEAST_WEIGHT = 1e-12

/** Throws an Error where the equations leave an unknown open. */
export function fit(equations: readonly Equation[], unknowns: number): Fit {
  let weights: number[] = equations.map(() => 1)
  let x = solveWeighted(equations, unknowns, weights).x
  for (const [reweight, settled] of [
    [weighAbsolute, SETTLED.absolute],
    [weighTukey, SETTLED.tukey],
  ] as const) {
    for (let round = 0; round < ROUNDS; round++) {
      weights = findResiduals(equations, x).map((residual, at) =>
        equations[at]!.edge === undefined ? 1 : reweight(residual / equations[at]!.sigma),
      )
      const next = solveWeighted(equations, unknowns, weights).x
      const moved = next.reduce((most, value, at) => Math.max(most, Math.abs(value - x[at]!)), 0)
      x = next
      if (moved < settled) break
    }
  }
  const residuals = findResiduals(equations, x)
  return {
    x,
    weights,
    residuals,
    covariance: invertFactored(solveWeighted(equations, unknowns, weights).factor),
  }
}

/** Variance of a sum of unknowns, in their units squared. */
export function findVariance(
  covariance: Float64Array,
  unknowns: number,
  terms: readonly (readonly [unknown: number, factor: number])[],
): number {
  let sum = 0
  for (const [row, own] of terms)
    for (const [column, other] of terms) sum += own * other * covariance[row * unknowns + column]!
  return Math.max(0, sum)
}

/** Covariance of a sum of unknowns with each unknown. */
export function findCovariances(
  covariance: Float64Array,
  unknowns: number,
  terms: readonly (readonly [unknown: number, factor: number])[],
): Float64Array {
  const sums = new Float64Array(unknowns)
  for (const [row, factor] of terms)
    for (let column = 0; column < unknowns; column++)
      sums[column]! += factor * covariance[row * unknowns + column]!
  return sums
}

const weighAbsolute = (scaled: number): number => 1 / Math.max(1, Math.abs(scaled))
const weighTukey = (scaled: number): number =>
  Math.max(LEAST_WEIGHT, Math.abs(scaled) < TUKEY ? (1 - (scaled / TUKEY) ** 2) ** 2 : 0)

function solveWeighted(equations: readonly Equation[], size: number, weights: readonly number[]) {
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (const [at, { terms, value, sigma }] of equations.entries()) {
    const weight = weights[at]! / sigma ** 2
    for (const [row, own] of terms) {
      right[row]! += weight * own * value
      for (const [column, other] of terms) matrix[row * size + column]! += weight * own * other
    }
  }
  const factor = factorise(matrix, size)
  if (!factor) throw new Error('clock equations that leave an unknown open')
  return { x: solveFactored(factor, right), factor }
}

const findResiduals = (equations: readonly Equation[], x: Float64Array): number[] =>
  equations.map(({ terms, value }) => value - terms.reduce((sum, [at, factor]) => sum + factor * x[at]!, 0))
