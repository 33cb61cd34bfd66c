/** Bounds of a clock's 0 that hold whatever else is true: a manifest precedes its first frame. */
import { REFERENCE, type ClockEdge } from './edge.ts'

export interface Bounds {
  readonly lowerUs: number
  readonly upperUs: number
}

export interface Bounded {
  readonly offsetUs: number
  readonly sigmaUs: number
  /** Whether bounds moved the estimate. */
  readonly clipped: boolean
  /** Whether bounds contradict each other, so that none was used. */
  readonly conflict: boolean
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
): Bounded {
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
