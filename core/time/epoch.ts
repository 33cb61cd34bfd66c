/**
 * Wall times as other programs write them: a number whose unit is not said (inputs: seconds, ms, µs or ns).
 * The unit is found by magnitude; a value outside 2000 to 2100 in every unit is refused, never guessed.
 */
import { microsFromNs, type Micros } from './micros.ts'

export type EpochUnit = 's' | 'ms' | 'us' | 'ns'

export interface EpochReading {
  readonly ns: bigint
  readonly unit: EpochUnit
}

const YEAR_2000_S = 946_684_800n
const YEAR_2100_S = 4_102_444_800n
const UNITS: readonly (readonly [EpochUnit, bigint])[] = [
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
]

/** Reads an epoch of unknown unit from a bigint, number or decimal text; undefined when no unit makes it plausible. */
export function readEpoch(value: bigint | number | string): EpochReading | undefined {
  const text = typeof value === 'string' ? value.trim() : String(value)
  const match = /^(\d{1,20})(?:\.(\d{1,9}))?$/.exec(text)
  if (!match) return undefined
  const whole = BigInt(match[1]!)
  for (const [unit, nsPerUnit] of UNITS) {
    const ns = whole * nsPerUnit
    if (ns >= YEAR_2000_S * 1_000_000_000n && ns < YEAR_2100_S * 1_000_000_000n) {
      const fraction = match[2] ? (BigInt(match[2].padEnd(9, '0')) * nsPerUnit) / 1_000_000_000n : 0n
      return { ns: ns + fraction, unit }
    }
  }
  return undefined
}

/** The session's wall time axis in µs; see `Micros` for its range. */
export const wallFromNs = (ns: bigint): Micros => microsFromNs(ns)
