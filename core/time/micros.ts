/**
 * Time as a type: every time inside the program is `Micros`, a whole number of microseconds.
 * Session time counts from the session epoch, media time is a recording's own PTS, wall time
 * counts from 1970-01-01T00:00:00Z. A wall time in µs stays exact in a double until the year 2255;
 * nanoseconds do not, so raw `…Ns` values are `bigint` and are converted here alone.
 */
declare const unit: unique symbol
export type Micros = number & { readonly [unit]: 'µs' }

export const ZERO = 0 as Micros

/** Rounds a number of microseconds to a `Micros`; throws RangeError on NaN or infinity. */
export function micros(value: number): Micros {
  if (!Number.isFinite(value)) throw new RangeError(`not a time: ${value} µs`)
  return (Math.round(value) + 0) as Micros
}

export const microsFromMs = (ms: number): Micros => micros(ms * 1e3)

/** Rounds nanoseconds to the nearest microsecond (lossy by at most 500 ns). */
export function microsFromNs(ns: bigint): Micros {
  const half = ns < 0n ? -500n : 500n
  return micros(Number((ns + half) / 1000n))
}

export const nsFromMicros = (time: Micros): bigint => BigInt(time) * 1000n
