/** Where a series jumps and stays: the medians of some values before and after differ by more than its noise. */
import { findMedian, findScatter } from './robustLine.ts'

export interface Jump {
  /** Index of the first value after it. */
  readonly at: number
  readonly by: number
}

/** Values on either side that must agree: two of them may be wrong. Nearer to an end no jump is seen. */
const SIDE = 6
const LEAST_SIGMAS = 6

/** Finds jumps of at least `least`, in order; of those nearer to each other than six values, the sharpest. */
export function findJumps(values: readonly number[], least: number): Jump[] {
  const changes = values.slice(1).map((value, at) => value - values[at]!)
  const noise = changes.length === 0 ? 0 : findScatter(changes, 0)
  const threshold = Math.max(least, LEAST_SIGMAS * noise)
  const jumps: Jump[] = []
  let best: Jump | undefined
  for (let at = SIDE; at <= values.length - SIDE; at++) {
    const by = findMedian(values.slice(at, at + SIDE)) - findMedian(values.slice(at - SIDE, at))
    if (Math.abs(by) < threshold || (best && Math.sign(by) !== Math.sign(best.by))) {
      if (best) jumps.push(best)
      best = undefined
    }
    if (Math.abs(by) < threshold) continue
    const here = Math.abs(changes[at - 1]!)
    if (!best || here > Math.abs(changes[best.at - 1]!)) best = { at, by }
  }
  return best ? [...jumps, best] : jumps
}
