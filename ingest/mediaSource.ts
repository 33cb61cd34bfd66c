/** Where the media of a recording lies and what is known of it: what pictures and renditions are made from. */
import { pathToFileURL } from 'node:url'
import type { Catalog } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'

export interface MediaSource {
  readonly recordingId: string
  readonly kind: string
  readonly sourceId: string
  readonly objectKey: string
  readonly streamIndex: number
  readonly etag: string
  /** The store it was ingested from. */
  readonly sourceUri: string
  /** The remuxed copy below the cache folder, where there is one. */
  readonly remux: string | undefined
  /** Where its bytes are read: that copy, else the object. */
  readonly storeUri: string
  readonly key: string
  /** Clockwise degrees to show it upright. */
  readonly rotation: number
  readonly firstPtsUs: number
  readonly endPtsUs: number
  readonly packetCount: number
  /** How much of it has no packets. */
  readonly holesUs: number
  /** Where the person is withheld. */
  readonly withheld: { readonly identity: string; readonly reason: string } | undefined
}

interface SourceRow {
  recording_id: string
  kind: string
  source_id: string
  object_key: string
  stream_index: number
  etag: string
  uri: string
  remux: string | null
  rotation: number | null
  first_pts_us: number
  end_pts_us: number
  packet_count: number
  holes_us: number
  identity: string
  reason: string | null
}

/** The few recordings first: joined as a whole, a catalog of a hundred thousand would be looked through for each. */
const selectSources = (condition: string): string => `
  WITH mine AS MATERIALIZED (
    SELECT recording_id, session_id, identity, kind, source_id, object_key, stream_index FROM recordings
    WHERE ${condition}),
  gaps AS (
    SELECT source_id, object_key, stream_index, sum(end_pts_us - start_pts_us)::BIGINT AS holes_us
    FROM holes SEMI JOIN mine USING (source_id, object_key, stream_index) GROUP BY ALL),
  copies AS (
    SELECT source_id, object_key, stream_index, file_name FROM derived
    SEMI JOIN mine USING (source_id, object_key, stream_index) WHERE kind = 'remux')
  SELECT r.recording_id, r.kind, r.source_id, r.object_key, r.stream_index, o.etag, s.uri,
    c.file_name AS remux, m.rotation, m.first_pts_us, m.end_pts_us, m.packet_count,
    coalesce(g.holes_us, 0) AS holes_us, r.identity, w.reason
  FROM mine r
  JOIN sources s USING (source_id)
  JOIN objects o USING (source_id, object_key)
  JOIN media m USING (source_id, object_key, stream_index)
  LEFT JOIN copies c USING (source_id, object_key, stream_index)
  LEFT JOIN gaps g USING (source_id, object_key, stream_index)
  LEFT JOIN withheld_people w ON w.session_id = r.session_id AND w.identity = r.identity`

/** Throws UserError `recording_missing`. */
export async function readMediaSource(catalog: Catalog, recordingId: string): Promise<MediaSource> {
  const [row] = await catalog.all<SourceRow>(selectSources('recording_id = ?'), [recordingId])
  if (!row) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
  return toSource(catalog, row)
}

/** All recordings of the session a recording belongs to; none where the catalog does not have it. */
export async function readMediaSourcesBeside(catalog: Catalog, recordingId: string): Promise<MediaSource[]> {
  const rows = await catalog.all<SourceRow>(
    selectSources('session_id = (SELECT session_id FROM recordings WHERE recording_id = ?)'),
    [recordingId],
  )
  return rows.map((row) => toSource(catalog, row))
}

function toSource(catalog: Catalog, row: SourceRow): MediaSource {
  return {
    recordingId: row.recording_id,
    kind: row.kind,
    sourceId: row.source_id,
    objectKey: row.object_key,
    streamIndex: row.stream_index,
    etag: row.etag,
    sourceUri: row.uri,
    remux: row.remux ?? undefined,
    storeUri: row.remux === null ? row.uri : pathToFileURL(catalog.cacheDir).href,
    key: row.remux ?? row.object_key,
    rotation: row.rotation ?? 0,
    firstPtsUs: row.first_pts_us,
    endPtsUs: row.end_pts_us,
    packetCount: row.packet_count,
    holesUs: row.holes_us,
    withheld: row.reason === null ? undefined : { identity: row.identity, reason: row.reason },
  }
}
