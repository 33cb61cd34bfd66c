/** The sessions list in a fixed number of queries, however many sessions there are. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Coverage, SessionSummary } from '../../core/protocol/index.ts'

interface SummaryRow {
  session_id: string
  room_name: string
  room_id: string | null
  epoch_us: number
  duration_us: number
  participants: number
  tracks: number
  recordings: number
  size_bytes: number
  findings: number
  concerns: number
  headline: string | null
  concern_codes: string[] | null
  zone: string | null
  worst_grade: SessionSummary['worstGrade']
  worst_sigma_us: number | null
}

interface CoverageRow {
  session_id: string
  identity: string
  start_us: number
  end_us: number
}

const SUMMARIES_SQL = `
  WITH wanted AS (SELECT * FROM sessions WHERE ? IS NULL OR session_id = ?),
  people AS (SELECT session_id, count(*) AS n FROM participants GROUP BY ALL),
  tracked AS (SELECT session_id, count(DISTINCT track_id) AS n FROM tracks GROUP BY ALL),
  files AS (SELECT DISTINCT session_id, source_id, object_key FROM recordings),
  sizes AS (SELECT session_id, sum(size_bytes)::BIGINT AS bytes FROM files JOIN objects USING (source_id, object_key) GROUP BY ALL),
  recorded AS (SELECT session_id, count(*) AS n FROM recordings GROUP BY ALL),
  placed AS (SELECT session_id, max(grade) AS grade, max(sigma_us) AS sigma FROM placements GROUP BY ALL),
  found AS (
    SELECT session_id, count(*) AS n, count(*) FILTER (concerns) AS concerns,
      arg_min(message, CASE severity WHEN 'error' THEN 0 ELSE 1 END) FILTER (concerns) AS headline,
      list_sort(list(DISTINCT code) FILTER (concerns)) AS codes
    FROM (SELECT *, severity <> 'info' AND finding_id NOT IN
        (SELECT finding_id FROM finding_acceptances WHERE withdrawn_at IS NULL) AS concerns FROM findings)
    WHERE session_id IS NOT NULL GROUP BY session_id),
  zoned AS (SELECT session_id, arg_max(zone, created_at) AS zone FROM session_zones WHERE withdrawn_at IS NULL GROUP BY ALL)
  SELECT s.session_id, s.room_name, s.room_id, s.epoch_us, s.duration_us,
    coalesce(people.n, 0) AS participants, coalesce(tracked.n, 0) AS tracks, coalesce(recorded.n, 0) AS recordings,
    coalesce(sizes.bytes, 0) AS size_bytes, coalesce(found.n, 0) AS findings,
    coalesce(found.concerns, 0) AS concerns, found.headline, found.codes AS concern_codes, zoned.zone,
    placed.grade AS worst_grade, placed.sigma AS worst_sigma_us
  FROM wanted s LEFT JOIN people USING (session_id) LEFT JOIN tracked USING (session_id)
  LEFT JOIN recorded USING (session_id) LEFT JOIN sizes USING (session_id)
  LEFT JOIN placed USING (session_id) LEFT JOIN found USING (session_id)
  LEFT JOIN zoned USING (session_id)
  ORDER BY s.epoch_us DESC, s.session_id`

const COVERAGE_SQL = `
  SELECT r.session_id, r.identity, p.start_us, p.end_us
  FROM recordings r JOIN placements p USING (recording_id)
  WHERE (? IS NULL OR r.session_id = ?) AND p.end_us > p.start_us
  ORDER BY p.start_us, r.identity`

/** Reads all sessions, newest first, or the one named. Coverage spans are session time, merged; people in the order of their first recording, as the lanes are. */
export async function readSessions(
  catalog: Catalog,
  sessionId: string | null = null,
): Promise<SessionSummary[]> {
  const [rows, coverage] = await Promise.all([
    catalog.all<SummaryRow>(SUMMARIES_SQL, [sessionId, sessionId]),
    readCoverage(catalog, sessionId),
  ])
  return rows.map((row) => ({
    sessionId: row.session_id,
    roomName: row.room_name,
    roomId: row.room_id,
    epochWallUs: row.epoch_us,
    durationUs: row.duration_us,
    participants: row.participants,
    tracks: row.tracks,
    recordings: row.recordings,
    sizeBytes: row.size_bytes,
    findings: row.findings,
    concerns: row.concerns,
    headline: row.headline,
    concernCodes: row.concern_codes ?? [],
    zone: row.zone,
    worstGrade: row.worst_grade,
    worstSigmaUs: row.worst_sigma_us,
    coverage: coverage.get(row.session_id) ?? [],
  }))
}

type OpenCoverage = Coverage & { spans: { startUs: number; endUs: number }[] }

/** By session; spans that touch are one, as the rows come by their start. */
async function readCoverage(catalog: Catalog, sessionId: string | null): Promise<Map<string, Coverage[]>> {
  const found = new Map<string, OpenCoverage[]>()
  for (const row of await catalog.all<CoverageRow>(COVERAGE_SQL, [sessionId, sessionId])) {
    const people = found.get(row.session_id) ?? []
    if (people.length === 0) found.set(row.session_id, people)
    let person = people.find(({ identity }) => identity === row.identity)
    if (!person) people.push((person = { identity: row.identity, spans: [] }))
    const last = person.spans.at(-1)
    if (last && row.start_us <= last.endUs) last.endUs = Math.max(last.endUs, row.end_us)
    else person.spans.push({ startUs: row.start_us, endUs: row.end_us })
  }
  return found
}
