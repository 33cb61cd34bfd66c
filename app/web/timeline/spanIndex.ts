/**
 * Spans on a row by the hundred thousand: those in view by binary search and blocks of 64 whose latest end is known,
 * how many lie over a pixel by two searches, and levels so that overlapping ones do not cover each other.
 */
import { findFirstRow, findNextRow } from '../../../core/timeline/ascending.ts'
import type { Scale } from './viewport.ts'

export interface SpanIndex {
  readonly length: number
  /** Ascending, µs. */
  readonly starts: Float64Array
  /** By the same position; a point ends where it starts. */
  readonly ends: Float64Array
  /** Ends ascending, a point's one µs on. */
  readonly sortedEnds: Float64Array
  /** The latest end of each block. */
  readonly blockEnds: Float64Array
  readonly level: Uint8Array
  /** 1 to 3. */
  readonly levels: number
}

const BLOCK = 64
const MOST_LEVELS = 3
/** Ends at a time are past it. */
const HAIR_US = 1e-3

const pastEnd = (start: number, end: number): number => Math.max(end, start + 1)

/** Puts each span on the first free level; where none is free, on the one that was free the longest ago. */
function assignLevels(starts: Float64Array, ends: Float64Array): { level: Uint8Array; levels: number } {
  const level = new Uint8Array(starts.length)
  const free = new Float64Array(MOST_LEVELS).fill(Number.NEGATIVE_INFINITY)
  let levels = 1
  for (let k = 0; k < starts.length; k++) {
    let at = 0
    while (at < MOST_LEVELS && free[at]! > starts[k]!) at++
    if (at === MOST_LEVELS) at = free.indexOf(Math.min(...free))
    level[k] = at
    levels = Math.max(levels, at + 1)
    free[at] = Math.max(free[at]!, pastEnd(starts[k]!, ends[k]!))
  }
  return { level, levels }
}

/** Builds the index of spans whose starts ascend. */
export function buildSpanIndex(starts: Float64Array, ends: Float64Array): SpanIndex {
  const { length } = starts
  const sortedEnds = new Float64Array(length)
  const blockEnds = new Float64Array(Math.ceil(length / BLOCK)).fill(Number.NEGATIVE_INFINITY)
  for (let k = 0; k < length; k++) {
    const end = pastEnd(starts[k]!, ends[k]!)
    const block = Math.floor(k / BLOCK)
    if (end > blockEnds[block]!) blockEnds[block] = end
    sortedEnds[k] = end
  }
  sortedEnds.sort()
  return { length, starts, ends, sortedEnds, blockEnds, ...assignLevels(starts, ends) }
}

/** Visits, by start, each span that touches `[from, to)`. */
export function visitSpans(index: SpanIndex, from: number, to: number, visit: (at: number) => void): void {
  const { starts, ends, blockEnds } = index
  const last = findFirstRow(starts, to)
  for (let block = 0; block * BLOCK < last; block++) {
    if (blockEnds[block]! <= from) continue
    const end = Math.min(last, (block + 1) * BLOCK)
    for (let k = block * BLOCK; k < end; k++) if (pastEnd(starts[k]!, ends[k]!) > from) visit(k)
  }
}

/** Counts the spans that touch `[from, to)` without visiting them. */
export const countSpans = ({ starts, sortedEnds }: SpanIndex, from: number, to: number): number =>
  findFirstRow(starts, to) - findFirstRow(sortedEnds, from + HAIR_US)

/** Above so many spans a pixel they are counted, not drawn one by one. */
const DENSE = 1 / 6

export const isDense = (spans: SpanIndex, { view, widthPx }: Scale): boolean =>
  countSpans(spans, view.start, view.end) > widthPx * DENSE

/** Counts the spans over columns `columnUs` long on a grid of session time, from the one under the view's start. */
export function countColumns(
  { starts, sortedEnds }: SpanIndex,
  view: { start: number; end: number },
  columnUs: number,
): Uint32Array {
  const first = Math.floor(view.start / columnUs)
  const counts = new Uint32Array(Math.ceil(view.end / columnUs) - first)
  let begun = findFirstRow(starts, first * columnUs)
  let ended = findFirstRow(sortedEnds, first * columnUs + HAIR_US)
  for (let k = 0; k < counts.length; k++) {
    const to = (first + k + 1) * columnUs
    begun = findNextRow(starts, to, begun)
    counts[k] = begun - ended
    ended = findNextRow(sortedEnds, to + HAIR_US, ended)
  }
  return counts
}
