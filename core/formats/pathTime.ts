/**
 * Times that LiveKit's egress fills into names: `{time}` = `2006-01-02T150405` in the zone of the egress process
 * (UTC in the official image), `{utc}` = the same in UTC to the millisecond without separators. Both are taken
 * when egress is asked, seconds before the first sample.
 */
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?(?:Z|UTC)?$/
const UTC = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/

export interface PathTime {
  readonly text: string
  readonly ns: bigint
  /** How exact the text is: a whole second or a millisecond. */
  readonly resolutionNs: bigint
}

/** Reads a time written in a name; undefined for anything else, and for days that no calendar has. */
export function findPathTime(text: string): PathTime | undefined {
  const match = TIME.exec(text) ?? UTC.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, ms] = match
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms ?? '000'}Z`
  const wallMs = Date.parse(iso)
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString() !== iso) return undefined
  if (Number(year) < 2000 || Number(year) >= 2100) return undefined
  return {
    text,
    ns: BigInt(wallMs) * 1_000_000n,
    resolutionNs: ms === undefined ? 1_000_000_000n : 1_000_000n,
  }
}

/** Writes `{time}` for a wall time in ns. */
export const formatPathTime = (ns: bigint): string =>
  new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replaceAll(':', '')

/** Writes `{utc}` for a wall time in ns. */
export const formatPathUtc = (ns: bigint): string =>
  new Date(Number(ns / 1_000_000n)).toISOString().replace(/[-:.TZ]/g, '')
