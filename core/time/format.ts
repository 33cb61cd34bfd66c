/** Times as text: `1:02:03.456` for session time, ISO for wall time. `parse` inverts `format` to the millisecond. */
import { micros, type Micros } from './micros.ts'

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** Formats session or media time as `h:mm:ss.mmm`, rounded down to the millisecond, `−` before a negative time. */
export function formatTime(time: number, digits: 0 | 3 | 6 = 3): string {
  const total = Math.floor(Math.abs(time))
  const seconds = Math.floor(total / 1e6)
  const head = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  const fraction = digits === 0 ? '' : `.${pad(total % 1_000_000, 6).slice(0, digits)}`
  return (time < 0 && total > 0 ? '−' : '') + head + fraction
}

/**
 * Parses `ss`, `ss.mmm`, `mm:ss.mmm` or `h:mm:ss.mmm`, with an optional sign, and a bare number followed by
 * `ms` or `s` (`120ms`, `-0.5s`). Returns undefined for anything else.
 */
export function parseTime(text: string): Micros | undefined {
  const trimmed = text.trim().replace('−', '-')
  const unit = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s)$/.exec(trimmed)
  if (unit) return micros(Number(unit[1]) * (unit[2] === 'ms' ? 1e3 : 1e6))
  const clock = /^([+-]?)(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d{1,9})?)$/.exec(trimmed)
  if (!clock) return undefined
  const [, sign, hours, minutes, seconds] = clock
  if (minutes !== undefined && Number(seconds) >= 60) return undefined
  if (hours !== undefined && Number(minutes) >= 60) return undefined
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds)
  return micros(total * 1e6 * (sign === '-' ? -1 : 1))
}

/** Formats wall time (µs since 1970) as ISO 8601 in UTC with milliseconds. */
export const formatUtc = (wall: Micros): string => new Date(Math.floor(wall / 1e3)).toISOString()
