/**
 * From edges to one map a clock. Blocks that reach no reference stay unplaced and are named; bounds that hold for
 * certain clip the estimate and, where they contradict it, widen its σ.
 */
import type { Grade } from '../model/index.ts'
import { findBlocks, type Block } from './blocks.ts'
import { REFERENCE, type ClockEdge, type Support } from './edge.ts'
import { solveBlock, type BlockSolution } from './leastSquares.ts'
import { solveRates } from './rates.ts'

export interface ClockSolution {
  readonly clock: string
  /** Reference time of the clock's 0, µs, unrounded. */
  readonly offsetUs: number
  readonly sigmaUs: number
  readonly driftPpm: number
  /** A linked by content, B by a measurement of the first sample, C by priors alone. */
  readonly grade: Grade
  /** Kind of the edge to the reference that says most, or to another clock where there is none. */
  readonly method: string
  /** Whether bounds moved the estimate. */
  readonly clipped: boolean
  /** Whether bounds contradict each other, so that none was used. */
  readonly conflict: boolean
}

export interface EdgeResidual {
  readonly edgeId: string
  /** Edge − solution, µs. */
  readonly residualUs: number
  /** Edge − the solution without this edge, µs; undefined where nothing else says it. */
  readonly leaveOneOutUs: number | undefined
  /** 0 (an outlier, ignored) to 1. */
  readonly weight: number
}

export interface Solution {
  readonly clocks: ReadonlyMap<string, ClockSolution>
  readonly residuals: ReadonlyMap<string, EdgeResidual>
  /** Connected clocks that nothing relates to the reference. */
  readonly unanchored: readonly (readonly string[])[]
}

/** Solves the graph. The order of the edges changes nothing; edge ids must differ. Throws RangeError on a σ ≤ 0. */
export function solve(edges: readonly ClockEdge[]): Solution {
  const bad = edges.find((edge) => !(edge.sigmaUs > 0) || !Number.isFinite(edge.offsetUs))
  if (bad) throw new RangeError(`clock edge ${bad.edgeId}: offset ${bad.offsetUs} µs, σ ${bad.sigmaUs} µs`)
  const clocks = new Map<string, ClockSolution>()
  const residuals = new Map<string, EdgeResidual>()
  const unanchored: (readonly string[])[] = []
  for (const block of findBlocks(edges)) {
    if (!block.anchored) {
      unanchored.push(block.clocks)
      continue
    }
    const solved = solveBlock(block)
    const rates = solveRates(block)
    for (const [at, clock] of block.clocks.entries()) {
      clocks.set(clock, describeClock(block, solved, at, rates.get(clock) ?? 0))
    }
    for (const [at, edge] of block.edges.entries())
      residuals.set(edge.edgeId, describeEdge(block, solved, edge, at))
  }
  return { clocks, residuals, unanchored }
}

function describeClock(block: Block, solved: BlockSolution, at: number, driftPpm: number): ClockSolution {
  const clock = block.clocks[at]!
  const size = block.clocks.length
  const sigmaUs = Math.sqrt(solved.covariance[at * size + at]!) * solved.inflation
  const own = block.edges
    .map((edge, i) => ({ edge, say: solved.weights[i]! / edge.sigmaUs ** 2, weight: solved.weights[i]! }))
    .filter(({ edge }) => edge.from === clock || edge.to === clock)
  const direct = own.filter(({ edge }) => edge.from === REFERENCE || edge.to === REFERENCE)
  const telling = direct.length > 0 ? direct : own
  const method = telling.reduce((best, next) => (next.say > best.say ? next : best)).edge.kind
  const supports = new Set<Support>(own.filter(({ weight }) => weight >= 0.5).map(({ edge }) => edge.support))
  const grade: Grade = supports.has('content') ? 'A' : supports.has('measured') ? 'B' : 'C'
  const bounds = findBounds(clock, block.edges)
  const bounded = applyBounds({ offsetUs: solved.offsetsUs[at]!, sigmaUs }, bounds)
  return { clock, driftPpm, grade, method, ...bounded }
}

interface Bounds {
  readonly lowerUs: number
  readonly upperUs: number
}

/** Bounds of one clock's 0 on the reference, from its own edges to the reference. */
export function findBounds(clock: string, edges: readonly ClockEdge[]): Bounds {
  let lowerUs = -Infinity
  let upperUs = Infinity
  for (const edge of edges) {
    const forth = edge.from === clock && edge.to === REFERENCE
    const back = edge.to === clock && edge.from === REFERENCE
    if (!forth && !back) continue
    lowerUs = Math.max(lowerUs, forth ? (edge.lowerUs ?? -Infinity) : -(edge.upperUs ?? Infinity))
    upperUs = Math.min(upperUs, forth ? (edge.upperUs ?? Infinity) : -(edge.lowerUs ?? -Infinity))
  }
  return { lowerUs, upperUs }
}

/**
 * Inside the bounds an error cannot exceed the way to the farther one. Outside, the estimate moves to the nearer
 * bound and the way it moved is added to its σ: two statements that disagree are trusted less than either.
 */
export function applyBounds(
  estimate: { offsetUs: number; sigmaUs: number },
  { lowerUs, upperUs }: Bounds,
): { offsetUs: number; sigmaUs: number; clipped: boolean; conflict: boolean } {
  const { offsetUs, sigmaUs } = estimate
  if (lowerUs > upperUs) {
    return { offsetUs, sigmaUs: Math.hypot(sigmaUs, lowerUs - upperUs), clipped: false, conflict: true }
  }
  const inside = Math.min(Math.max(offsetUs, lowerUs), upperUs)
  const moved = Math.abs(inside - offsetUs)
  const farthest = Math.max(inside - lowerUs, upperUs - inside, 1)
  return {
    offsetUs: inside,
    sigmaUs: Math.min(Math.hypot(sigmaUs, moved), farthest),
    clipped: moved > 0,
    conflict: false,
  }
}

function describeEdge(block: Block, solved: BlockSolution, edge: ClockEdge, at: number): EdgeResidual {
  const size = block.clocks.length
  const from = block.clocks.indexOf(edge.from)
  const to = block.clocks.indexOf(edge.to)
  const get = (row: number, column: number): number =>
    row < 0 || column < 0 ? 0 : solved.covariance[row * size + column]!
  const variance = get(from, from) + get(to, to) - 2 * get(from, to)
  const leverage = (solved.weights[at]! / edge.sigmaUs ** 2) * variance
  const residualUs = solved.residualsUs[at]!
  return {
    edgeId: edge.edgeId,
    residualUs,
    leaveOneOutUs: leverage > 1 - 1e-6 ? undefined : residualUs / (1 - leverage),
    weight: solved.weights[at]!,
  }
}
