/** Where a session came from, for its health: sources, and what beside its files was not indexed. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Origin } from '../../core/protocol/origin.ts'
import { readEpoch } from './readSession.ts'

const FILES = `
  SELECT source_id, object_key FROM recordings WHERE session_id = ?
  UNION SELECT source_id, object_key FROM log_streams WHERE session_id = ?`

const SOURCES_SQL = `
  WITH files AS (${FILES} UNION SELECT source_id, object_key FROM findings WHERE session_id = ?)
  SELECT source_id, uri, epoch_us(first_ingested_at) AS first_us, epoch_us(last_ingested_at) AS last_us
  FROM sources WHERE source_id IN (SELECT source_id FROM files)
  ORDER BY source_id`

const LEFT_OUT_SQL = `
  WITH files AS (${FILES}),
  folders AS (SELECT DISTINCT source_id, regexp_replace(object_key, '[^/]*$', '') AS folder FROM files),
  named AS (SELECT DISTINCT source_id, object_key FROM findings WHERE session_id = ?),
  said AS (SELECT source_id, object_key, list(message ORDER BY message) AS messages FROM findings GROUP BY ALL)
  SELECT o.source_id, o.object_key, o.role, o.status, o.size_bytes, epoch_us(o.modified_at) AS modified_us,
    said.messages
  FROM objects o LEFT JOIN said USING (source_id, object_key)
  WHERE o.status <> 'indexed'
    AND ((o.source_id, regexp_replace(o.object_key, '[^/]*$', '')) IN (SELECT (source_id, folder) FROM folders)
      OR (o.source_id, o.object_key) IN (SELECT (source_id, object_key) FROM named))
  ORDER BY o.source_id, o.object_key`

interface SourceRow {
  source_id: string
  uri: string
  first_us: number
  last_us: number
}

interface ObjectRow {
  source_id: string
  object_key: string
  role: string
  status: 'orphaned' | 'refused'
  size_bytes: number
  modified_us: number
  messages: string[] | null
}

/** Throws UserError `session_missing`. */
export async function readOrigin(catalog: Catalog, sessionId: string): Promise<Origin> {
  await readEpoch(catalog, sessionId)
  const sources = await catalog.all<SourceRow>(SOURCES_SQL, [sessionId, sessionId, sessionId])
  const objects = await catalog.all<ObjectRow>(LEFT_OUT_SQL, [sessionId, sessionId, sessionId])
  return {
    sources: sources.map((row) => ({
      sourceId: row.source_id,
      uri: row.uri,
      firstIngestedWallUs: row.first_us,
      lastIngestedWallUs: row.last_us,
    })),
    leftOut: objects.map((row) => ({
      sourceId: row.source_id,
      objectKey: row.object_key,
      role: row.role,
      status: row.status,
      sizeBytes: row.size_bytes,
      modifiedWallUs: row.modified_us,
      messages: row.messages ?? [],
    })),
  }
}
