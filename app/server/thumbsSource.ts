/** What pictures are made of: where the recording's bytes are, its packets and holes; and who makes them. */
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { createMediaWorkers, planThumbs, type MediaWorkers, type ThumbsPlan } from '../../core/media/index.ts'
import { UserError } from '../../core/model/index.ts'
import { parsePackets } from '../../core/protocol/index.ts'
import type { Thumbs } from '../../core/protocol/thumbs.ts'
import type { MediaFiles } from './mediaFiles.ts'

export interface ThumbsSource {
  readonly recordingId: string
  readonly sourceId: string
  readonly objectKey: string
  readonly streamIndex: number
  readonly etag: string
  /** The remuxed copy beside the catalog where there is one, else the object. */
  readonly storeUri: string
  readonly key: string
  readonly rotation: number
  readonly plan: ThumbsPlan
}

export interface MakeThumbs {
  /** Rejects where the store fails; what is wrong with the file is the message. */
  thumbs(
    source: ThumbsSource,
    work: { signal: AbortSignal; onShare: (share: number) => void },
  ): Promise<{ thumbs: Thumbs | undefined; message?: string | undefined }>
  /** Nothing more is wanted for now. */
  rest(): Promise<void>
}

interface SourceRow {
  source_id: string
  object_key: string
  stream_index: number
  etag: string
  uri: string
  rotation: number | null
  end_pts_us: number
  remux: string | null
}

const SOURCE_SQL = `
  SELECT r.source_id, r.object_key, r.stream_index, o.etag, s.uri, m.rotation, m.end_pts_us,
    d.file_name AS remux
  FROM recordings r
  JOIN sources s USING (source_id)
  JOIN objects o USING (source_id, object_key)
  JOIN media m USING (source_id, object_key, stream_index)
  LEFT JOIN derived d ON d.source_id = r.source_id AND d.object_key = r.object_key
    AND d.stream_index = r.stream_index AND d.kind = 'remux'
  WHERE r.recording_id = ?`

const HOLES_SQL = `
  SELECT start_pts_us, end_pts_us FROM holes
  WHERE source_id = ? AND object_key = ? AND stream_index = ? ORDER BY start_pts_us`

/** Throws UserError `recording_missing`, or `derived_missing` where the packet table is gone. */
export async function readThumbsSource(
  catalog: Catalog,
  files: MediaFiles,
  recordingId: string,
): Promise<ThumbsSource> {
  const [row] = await catalog.all<SourceRow>(SOURCE_SQL, [recordingId])
  if (!row) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
  const file = await files.findDerived(recordingId, 'packets')
  const table = file === undefined ? undefined : await readFile(file).catch(() => undefined)
  if (!table)
    throw new UserError('derived_missing', `${row.object_key}: its packet table is gone; ingest it again`)
  const packets = parsePackets(new Uint8Array(table).buffer)
  const holes = await catalog.all<{ start_pts_us: number; end_pts_us: number }>(HOLES_SQL, [
    row.source_id,
    row.object_key,
    row.stream_index,
  ])
  return {
    recordingId,
    sourceId: row.source_id,
    objectKey: row.object_key,
    streamIndex: row.stream_index,
    etag: row.etag,
    storeUri: row.remux === null ? row.uri : pathToFileURL(catalog.cacheDir).href,
    key: row.remux ?? row.object_key,
    rotation: row.rotation ?? 0,
    plan: planThumbs({
      packets,
      endPtsUs: row.end_pts_us,
      holes: holes.map((hole) => ({ startPtsUs: hole.start_pts_us, endPtsUs: hole.end_pts_us })),
    }),
  }
}

const STORE_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? '../../core/storage/store.ts' : '../../core/storage/store.js',
  import.meta.url,
)

/** One child process of low priority, there while there is work. */
export function createThumbWorker(closing: AbortSignal): MakeThumbs {
  let workers: MediaWorkers | undefined
  const rest = async (): Promise<void> => {
    const idle = workers
    workers = undefined
    await idle?.close()
  }
  closing.addEventListener('abort', () => void rest(), { once: true })
  return {
    rest,
    async thumbs({ storeUri, key, streamIndex, rotation, plan }, { signal, onShare }) {
      workers ??= createMediaWorkers({ storeModule: STORE_MODULE, concurrency: 1 })
      const request = { streamIndex, rotation, ...plan }
      const { thumbs, problems } = await workers.thumbs(storeUri, key, request, { signal, onShare })
      return { thumbs, message: problems[0]?.message }
    },
  }
}
