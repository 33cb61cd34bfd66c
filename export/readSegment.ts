/** Reads what an export needs of one session, in a fixed number of queries. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Catalog } from '../core/catalog/catalog.ts'
import {
  PLACEMENT_COLUMNS_SQL,
  readHoles,
  viewPlacement,
  type HoleView,
  type PlacementRow,
} from '../core/catalog/placementRows.ts'
import { UserError } from '../core/model/index.ts'
import { parsePackets, type PacketTable, type PlacementView } from '../core/protocol/index.ts'

export interface SegmentSession {
  readonly sessionId: string
  readonly roomName: string
  readonly roomId: string | null
  readonly epochWallUs: number
  readonly clockVersion: string
}

export type SegmentPlacement = PlacementView

export interface SegmentRecording {
  readonly recordingId: string
  readonly trackId: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly egressId: string | null
  readonly sourceId: string
  readonly sourceUri: string
  readonly objectKey: string
  readonly etag: string
  readonly sizeBytes: number
  readonly streamIndex: number
  readonly codec: string
  readonly width: number | null
  readonly height: number | null
  readonly channels: number | null
  readonly endPtsUs: number
  readonly placement: SegmentPlacement | undefined
  readonly holes: readonly HoleView[]
  /** Files below the catalog's cache folder. */
  readonly packetsFile: string | undefined
  readonly remuxFile: string | undefined
}

export interface SegmentTrack {
  readonly trackId: string
  readonly identity: string
  readonly source: string
}

export interface Segment {
  readonly session: SegmentSession
  readonly tracks: readonly SegmentTrack[]
  /** By identity, source and start. */
  readonly recordings: readonly SegmentRecording[]
  readonly logRows: number
  /** Why each withheld person is. */
  readonly withheld: ReadonlyMap<string, string>
  /** Whose log rows lie in the span and are left out. */
  readonly withheldSenders: readonly string[]
}

interface SessionRow {
  session_id: string
  room_name: string
  room_id: string | null
  epoch_us: number
  clock_version: string
}

interface RecordingRow extends PlacementRow {
  recording_id: string
  track_id: string
  identity: string
  source: string
  kind: 'audio' | 'video'
  egress_id: string | null
  source_id: string
  uri: string
  object_key: string
  etag: string
  size_bytes: number
  stream_index: number
  codec: string
  width: number | null
  height: number | null
  channels: number | null
  end_pts_us: number
  packets_file: string | null
  remux_file: string | null
}

const RECORDINGS_SQL = `
  SELECT r.recording_id, r.track_id, r.identity, r.source, r.kind, r.egress_id, r.source_id, s.uri, r.object_key,
    o.etag, o.size_bytes, r.stream_index, r.codec, m.width, m.height, m.channels, r.end_pts_us,
    ${PLACEMENT_COLUMNS_SQL}, d.packets_file, d.remux_file
  FROM recordings r
  JOIN sources s USING (source_id)
  JOIN objects o USING (source_id, object_key)
  JOIN media m USING (source_id, object_key, stream_index)
  LEFT JOIN placements p ON p.recording_id = r.recording_id
  LEFT JOIN (
    SELECT source_id, object_key, stream_index, max(file_name) FILTER (kind = 'packets') AS packets_file,
      max(file_name) FILTER (kind = 'remux') AS remux_file
    FROM derived GROUP BY ALL) d USING (source_id, object_key, stream_index)
  WHERE r.session_id = ?
  ORDER BY r.identity, r.source, p.start_us NULLS LAST, r.object_key, r.stream_index`

const SPAN_SQL = `
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  LEFT JOIN withheld_people w ON w.session_id = l.session_id AND w.identity = coalesce(e.sender, l.identity)
  WHERE l.session_id = ? AND e.recv_ns >= ?::BIGINT * 1000 AND e.recv_ns < ?::BIGINT * 1000`

/** The span in which a log row lies is half-open, in µs since 1970; rows are compared in whole ns. Without withheld people's. */
export const LOG_SPAN_SQL = `${SPAN_SQL} AND w.identity IS NULL`

/** `fromUs` and `toUs` are session time. Throws UserError `session_missing`. */
export async function readSegment(
  catalog: Catalog,
  { sessionId, fromUs, toUs }: { sessionId: string; fromUs: number; toUs: number },
): Promise<Segment> {
  const [row] = await catalog.all<SessionRow>(
    'SELECT session_id, room_name, room_id, epoch_us, clock_version FROM sessions WHERE session_id = ?',
    [sessionId],
  )
  if (!row) {
    throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
      hint: 'lockstep sessions lists what there is.',
    })
  }
  const recordings = await catalog.all<RecordingRow>(RECORDINGS_SQL, [sessionId])
  const holes = await readHoles(catalog, sessionId)
  const tracks = await catalog.all<{ track_id: string; identity: string; source: string }>(
    'SELECT track_id, identity, source FROM tracks WHERE session_id = ? ORDER BY identity, source, track_id',
    [sessionId],
  )
  const span = [sessionId, row.epoch_us + fromUs, row.epoch_us + toUs]
  const [logs] = await catalog.all<{ n: number }>(`SELECT count(*) AS n ${LOG_SPAN_SQL}`, span)
  const withheld = await catalog.all<{ identity: string; reason: string }>(
    'SELECT identity, reason FROM withheld_people WHERE session_id = ? ORDER BY identity',
    [sessionId],
  )
  const silenced =
    withheld.length === 0
      ? []
      : await catalog.all<{ identity: string }>(
          `SELECT DISTINCT w.identity ${SPAN_SQL} AND w.identity IS NOT NULL ORDER BY 1`,
          span,
        )
  return {
    session: {
      sessionId,
      roomName: row.room_name,
      roomId: row.room_id,
      epochWallUs: row.epoch_us,
      clockVersion: row.clock_version,
    },
    tracks: tracks.map((track) => ({
      trackId: track.track_id,
      identity: track.identity,
      source: track.source,
    })),
    recordings: recordings.map((recording) =>
      viewRecording(recording, holes.get(recording.recording_id) ?? []),
    ),
    logRows: logs?.n ?? 0,
    withheld: new Map(withheld.map(({ identity, reason }) => [identity, reason])),
    withheldSenders: silenced.map(({ identity }) => identity),
  }
}

function viewRecording(row: RecordingRow, holes: readonly HoleView[]): SegmentRecording {
  return {
    recordingId: row.recording_id,
    trackId: row.track_id,
    identity: row.identity,
    source: row.source,
    kind: row.kind,
    egressId: row.egress_id,
    sourceId: row.source_id,
    sourceUri: row.uri,
    objectKey: row.object_key,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    streamIndex: row.stream_index,
    codec: row.codec,
    width: row.width,
    height: row.height,
    channels: row.channels,
    endPtsUs: row.end_pts_us,
    placement: viewPlacement(row) ?? undefined,
    holes,
    packetsFile: row.packets_file ?? undefined,
    remuxFile: row.remux_file ?? undefined,
  }
}

/** The packet table of a recording; undefined where ingest made none. */
export async function readPacketTable(
  catalog: Catalog,
  recording: SegmentRecording,
): Promise<PacketTable | undefined> {
  if (recording.packetsFile === undefined) return undefined
  const bytes = await readFile(path.join(catalog.cacheDir, recording.packetsFile)).catch(() => undefined)
  return bytes && parsePackets(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
