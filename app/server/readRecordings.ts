/** The recordings of a session as the page sees them: file, placement, evidence, holes, derived files. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import {
  PLACEMENT_COLUMNS_SQL,
  readHoles,
  viewPlacement,
  type PlacementRow,
} from '../../core/catalog/placementRows.ts'
import type { EdgeView, RecordingView } from '../../core/protocol/index.ts'
import { versionOf } from './mediaFiles.ts'
import { shortenEvidence } from './shortEvidence.ts'

/** A recording with what a lane is formed from. */
export interface SessionRecording extends RecordingView {
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
}

interface RecordingRow extends PlacementRow {
  recording_id: string
  track_id: string
  identity: string
  source: string
  kind: 'audio' | 'video'
  egress_id: string | null
  source_id: string
  object_key: string
  stream_index: number
  size_bytes: number
  etag: string
  container: string
  codec: string
  codec_string: string | null
  width: number | null
  height: number | null
  rotation: number | null
  sample_rate_hz: number | null
  channels: number | null
  first_pts_us: number
  end_pts_us: number
  packet_count: number
}

interface EdgeRow {
  edge_id: string
  to_clock: string
  recording_id: string
  kind: string
  offset_us: number
  sigma_us: number
  lower_us: number | null
  upper_us: number | null
  residual_us: number | null
  used: boolean
  author: string
  evidence: string
}

const RECORDINGS_SQL = `
  SELECT r.recording_id, r.track_id, r.identity, r.source, r.kind, r.egress_id, r.source_id, r.object_key,
    r.stream_index, o.size_bytes, o.etag, m.container, r.codec, m.codec_string, m.width, m.height,
    m.rotation, m.sample_rate_hz, m.channels, r.first_pts_us, r.end_pts_us, m.packet_count,
    ${PLACEMENT_COLUMNS_SQL}
  FROM recordings r
  JOIN objects o USING (source_id, object_key)
  JOIN media m USING (source_id, object_key, stream_index)
  LEFT JOIN placements p ON p.recording_id = r.recording_id
  WHERE r.session_id = ?
  ORDER BY r.identity, r.source, p.start_us NULLS LAST, r.object_key, r.stream_index`

const EDGES_SQL = `
  SELECT e.edge_id, e.to_clock, c.recording_id, e.kind, e.offset_us, e.sigma_us, e.lower_us, e.upper_us, e.residual_us,
    e.used, e.author, e.evidence
  FROM clock_edges e JOIN clocks c ON c.clock_id = e.from_clock AND c.session_id = e.session_id
  WHERE e.session_id = ? AND c.recording_id IS NOT NULL
  ORDER BY e.sigma_us, e.edge_id`

const DERIVED_SQL = `
  SELECT r.recording_id, d.kind, d.file_name
  FROM recordings r JOIN derived d USING (source_id, object_key, stream_index)
  WHERE r.session_id = ?`

/** Reads all recordings of a session in four queries, by lane and start. */
export async function readRecordings(catalog: Catalog, sessionId: string): Promise<SessionRecording[]> {
  const rows = await catalog.all<RecordingRow>(RECORDINGS_SQL, [sessionId])
  const edges = groupBy(await catalog.all<EdgeRow>(EDGES_SQL, [sessionId]), (row) => row.recording_id)
  const holes = await readHoles(catalog, sessionId)
  const derived = groupBy(
    await catalog.all<{ recording_id: string; kind: string; file_name: string }>(DERIVED_SQL, [sessionId]),
    (row) => row.recording_id,
  )
  return rows.map((row) => {
    const files = derived.get(row.recording_id) ?? []
    const remux = files.find((file) => file.kind === 'remux')?.file_name ?? null
    return {
      recordingId: row.recording_id,
      identity: row.identity,
      source: row.source,
      kind: row.kind,
      trackId: row.track_id,
      egressId: row.egress_id,
      objectKey: row.object_key,
      sizeBytes: row.size_bytes,
      version: versionOf(row.etag, remux),
      container: row.container,
      codec: row.codec,
      codecString: row.codec_string,
      width: row.width,
      height: row.height,
      rotation: row.rotation ?? 0,
      sampleRateHz: row.sample_rate_hz,
      channels: row.channels,
      firstPtsUs: row.first_pts_us,
      endPtsUs: row.end_pts_us,
      packetCount: row.packet_count,
      placement: viewPlacement(row),
      edges: (edges.get(row.recording_id) ?? []).map(viewEdge),
      holes: holes.get(row.recording_id) ?? [],
      hasPeaks: files.some((file) => file.kind === 'peaks'),
      hasPackets: files.some((file) => file.kind === 'packets'),
      hasIndex: files.some((file) => file.kind === 'index'),
    }
  })
}

const viewEdge = (row: EdgeRow): EdgeView => ({
  edgeId: row.edge_id,
  toClock: row.to_clock,
  kind: row.kind,
  offsetUs: row.offset_us,
  sigmaUs: row.sigma_us,
  lowerUs: row.lower_us,
  upperUs: row.upper_us,
  residualUs: row.residual_us,
  used: row.used,
  author: row.author,
  evidence: shortenEvidence(JSON.parse(row.evidence) as Record<string, unknown>),
})

export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const own = groups.get(keyOf(row))
    if (own) own.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
