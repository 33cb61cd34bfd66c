/**
 * Clock readings that a recorder kept beside its file, as the member `clockReadings` of `<EG_id>.egressinfo.json`:
 * what a wall clock showed at moments of media time, from RTCP sender reports (RFC 3550 §6.4.1) or capture times.
 *
 *   "clockReadings": [{"ptsUs": 5000000, "wallNs": "1749655846203456789", "clock": "utc"}, …]
 *
 * `ptsUs` is media time (an integer or its decimal text), `wallNs` ns since 1970; `clock` is `utc` (a disciplined
 * clock: the server's or the recorder's) or `device` (the publisher's own, as a page's sender reports have it).
 * Readings of both clocks may stand in one list. A device's reading may have `recvNs`, when its report reached the
 * recorder (ns since 1970, the recorder's clock): arrivals relate the device's clock to the recorder's. LiveKit's own
 * EgressInfo has no such member.
 */
import { isObject, type JsonValue } from './exactJson.ts'
import { readFields } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface ClockReading {
  readonly ptsUs: number
  readonly wallNs: bigint
  readonly clock: 'utc' | 'device'
  /** Arrival of the report at the recorder, its clock. */
  readonly recvNs?: bigint
}

const WRITER = 'recorder clock readings'

/** Parses the sidecar's JSON; `value` is undefined where it has no readings. Sorted by media time. */
export function parseClockReadings(json: JsonValue): Reading<readonly ClockReading[]> {
  const problems: Problem[] = []
  const info = isObject(json) ? (isObject(json['egressInfo']) ? json['egressInfo'] : json) : undefined
  const rows = info && readFields(info, WRITER, problems).objects('clockReadings')
  if (rows === undefined || rows.length === 0) return { value: undefined, problems }
  const readings = rows.flatMap((row): ClockReading[] => {
    const ptsUs = row.integer('ptsUs')
    const wallNs = row.time('wallNs')?.ns
    const clock = row.text('clock')
    if (ptsUs === undefined || wallNs === undefined || (clock !== 'utc' && clock !== 'device')) return []
    const recvNs = row.time('recvNs')?.ns
    return [{ ptsUs: Number(ptsUs), wallNs, clock, ...(recvNs !== undefined && { recvNs }) }]
  })
  if (readings.length < rows.length) {
    const message = `${rows.length - readings.length} of ${rows.length} clock readings have no ptsUs, wallNs or known clock (${WRITER})`
    const evidence = { count: rows.length - readings.length, of: rows.length }
    problems.push({ code: 'wrong_type', message, evidence })
  }
  return { value: readings.sort((a, b) => a.ptsUs - b.ptsUs), problems }
}

/** Writes readings as the member's value. */
export const formatClockReadings = (
  readings: readonly ClockReading[],
): { ptsUs: number; wallNs: string; clock: string; recvNs?: string }[] =>
  readings.map(({ ptsUs, wallNs, clock, recvNs }) => ({
    ptsUs,
    wallNs: String(wallNs),
    clock,
    ...(recvNs !== undefined && { recvNs: String(recvNs) }),
  }))
