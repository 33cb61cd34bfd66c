/** One session as the workbench needs it, in a fixed number of queries. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { FindingView, Lane, SessionDetail } from '../../core/protocol/index.ts'
import { micros, ZERO } from '../../core/time/index.ts'
import { explainGaps, formLanes } from '../../core/timeline/index.ts'
import { readRecordings } from './readRecordings.ts'
import { readKnownSpans, readRoomEvents } from './readRoomEvents.ts'
import { readSessions } from './readSessions.ts'
import { readWithheld } from './withheld.ts'

interface FindingRow {
  finding_id: string
  severity: FindingView['severity']
  code: string
  subject: string
  object_key: string | null
  recording_id: string | null
  message: string
  hint: string
  evidence: string
  accepted_note: string | null
  accepted_by: string | null
  accepted_us: number | null
}

const FINDINGS_SQL = `
  SELECT f.finding_id, f.severity, f.code, f.subject, f.object_key, f.recording_id, f.message, f.hint, f.evidence,
    a.note AS accepted_note, a.author AS accepted_by, epoch_us(a.created_at) AS accepted_us
  FROM findings f LEFT JOIN finding_acceptances a ON a.finding_id = f.finding_id AND a.withdrawn_at IS NULL
  WHERE f.session_id = ?
  ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.code, f.subject, f.finding_id`

const PEOPLE_SQL = `
  SELECT identity, coalesce(max(name), identity) AS name
  FROM (SELECT identity, nullif(name, '') AS name FROM participants WHERE session_id = ?
        UNION ALL SELECT identity, NULL FROM recordings WHERE session_id = ?)
  GROUP BY identity ORDER BY identity`

const LOG_COUNT_SQL = `
  SELECT s.clock_version,
    (SELECT count(*) FROM log_timeline WHERE session_id = ?) AS log_count
  FROM sessions s WHERE s.session_id = ?`

/** Throws UserError `session_missing`. People are in the order of the lanes, then by identity. */
export async function readSession(catalog: Catalog, sessionId: string): Promise<SessionDetail> {
  const [summary] = await readSessions(catalog, sessionId)
  const [counts] = await catalog.all<{ clock_version: string; log_count: number }>(LOG_COUNT_SQL, [
    sessionId,
    sessionId,
  ])
  if (!summary || !counts) {
    throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
      hint: 'lockstep sessions lists what there is.',
    })
  }
  const people = await catalog.all<{ identity: string; name: string }>(PEOPLE_SQL, [sessionId, sessionId])
  const withheld = await readWithheld(catalog, sessionId)
  const findings = await catalog.all<FindingRow>(FINDINGS_SQL, [sessionId])
  const recordings = await readRecordings(catalog, sessionId)
  const room = await readRoomEvents(catalog, sessionId)
  const spans = await readKnownSpans(catalog, sessionId, recordings)
  const lanes = formLanes(recordings, { start: ZERO, end: micros(summary.durationUs) }).map((lane) =>
    explainGaps(lane, room.facts, spans),
  )
  return {
    ...summary,
    clockVersion: counts.clock_version,
    people: orderPeople(people, lanes).map((person) => ({
      ...person,
      withheld: withheld.get(person.identity) ?? null,
    })),
    lanes: lanes.map((lane) =>
      withheld.has(lane.identity)
        ? withholdLane(lane, summary.durationUs)
        : { ...lane, recordings: [...lane.recordings], gaps: [...lane.gaps] },
    ),
    findingList: findings.map((row) => ({
      findingId: row.finding_id,
      severity: row.severity,
      code: row.code,
      subject: row.subject,
      objectKey: row.object_key,
      recordingId: row.recording_id,
      message: row.message,
      hint: row.hint,
      evidence: JSON.parse(row.evidence) as Record<string, unknown>,
      accepted:
        row.accepted_us === null
          ? null
          : { note: row.accepted_note ?? '', author: row.accepted_by ?? '', createdWallUs: row.accepted_us },
    })),
    logCount: counts.log_count,
    ...(room.shown.length > 0 && { roomEvents: room.shown }),
  }
}

/** That there is such a lane may be known; what is in it, and when, may not. */
const withholdLane = (
  { laneId, identity, source, kind }: Pick<Lane, 'laneId' | 'identity' | 'source' | 'kind'>,
  durationUs: number,
): Lane => ({
  laneId,
  identity,
  source,
  kind,
  recordings: [],
  gaps: [{ startUs: 0, endUs: durationUs, reason: 'withheld' }],
})

function orderPeople<Person extends { identity: string }>(
  people: readonly Person[],
  lanes: readonly { identity: string }[],
): Person[] {
  const order = [...new Set(lanes.map((lane) => lane.identity))]
  const rank = ({ identity }: Person): number =>
    order.includes(identity) ? order.indexOf(identity) : order.length
  return people.toSorted((a, b) => rank(a) - rank(b))
}

/** The epoch of a session in µs since 1970. Throws UserError `session_missing`. */
export async function readEpoch(catalog: Catalog, sessionId: string): Promise<number> {
  const [row] = await catalog.all<{ epoch_us: number }>(
    'SELECT epoch_us FROM sessions WHERE session_id = ?',
    [sessionId],
  )
  if (!row) throw new UserError('session_missing', `the catalog has no session ${sessionId}`)
  return row.epoch_us
}
