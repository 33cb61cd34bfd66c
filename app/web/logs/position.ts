/** Where a time falls among the rows shown. Pure. */
import { findFirstRow } from '../../../core/timeline/ascending.ts'

/** The shown rows (all, or the filtered ones) as positions. */
export interface ShownRows {
  readonly length: number
  /** The log's row at a position. */
  row(position: number): number
}

export const shownRows = (length: number, filtered: Uint32Array | undefined): ShownRows =>
  filtered ? { length: filtered.length, row: (at) => filtered[at]! } : { length, row: (at) => at }

/** The position of the last shown row at or before `t`; −1 before the first. */
export function positionAt(tUs: Float64Array, shown: ShownRows, t: number): number {
  if (shown.length === tUs.length) return findFirstRow(tUs, t + 1) - 1
  let low = 0
  let high = shown.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tUs[shown.row(middle)]! <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}
