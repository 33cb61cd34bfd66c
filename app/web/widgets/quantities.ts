/** Numbers as people read them: lengths, sizes, spreads, days. Each form lives here alone. */
import { zoneAheadUs } from '../../../core/time/zone.ts'

const pad = (value: number): string => String(value).padStart(2, '0')

/** A length of time (µs) as `24:12` or `1:02:03`. */
export function formatLength(us: number): string {
  const seconds = Math.round(us / 1e6)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`
}

/** A span (µs) with the unit that fits: `28 ms`, `1.5 s`, `2 min`. Signed with a true minus. */
export function formatSpan(us: number): string {
  const size = Math.abs(us)
  const sign = us < 0 ? '−' : ''
  if (size < 1000) return `${sign}${Math.round(size)} µs`
  if (size < 950_000) return `${sign}${trim(size / 1e3, size < 10_000 ? 1 : 0)} ms`
  if (size < 90e6) return `${sign}${trim(size / 1e6, size < 10e6 ? 2 : 1)} s`
  return `${sign}${trim(size / 60e6, 0)} min`
}

/** A shift (µs) with its sign always shown. */
export const formatShift = (us: number): string => (us > 0 ? `+${formatSpan(us)}` : formatSpan(us))

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

/** A size as `1.9 GB` (powers of ten). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`
}

export const formatCount = (count: number): string => count.toLocaleString('en-US')

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Wall time (µs since 1970) as `11 Jun 2025 · 15:30`, in a zone (IANA name). */
export function formatDay(wallUs: number, zone = 'UTC'): string {
  const at = new Date((wallUs + zoneAheadUs(zone, wallUs)) / 1e3)
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
  return `${day} · ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`
}
