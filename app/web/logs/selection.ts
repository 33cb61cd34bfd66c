/** Chosen rows of the log: all shown ones between two, by their numbers in the log. Pure. */
import type { ShownRows } from './position.ts'

export interface Selection {
  /** Where it began. */
  readonly anchor: number
  /** Where it is now: what the arrows move. */
  readonly cursor: number
}

export const isSelected = (selection: Selection | undefined, row: number): boolean =>
  selection !== undefined &&
  row >= Math.min(selection.anchor, selection.cursor) &&
  row <= Math.max(selection.anchor, selection.cursor)

/** The first position among those shown whose row is `row` or after it. */
export function placeOf(shown: ShownRows, row: number): number {
  let [low, high] = [0, shown.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (shown.row(middle) < row) low = middle + 1
    else high = middle
  }
  return low
}

/** The selection after the cursor has moved to `row`; `extends`: what was chosen before stays. */
export const selectTo = (before: Selection | undefined, row: number, extend: boolean): Selection =>
  extend && before ? { anchor: before.anchor, cursor: row } : { anchor: row, cursor: row }

/** Moves the cursor by rows shown, from `start` (a position) where nothing is chosen yet. */
export function moveCursor(
  shown: ShownRows,
  before: Selection | undefined,
  move: { readonly by: number; readonly extend: boolean; readonly start: number },
): Selection | undefined {
  if (shown.length === 0) return undefined
  const from = before ? placeOf(shown, before.cursor) : Math.max(0, move.start)
  const isFirst = before === undefined && Math.abs(move.by) === 1
  const to = Math.min(Math.max(isFirst ? from : from + move.by, 0), shown.length - 1)
  return selectTo(before, shown.row(to), move.extend)
}

/** The positions that are chosen, `[from, end)`. */
export function selectedPlaces(shown: ShownRows, selection: Selection): { from: number; end: number } {
  const [first, last] = [
    Math.min(selection.anchor, selection.cursor),
    Math.max(selection.anchor, selection.cursor),
  ]
  return { from: placeOf(shown, first), end: placeOf(shown, last + 1) }
}
