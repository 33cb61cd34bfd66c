/**
 * Wall clocks in a time zone (IANA name), by the platform's own zone tables. Wall times are µs since 1970; what is
 * shown of them is lossy below the millisecond.
 */
export const UTC = 'UTC'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Throws RangeError for a name that is no zone. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(zone, format)
  }
  return format
}

/** Whether a name is a zone this platform knows. */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** How far the zone's clock is ahead of UTC at a wall time, µs (whole seconds). Throws RangeError for no zone. */
export function zoneAheadUs(zone: string, wallUs: number): number {
  if (zone === UTC) return 0
  const ms = Math.floor(wallUs / 1e6) * 1e3
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(ms)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return (Date.UTC(year, month - 1, day, hour, minute, second) - ms) * 1e3
}

const isoIn = (wallUs: number, zone: string): string =>
  new Date(Math.floor((wallUs + zoneAheadUs(zone, wallUs)) / 1e3)).toISOString()

/** The zone's clock: `15:42:03.366`, or `15:42:03` with 0 digits; rounded down. */
export const formatWallClock = (wallUs: number, zone: string = UTC, digits: 0 | 3 = 3): string =>
  isoIn(wallUs, zone).slice(11, digits === 0 ? 19 : 23)

/** The zone's day: `2025-06-11`. */
export const formatWallDate = (wallUs: number, zone: string = UTC): string => isoIn(wallUs, zone).slice(0, 10)

/** What to write beside a clock: `UTC`, `UTC+2`, `UTC−3:30`. */
export function formatZone(zone: string, wallUs: number): string {
  const ahead = zoneAheadUs(zone, wallUs) / 60e6
  if (ahead === 0) return 'UTC'
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.round(Math.abs(ahead) % 60)]
  return `UTC${ahead < 0 ? '−' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
}
