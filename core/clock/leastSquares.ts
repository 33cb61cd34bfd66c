/**
 * Weighted least squares over one anchored block, made robust by reweighting: first towards the least absolute
 * deviation, which no single wrong edge can pull, then Tukey's biweight (Beaton & Tukey 1974), which ignores what
 * lies far off. Unknown: the reference time of each clock's 0.
 */
import type { Block } from './blocks.ts'
import { factorise, invertFactored, solveFactored } from './cholesky.ts'
import { REFERENCE, type ClockEdge } from './edge.ts'

export interface BlockSolution {
  /** µs of the reference at each clock's 0, in the block's order. */
  readonly offsetsUs: readonly number[]
  /** Covariance of the offsets, µs², row-major. */
  readonly covariance: Float64Array
  /** 0 (ignored) to 1, by edge. */
  readonly weights: readonly number[]
  /** Edge offset − solution, µs, by edge. */
  readonly residualsUs: readonly number[]
  /** How much the residuals exceed what the σ promised; ≥ 1. */
  readonly inflation: number
}

const TUKEY = 4.685
const ROUNDS = 60
/** Below this an edge has no say, yet keeps the system solvable where it is a clock's only one. */
const LEAST_WEIGHT = 1e-12

export function solveBlock(block: Block): BlockSolution {
  const index = new Map(block.clocks.map((clock, at) => [clock, at]))
  const anchor = block.edges.find((edge) => edge.from === REFERENCE || edge.to === REFERENCE)
  // Wall times in µs need 51 bits: the sums are made about one of them.
  const baseUs = anchor ? (anchor.to === REFERENCE ? anchor.offsetUs : -anchor.offsetUs) : 0
  const system: System = {
    block,
    index,
    values: block.edges.map((edge) => edge.offsetUs - countReference(edge) * baseUs),
  }
  let weights = block.edges.map(() => 1)
  let x = solveWeighted(system, weights).x
  for (const reweight of [weighAbsolute, weighTukey]) {
    for (let round = 0; round < ROUNDS; round++) {
      weights = findResiduals(system, x).map((residual, at) => reweight(residual / block.edges[at]!.sigmaUs))
      const next = solveWeighted(system, weights).x
      const moved = next.reduce((most, value, at) => Math.max(most, Math.abs(value - x[at]!)), 0)
      x = next
      if (moved < 0.01) break
    }
  }
  const residualsUs = findResiduals(system, x)
  const factor = factorise(solveWeighted(system, weights).matrix, block.clocks.length)
  if (!factor) throw new Error('a block of clocks without a solution')
  const freedom = weights.reduce((sum, weight) => sum + weight, 0) - block.clocks.length
  const chi = residualsUs.reduce((sum, r, at) => sum + weights[at]! * (r / block.edges[at]!.sigmaUs) ** 2, 0)
  return {
    offsetsUs: Array.from(x, (value) => value + baseUs),
    covariance: invertFactored(factor),
    weights,
    residualsUs,
    inflation: freedom >= 1 ? Math.max(1, Math.sqrt(chi / freedom)) : 1,
  }
}

interface System {
  readonly block: Block
  readonly index: ReadonlyMap<string, number>
  /** Offsets about the base, by edge. */
  readonly values: readonly number[]
}

const countReference = (edge: ClockEdge): number =>
  edge.to === REFERENCE ? 1 : edge.from === REFERENCE ? -1 : 0
const weighAbsolute = (scaled: number): number => 1 / Math.max(1, Math.abs(scaled))
const weighTukey = (scaled: number): number =>
  Math.max(LEAST_WEIGHT, Math.abs(scaled) < TUKEY ? (1 - (scaled / TUKEY) ** 2) ** 2 : 0)

/** x_from − x_to = offset, with x of the reference 0 (about the base). */
function solveWeighted({ block, index, values }: System, weights: readonly number[]) {
  const size = block.clocks.length
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (const [at, edge] of block.edges.entries()) {
    const weight = weights[at]! / edge.sigmaUs ** 2
    const from = index.get(edge.from)
    const to = index.get(edge.to)
    if (from !== undefined) {
      matrix[from * size + from]! += weight
      right[from]! += weight * values[at]!
    }
    if (to !== undefined) {
      matrix[to * size + to]! += weight
      right[to]! -= weight * values[at]!
    }
    if (from !== undefined && to !== undefined) {
      matrix[from * size + to]! -= weight
      matrix[to * size + from]! -= weight
    }
  }
  const factor = factorise(matrix, size)
  if (!factor) throw new Error('a block of clocks without a solution')
  return { x: solveFactored(factor, right), matrix }
}

function findResiduals({ block, index, values }: System, x: Float64Array): number[] {
  const at = (clock: string): number => (clock === REFERENCE ? 0 : x[index.get(clock)!]!)
  return block.edges.map((edge, i) => values[i]! - (at(edge.from) - at(edge.to)))
}
