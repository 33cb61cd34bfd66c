/** The recordings of a session as measuring sees them, with what manifests and people say of their place. */
import { pathToFileURL } from 'node:url'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Evidence } from '../edges/readEvidence.ts'
import { placeRecordings } from '../placeRecordings.ts'
import type { AlignRecording } from './measurer.ts'

interface Row {
  readonly recording_id: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly source_id: string
  readonly uri: string
  readonly object_key: string
  readonly stream_index: number
  readonly etag: string
  readonly remux: string | null
  readonly first_pts_us: number
  readonly end_pts_us: number
  readonly codec_delay_us: number
}

interface HoleRow {
  readonly recording_id: string
  readonly start_pts_us: number
  readonly end_pts_us: number
}

/** By recording id. `evidence` is that of the session. */
export async function readAlignRecordings(
  catalog: Catalog,
  sessionId: string,
  evidence: Evidence,
): Promise<AlignRecording[]> {
  const rows = await catalog.all<Row>(
    `SELECT r.recording_id, r.identity, r.source, r.kind, r.source_id, s.uri, r.object_key, r.stream_index, o.etag,
       r.first_pts_us, r.end_pts_us, m.codec_delay_us,
       (SELECT min(d.file_name) FROM derived d WHERE d.source_id = r.source_id AND d.object_key = r.object_key
          AND d.stream_index = r.stream_index AND d.kind = 'remux') AS remux
     FROM recordings r
     JOIN sources s USING (source_id)
     JOIN objects o USING (source_id, object_key)
     JOIN media m USING (source_id, object_key, stream_index)
     WHERE r.session_id = ? ORDER BY r.recording_id`,
    [sessionId],
  )
  const holes = await catalog.all<HoleRow>(
    `SELECT r.recording_id, h.start_pts_us, h.end_pts_us
     FROM recordings r JOIN holes h USING (source_id, object_key, stream_index)
     WHERE r.session_id = ? ORDER BY h.start_pts_us`,
    [sessionId],
  )
  const holesOf = Map.groupBy(holes, ({ recording_id }) => recording_id)
  const priors = readPriors(evidence)
  const cache = pathToFileURL(catalog.cacheDir).href
  return rows.map((row) => {
    const storedAt = { storeUri: row.uri, key: row.object_key }
    return {
      recordingId: row.recording_id,
      identity: row.identity,
      source: row.source,
      kind: row.kind,
      sourceId: row.source_id,
      objectKey: row.object_key,
      streamIndex: row.stream_index,
      etag: row.etag,
      storedAt,
      seekableAt: row.remux === null ? storedAt : { storeUri: cache, key: row.remux },
      firstPtsUs: row.first_pts_us,
      endPtsUs: row.end_pts_us,
      codecDelayUs: row.codec_delay_us,
      holes: (holesOf.get(row.recording_id) ?? []).map((hole) => ({
        startPtsUs: hole.start_pts_us,
        endPtsUs: hole.end_pts_us,
      })),
      prior: priors.get(row.recording_id),
    }
  })
}

/** Where all that nobody measured puts the recordings: an earlier match must not choose what the next one looks at. */
function readPriors(evidence: Evidence): Map<string, NonNullable<AlignRecording['prior']>> {
  const sessions = placeRecordings({ ...evidence, measured: [] })
  return new Map(
    sessions.flatMap(({ placed }) =>
      placed.map(({ recording, offsetUs, wallSigmaUs }) => [
        recording.recordingId,
        { wallUs: offsetUs, sigmaUs: wallSigmaUs },
      ]),
    ),
  )
}
