/**
 * A session's clocks as rows: what the catalog holds, or what a solution in memory would write. Beside them what no
 * solution changes: people, files, what was compared, who is withheld.
 */
import type { CatalogTx } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { readSaid, type Said } from '../../ingest/edges/said.ts'
import type { PlacedSession } from '../../ingest/placeRecordings.ts'
import { toPlacedRows, type EdgeRow, type PlacedRows } from '../../ingest/placeRows.ts'
import { readWithheld } from './withheld.ts'

export type Reader = Pick<CatalogTx, 'all'>

export interface RecordingFacts {
  readonly recording_id: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly source_id: string
  readonly object_key: string
  readonly stream_index: number
  readonly end_pts_us: number
  /** Media time of the first sample. */
  readonly first_us: number
}

export interface ClockFacts {
  readonly sessionId: string
  readonly roomName: string
  readonly recordings: readonly RecordingFacts[]
  /** Display names by identity. */
  readonly names: ReadonlyMap<string, string>
  /** Pairs whose sound was compared, as clocks. */
  readonly compared: readonly { from_clock: string; to_clock: string; accepted: boolean }[]
  readonly alignedWallUs: number | null
  /** People of whom nothing may be told. */
  readonly withheld: ReadonlySet<string>
}

export interface ClockState {
  readonly epochUs: number
  readonly durationUs: number
  readonly clockVersion: string
  readonly wallSigmaUs: number | null
  readonly rows: PlacedRows
  readonly said: Said
}

type StoredEdge = Omit<EdgeRow, 'pieces' | 'evidence'> & { pieces: string | null; evidence: string }

interface SessionRow {
  room_name: string
  epoch_us: number
  duration_us: number
  clock_version: string
  wall_sigma_us: number | null
  aligned_us: number | null
}

const RECORDINGS_SQL = `
  SELECT r.recording_id, r.identity, r.source, r.kind, r.source_id, r.object_key, r.stream_index, r.end_pts_us,
    r.first_pts_us + coalesce(m.codec_delay_us, 0) AS first_us
  FROM recordings r LEFT JOIN media m USING (source_id, object_key, stream_index)
  WHERE r.session_id = ? ORDER BY r.recording_id`

const COMPARED_SQL = `
  SELECT e.from_clock, e.to_clock, e.accepted FROM measured_edges e
  JOIN recordings f ON e.from_clock = 'media:' || f.recording_id
  JOIN objects fo ON fo.source_id = f.source_id AND fo.object_key = f.object_key AND fo.etag = e.from_etag
  JOIN recordings t ON e.to_clock = 'media:' || t.recording_id AND t.session_id = f.session_id
  JOIN objects too ON too.source_id = t.source_id AND too.object_key = t.object_key AND too.etag = e.to_etag
  WHERE e.kind = 'audio_match' AND f.session_id = ? ORDER BY e.edge_id`

/** Throws UserError `session_missing`. */
export async function readClockFacts(reader: Reader, sessionId: string): Promise<ClockFacts> {
  const { room_name: roomName, aligned_us: alignedWallUs } = await readSessionRow(reader, sessionId)
  const people = await reader.all<{ identity: string; name: string }>(
    "SELECT identity, max(name) AS name FROM participants WHERE session_id = ? AND name <> '' GROUP BY identity",
    [sessionId],
  )
  return {
    sessionId,
    roomName,
    alignedWallUs,
    recordings: await reader.all<RecordingFacts>(RECORDINGS_SQL, [sessionId]),
    names: new Map(people.map(({ identity, name }) => [identity, name])),
    compared: await reader.all<ClockFacts['compared'][number]>(COMPARED_SQL, [sessionId]),
    withheld: new Set((await readWithheld(reader, sessionId)).keys()),
  }
}

async function readSessionRow(reader: Reader, sessionId: string): Promise<SessionRow> {
  const [row] = await reader.all<SessionRow>(
    `SELECT room_name, epoch_us, duration_us, clock_version, wall_sigma_us, epoch_us(aligned_at) AS aligned_us
     FROM sessions WHERE session_id = ?`,
    [sessionId],
  )
  if (row) return row
  throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
    hint: 'lockstep sessions lists what there is.',
  })
}

/** The clocks as they were last placed. Throws UserError `session_missing`. */
export async function readClockState(reader: Reader, sessionId: string): Promise<ClockState> {
  const session = await readSessionRow(reader, sessionId)
  const read = <Row>(table: keyof PlacedRows, order: string): Promise<Row[]> =>
    reader.all<Row>(`SELECT * FROM ${table} WHERE session_id = ? ORDER BY ${order}`, [sessionId])
  return {
    epochUs: session.epoch_us,
    durationUs: session.duration_us,
    clockVersion: session.clock_version,
    wallSigmaUs: session.wall_sigma_us,
    rows: {
      clocks: await read('clocks', 'clock_id'),
      clock_edges: (await read<StoredEdge>('clock_edges', 'edge_id')).map((row) => ({
        ...row,
        pieces: row.pieces === null ? null : (JSON.parse(row.pieces) as EdgeRow['pieces']),
        evidence: JSON.parse(row.evidence) as EdgeRow['evidence'],
      })),
      placements: await read('placements', 'recording_id'),
      placement_steps: await read('placement_steps', 'recording_id, media_us'),
    },
    said: await readSaid(reader, 'r.session_id IN (SELECT unnest(?))', [[sessionId]]),
  }
}

/** The clocks as `place` would write them of a solved session; one with nothing placed keeps its epoch. */
export const describePlaced = (placed: PlacedSession, said: Said, epochUs: number): ClockState => ({
  epochUs: placed.epochUs ?? epochUs,
  durationUs: placed.durationUs,
  clockVersion: placed.clockVersion,
  wallSigmaUs: placed.wallSigmaUs === undefined ? null : Math.round(placed.wallSigmaUs),
  rows: toPlacedRows(placed),
  said,
})
