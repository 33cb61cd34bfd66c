import { parseTime } from '../../../core/time/format.ts'

const MOST_US = 3_600_000_000

/** Reads `120`, `-40 ms` or `0.5s` as µs; a bare number is ms. Undefined outside one hour. */
export function parseShift(text: string): number | undefined {
  const plain = text.trim().replace('−', '-')
  const us = /^[+-]?\d+(\.\d+)?$/.test(plain) ? Math.round(Number(plain) * 1e3) : parseTime(plain)
  return us !== undefined && us !== 0 && Math.abs(us) <= MOST_US ? us : undefined
}
