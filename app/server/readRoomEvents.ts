/** What the room's journal and the recorders noted of a session, in session time; without people who are withheld. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { mapSpan } from '../../core/clock/index.ts'
import type { RoomEventView } from '../../core/protocol/index.ts'
import type { KnownSpan, RoomFact } from '../../core/timeline/index.ts'
import type { SessionRecording } from './readRecordings.ts'

/** A page shows no more rows than this on one lane; the log has them all. */
const MOST_SHOWN = 5000
/** What happens all the time, and what the journal says of itself: in the log alone. */
const NOT_SHOWN = new Set(['connection_quality', 'journal_opened'])

interface EventRow {
  t_us: number
  event: string
  identity: string | null
  source: string | null
  egress_id: string | null
  reason: string | null
  by_whom: string | null
  words: string
  object_key: string
}

const EVENTS_SQL = `
  SELECT (e.at_ns // 1000 - s.epoch_us)::DOUBLE AS t_us, e.event, e.identity, e.source, e.egress_id, e.reason,
    e.by_whom, e.words, e.object_key
  FROM room_events e
  JOIN log_streams l USING (source_id, object_key)
  JOIN sessions s ON s.session_id = l.session_id
  WHERE l.session_id = $1 AND NOT EXISTS (
    FROM withheld_people w WHERE w.session_id = $1 AND w.identity = e.identity)
  ORDER BY e.at_ns, e.object_key, e.line_number`

/** By time. */
export async function readRoomEvents(
  catalog: Catalog,
  sessionId: string,
): Promise<{ facts: RoomFact[]; shown: RoomEventView[] }> {
  const rows = await catalog.all<EventRow>(EVENTS_SQL, [sessionId])
  return {
    facts: rows.map((row) => ({
      tUs: row.t_us,
      event: row.event,
      identity: row.identity,
      source: row.source,
      egressId: row.egress_id,
      reason: row.reason,
      by: row.by_whom,
      journal: row.object_key,
    })),
    shown: rows
      .filter(({ event }) => !NOT_SHOWN.has(event))
      .slice(0, MOST_SHOWN)
      .map(({ t_us: tUs, event, identity, words }) => ({ tUs, event, identity, words })),
  }
}

interface SpanRow {
  recording_id: string
  reason: 'muted' | 'lost'
  from_us: number
  to_us: number | null
}

/** What recorders said of holes in their own files, where the file is placed. */
export async function readKnownSpans(
  catalog: Catalog,
  sessionId: string,
  recordings: readonly SessionRecording[],
): Promise<KnownSpan[]> {
  const rows = await catalog.all<SpanRow>(
    `SELECT DISTINCT r.recording_id, k.reason, k.from_us, k.to_us
     FROM known_spans k JOIN recordings r USING (egress_id) WHERE r.session_id = ? ORDER BY ALL`,
    [sessionId],
  )
  const byId = new Map(recordings.map((recording) => [recording.recordingId, recording]))
  return rows.flatMap((row) => {
    const recording = byId.get(row.recording_id)
    if (!recording?.placement) return []
    const media = { startMediaUs: row.from_us, endMediaUs: row.to_us ?? recording.endPtsUs }
    return mapSpan(recording.placement, media).map(({ startUs, endUs }) => ({
      recordingId: row.recording_id,
      what: row.reason,
      fromUs: startUs,
      toUs: endUs,
    }))
  })
}
