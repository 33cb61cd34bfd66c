/**
 * Times as a person types them into the palette: session time (`11:24`, `1:02:03.5`, `84s`), the wall clock in the
 * zone that is shown (`15:42:03`, `15:42`), a jump (`+10s`, `-5`), a frame (`frame 20531`). Pure.
 */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime, parseTime } from '../../../core/time/format.ts'
import { formatWallClock, formatZone, zoneAheadUs } from '../../../core/time/zone.ts'

export interface SoughtMoment {
  readonly kind: 'session' | 'wall' | 'jump'
  /** Session time, µs, inside the session. */
  readonly t: number
  readonly label: string
  readonly note: string
}

export interface MomentSources {
  readonly session: Pick<SessionDetail, 'epochWallUs' | 'durationUs'>
  /** The playhead, µs. */
  readonly now: number
  /** IANA name. */
  readonly zone: string
}

const DAY_US = 86_400e6

/** All that the words can mean as a moment of the session, the likeliest first; none where they are no time. */
export function readMoments(query: string, sources: MomentSources): readonly SoughtMoment[] {
  const text = query.trim().replace('−', '-')
  if (text.startsWith('+') || text.startsWith('-')) return readJump(text, sources)
  if (!/[:.]|\d\s*m?s$/.test(text)) return []
  const us = parseTime(text)
  const { session } = sources
  const found: SoughtMoment[] = []
  if (us !== undefined && us >= 0 && us <= session.durationUs)
    found.push({ kind: 'session', t: us, label: `Go to ${formatTime(us)}`, note: 'session time' })
  return [...found, ...readWallClock(text, sources)]
}

/** From where the playhead is; stops at the session's ends. */
function readJump(text: string, { session, now }: MomentSources): SoughtMoment[] {
  const by = parseTime(text)
  if (by === undefined || by === 0) return []
  const t = Math.min(Math.max(now + by, 0), session.durationUs)
  const way = by > 0 ? 'on' : 'back'
  return [{ kind: 'jump', t, label: `Go ${formatTime(Math.abs(by))} ${way}`, note: `to ${formatTime(t)}` }]
}

/** `h:mm` or `h:mm:ss.mmm` of a day that the session touches. */
function readWallClock(text: string, { session, zone }: MomentSources): SoughtMoment[] {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?$/.exec(text)
  if (!clock) return []
  const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds >= 60) return []
  const { epochWallUs, durationUs } = session
  const ahead = zoneAheadUs(zone, epochWallUs)
  const midnight = Math.floor((epochWallUs + ahead) / DAY_US) * DAY_US
  const ofDay = (hours * 3600 + minutes * 60 + seconds) * 1e6
  // A minute without seconds is meant where any moment of it is in the session.
  const reach = clock[3] === undefined ? 60e6 : 0
  for (let day = midnight; day <= epochWallUs + ahead + durationUs; day += DAY_US) {
    const wall = day + ofDay - zoneAheadUs(zone, day + ofDay - ahead)
    const t = wall - epochWallUs
    if (t + reach < 0 || t > durationUs) continue
    const at = Math.max(0, t)
    const label = `Go to ${formatWallClock(epochWallUs + at, zone)} ${formatZone(zone, wall)}`
    return [{ kind: 'wall', t: at, label, note: `at ${formatTime(at)}` }]
  }
  return []
}

/** The number in `frame 20531`, `f 20,531` or `#20531`; undefined for anything else. */
export function readFrame(query: string): number | undefined {
  const found = /^(?:f(?:rame)?\s+|#\s*)(\d[\d,. ]*)$/i.exec(query.trim())
  return found ? Number(found[1]!.replaceAll(/[^\d]/g, '')) : undefined
}
