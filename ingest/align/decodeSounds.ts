/** Makes the sounds that are not cached yet: two files at a time, each registered when it is whole. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { MediaWorkers } from '../../core/media/index.ts'
import { forEachConcurrent } from '../forEachConcurrent.ts'
import { formatDerivedName } from '../ids.ts'
import { createDerivedRow } from '../probe.ts'
import type { AlignRecording } from './measurer.ts'

/** As many as the media workers have children, and one to wait. */
const CONCURRENCY = 3

export interface DecodeOptions {
  readonly catalog: Catalog
  readonly recordings: readonly AlignRecording[]
  readonly workers: Pick<MediaWorkers, 'sound'>
  readonly signal: AbortSignal | undefined
  /** Hears how many seconds of sound have been decoded. */
  readonly onSeconds: (seconds: number) => void
}

/** Returns why a recording gave no sound, by recording id. */
export async function decodeSounds(options: DecodeOptions): Promise<Map<string, string>> {
  const { catalog, recordings, workers, signal } = options
  const refusals = new Map<string, string>()
  const shares = new Map<string, number>()
  if (recordings.length > 0) await mkdir(join(catalog.cacheDir, 'sound'), { recursive: true })
  const tell = (recording: AlignRecording, share: number): void => {
    shares.set(recording.recordingId, share * findSeconds(recording))
    options.onSeconds([...shares.values()].reduce((sum, seconds) => sum + seconds, 0))
  }
  await forEachConcurrent(recordings, CONCURRENCY, async (recording) => {
    signal?.throwIfAborted()
    const { recordingId, etag, storedAt, streamIndex, firstPtsUs, endPtsUs } = recording
    const fileName = formatDerivedName({ kind: 'sound', recordingId, etag, extension: 'bin' })
    const request = { streamIndex, firstPtsUs, endPtsUs, out: join(catalog.cacheDir, fileName) }
    const onShare = (share: number): void => tell(recording, share)
    const { file, sizeBytes, problems } = await workers.sound(storedAt.storeUri, storedAt.key, request, {
      ...(signal && { signal }),
      onShare,
    })
    if (file === undefined) refusals.set(recordingId, problems[0]?.message ?? 'nothing could be decoded')
    else await register(catalog, recording, { fileName, sizeBytes })
    tell(recording, 1)
  })
  return refusals
}

export const findSeconds = ({ firstPtsUs, endPtsUs }: AlignRecording): number =>
  Math.max(0, endPtsUs - Math.max(0, firstPtsUs)) / 1e6

async function register(
  catalog: Catalog,
  recording: AlignRecording,
  file: { readonly fileName: string; readonly sizeBytes: number },
): Promise<void> {
  const { sourceId, objectKey, streamIndex, etag } = recording
  const object = { sourceId, stat: { key: objectKey, etag } }
  await catalog.transaction(async (tx) => {
    await tx.run(
      `DELETE FROM derived WHERE source_id = ? AND object_key = ? AND stream_index = ? AND kind = 'sound'`,
      [sourceId, objectKey, streamIndex],
    )
    await tx.append('derived', [createDerivedRow(object, { streamIndex, kind: 'sound', ...file })])
  })
}
