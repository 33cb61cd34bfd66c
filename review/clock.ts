/** The alignment a session has now, and the recordings that something may be fixed to on it. */
import type { CatalogTx } from '../core/catalog/catalog.ts'
import { PLACEMENT_COLUMNS_SQL, viewPlacement, type PlacementRow } from '../core/catalog/placementRows.ts'
import { UserError } from '../core/model/index.ts'
import type { AnchorRecording } from '../core/timeline/index.ts'

/** What asks only needs to read: the catalog itself, or a transaction of it. */
export type Reader = Pick<CatalogTx, 'all'>

export interface SessionClock {
  readonly sessionId: string
  readonly clockVersion: string
  /** Session time 0, µs since 1970. */
  readonly epochUs: number
}

/** A recording by the file and stream it is, which outlive its session's forming. */
export interface FileRecording extends AnchorRecording {
  readonly sourceId: string
  readonly objectKey: string
  readonly streamIndex: number
}

interface RecordingRow extends PlacementRow {
  recording_id: string
  identity: string
  source: string
  kind: 'audio' | 'video'
  source_id: string
  object_key: string
  stream_index: number
}

/** Throws UserError `session_missing`. */
export async function readClock(reader: Reader, sessionId: string): Promise<SessionClock> {
  const [row] = await reader.all<{ clock_version: string; epoch_us: number }>(
    'SELECT clock_version, epoch_us FROM sessions WHERE session_id = ?',
    [sessionId],
  )
  if (!row) {
    throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
      hint: 'lockstep sessions lists what there is.',
    })
  }
  return { sessionId, clockVersion: row.clock_version, epochUs: row.epoch_us }
}

/** Refuses times that were read on another alignment. Throws UserError `clock_moved`. */
export function requireClock(clock: SessionClock, clockVersion: string | undefined): void {
  if (clockVersion === clock.clockVersion) return
  throw new UserError(
    'clock_moved',
    `session ${clock.sessionId} was aligned anew: its clock is ${clock.clockVersion}, the times are of ${clockVersion ?? 'none that was named'}`,
    { hint: 'Reload the session and mark it again.' },
  )
}

/** Every recording of a session, without its holes: an anchor stands in a hole too. */
export async function readFileRecordings(reader: Reader, sessionId: string): Promise<FileRecording[]> {
  const rows = await reader.all<RecordingRow>(
    `SELECT r.recording_id, r.identity, r.source, r.kind, r.source_id, r.object_key, r.stream_index,
       ${PLACEMENT_COLUMNS_SQL}
     FROM recordings r LEFT JOIN placements p USING (recording_id) WHERE r.session_id = ? ORDER BY r.recording_id`,
    [sessionId],
  )
  return rows.map((row) => ({
    recordingId: row.recording_id,
    identity: row.identity,
    source: row.source,
    kind: row.kind,
    sourceId: row.source_id,
    objectKey: row.object_key,
    streamIndex: row.stream_index,
    holes: [],
    placement: viewPlacement(row),
  }))
}
