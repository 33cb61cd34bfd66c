/**
 * The log as it is now, for those outside the panel: the rows read so far and those that fit the filter.
 * Written by the matcher alone (useLogMatches.ts); the timeline draws the matches, commands jump between them.
 */
import { createStore } from 'zustand/vanilla'

export interface LogMatches {
  /** Session times of the rows that fit, µs, ascending; undefined: no filter, so that every row does. */
  readonly tUs: Float64Array | undefined
  /** Those rows' numbers in the log, beside their times. */
  readonly rows: Uint32Array | undefined
  /** Rows looked at so far, of `total`. */
  readonly scanned: number
  readonly total: number
  /** Session times of all rows read so far. */
  readonly allUs: Float64Array
}

export const NO_MATCHES: LogMatches = {
  tUs: undefined,
  rows: undefined,
  scanned: 0,
  total: 0,
  allUs: new Float64Array(),
}

export const logMatches = createStore<LogMatches>(() => NO_MATCHES)
