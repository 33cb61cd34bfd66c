/** What pictures are made of: the recording's bytes, its packets and holes; and who makes them. */
import { readFile } from 'node:fs/promises'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { createMediaWorkers, planThumbs, type MediaWorkers, type ThumbsPlan } from '../../core/media/index.ts'
import { UserError } from '../../core/model/index.ts'
import { parsePackets } from '../../core/protocol/index.ts'
import type { Thumbs } from '../../core/protocol/thumbs.ts'
import { readMediaSource, type MediaSource } from '../../ingest/mediaSource.ts'
import type { MediaFiles } from './mediaFiles.ts'

export interface ThumbsSource extends MediaSource {
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

const HOLES_SQL = `
  SELECT start_pts_us, end_pts_us FROM holes
  WHERE source_id = ? AND object_key = ? AND stream_index = ? ORDER BY start_pts_us`

/** Throws UserError `recording_missing`, or `derived_missing` where the packet table is gone. */
export async function readThumbsSource(
  catalog: Catalog,
  files: MediaFiles,
  recordingId: string,
): Promise<ThumbsSource> {
  const source = await readMediaSource(catalog, recordingId)
  const file = await files.findDerived(recordingId, 'packets')
  const table = file === undefined ? undefined : await readFile(file).catch(() => undefined)
  if (!table)
    throw new UserError('derived_missing', `${source.objectKey}: its packet table is gone; ingest it again`)
  const packets = parsePackets(new Uint8Array(table).buffer)
  const holes = await catalog.all<{ start_pts_us: number; end_pts_us: number }>(HOLES_SQL, [
    source.sourceId,
    source.objectKey,
    source.streamIndex,
  ])
  return {
    ...source,
    plan: planThumbs({
      packets,
      endPtsUs: source.endPtsUs,
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
