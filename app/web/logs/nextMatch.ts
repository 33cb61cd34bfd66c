/** Where a row of the log is sought, and where N and Shift N go: the moment of the next row, or of the one before, that fits the filter. Pure. */
import { findFirstRow } from '../../../core/timeline/ascending.ts'
import type { LogMatches } from './logStore.ts'

/** Sought times are whole microseconds, rows' times are not: nearer than this is where one already is. */
const HERE_US = 2

/** The whole microsecond to seek to, so that a row of this time counts as reached. */
export const seekTimeOf = (tUs: number): number => Math.ceil(tUs)

/** Session time, µs; undefined where there is none that way. */
export function findMatch(
  { tUs, allUs }: Pick<LogMatches, 'tUs' | 'allUs'>,
  t: number,
  direction: 1 | -1,
): number | undefined {
  const times = tUs ?? allUs
  return direction === 1
    ? times[findFirstRow(times, t + HERE_US)]
    : times[findFirstRow(times, t - HERE_US) - 1]
}
