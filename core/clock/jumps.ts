/** Where a series jumps and stays: the medians of some values before and after differ by more than its noise. */
import { findMedian } from './median.ts'
import { findScatter } from './robustLine.ts'

export interface Jump {
  /** Index of the first value after it. */
  readonly at: number
  readonly by: number
}

/** Values on either side that must agree: two of them may be wrong. */
const SIDE = 6
/** What lasts no longer than so many values is no jump: some wrong ones in a row, or too near to an end to tell. */
const SHORT = 2 * SIDE
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
  const staying = dropExcursions(best ? [...jumps, best] : jumps)
  const inside = staying.filter(({ at }) => at >= SHORT && at <= values.length - SHORT)
  return confirm(values, inside, threshold)
}

/** Without those that come back at once. */
function dropExcursions(jumps: readonly Jump[]): Jump[] {
  const kept: Jump[] = []
  for (const jump of jumps) {
    const before = kept.at(-1)
    if (before && jump.at - before.at <= SHORT && Math.sign(jump.by) !== Math.sign(before.by)) kept.pop()
    else kept.push(jump)
  }
  return kept
}

/** Values looked at on either side to confirm a jump, as far as the next one. */
const FAR = 4 * SIDE

/** Drops, the least first, what a longer look on both sides does not bear out. */
function confirm(values: readonly number[], jumps: readonly Jump[], threshold: number): Jump[] {
  const measured = jumps.map(({ at }, k): Jump => {
    const from = Math.max(jumps[k - 1]?.at ?? 0, at - FAR)
    const to = Math.min(jumps[k + 1]?.at ?? values.length, at + FAR)
    return { at, by: findMedian(values.slice(at, to)) - findMedian(values.slice(from, at)) }
  })
  const weakest = measured.reduce<Jump | undefined>(
    (least, next) => (least && Math.abs(least.by) <= Math.abs(next.by) ? least : next),
    undefined,
  )
  if (!weakest || Math.abs(weakest.by) >= threshold) return measured
  return confirm(
    values,
    jumps.filter(({ at }) => at !== weakest.at),
    threshold,
  )
}
