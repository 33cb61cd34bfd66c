/**
 * Files made from media and kept beside the catalog: waveform peaks of every sound, and a seekable copy where the
 * original has no index. Each is committed when it is done, so a killed run loses one at most; a missing file is
 * made again by the next ingest. A file that cannot be derived from becomes a finding and is not tried again until
 * it changes.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog, Row } from '../core/catalog/catalog.ts'
import type { MediaProblem } from '../core/media/index.ts'
import { formatPeaks } from '../core/protocol/index.ts'
import type { IngestWorkers } from './effects.ts'
import { toFindingCode } from './findingCodes.ts'
import { createFinding, toFindingRow, type StoredFinding } from './findings.ts'
import { isRunning } from './form/runningStatus.ts'
import { forEachConcurrent } from './forEachConcurrent.ts'
import { formatDerivedName, formatRecordingId } from './ids.ts'
import { createDerivedRow } from './probe.ts'
import { writeFileAtomic } from './writeFileAtomic.ts'

export interface DeriveOptions {
  readonly catalog: Catalog
  readonly sourceId: string
  readonly storeUri: string
  readonly openWorkers: () => IngestWorkers
  readonly signal: AbortSignal | undefined
  readonly onProgress: (done: number, total: number) => void
  readonly onFinding: (finding: StoredFinding) => void
}

interface MediaRow {
  readonly object_key: string
  readonly etag: string
  readonly stream_index: number
  readonly kind: string
  readonly container: string
  readonly first_pts_us: number
  readonly end_pts_us: number
  readonly needs_remux: boolean
  readonly streams: number
}

interface Derivation {
  readonly row: MediaRow
  readonly kind: 'peaks' | 'remux'
}

interface Derived {
  readonly rows: readonly Row[]
  readonly problems: readonly MediaProblem[]
}

const CONCURRENCY = 4
const EXTENSIONS: Readonly<Record<string, string>> = {
  matroska: 'mkv',
  webm: 'webm',
  mp4: 'mp4',
  ogg: 'ogg',
  mov: 'mov',
}

export async function derive(options: DeriveOptions): Promise<void> {
  const { catalog, sourceId, signal } = options
  const missing = await listMissing(catalog, sourceId)
  if (missing.length === 0) return
  for (const kind of ['peaks', 'remux']) await mkdir(join(catalog.cacheDir, kind), { recursive: true })
  let done = 0
  options.onProgress(0, missing.length)
  await forEachConcurrent(missing, CONCURRENCY, async (derivation) => {
    signal?.throwIfAborted()
    await commit(options, derivation, await deriveOne(options, derivation))
    options.onProgress(++done, missing.length)
  })
}

async function listMissing(catalog: Catalog, sourceId: string): Promise<Derivation[]> {
  const rows = await catalog.all<MediaRow & { wanted: 'peaks' | 'remux' }>(
    `WITH wanted AS (
       SELECT *, 'peaks' AS wanted FROM media WHERE kind = 'audio'
       UNION ALL SELECT *, 'remux' AS wanted FROM media WHERE needs_remux AND stream_index = 0)
     SELECT w.wanted, w.object_key, o.etag, w.stream_index, w.kind, w.container, w.first_pts_us, w.end_pts_us, w.needs_remux,
       (SELECT count(*) FROM media m WHERE m.source_id = w.source_id AND m.object_key = w.object_key) AS streams
     FROM wanted w JOIN objects o USING (source_id, object_key)
     WHERE w.source_id = ?
       AND NOT EXISTS (SELECT 1 FROM derived d WHERE d.source_id = w.source_id AND d.object_key = w.object_key
         AND d.stream_index = w.stream_index AND d.kind = w.wanted)
       AND NOT EXISTS (SELECT 1 FROM findings f WHERE f.stage = 'derive' AND f.source_id = w.source_id
         AND f.object_key = w.object_key AND f.evidence LIKE '%"derives":"' || w.wanted || ' ' || w.stream_index || '"%')
     ORDER BY w.wanted DESC, w.object_key, w.stream_index`,
    [sourceId],
  )
  return rows.map((row) => ({ row, kind: row.wanted }))
}

async function deriveOne(options: DeriveOptions, { row, kind }: Derivation): Promise<Derived> {
  const { catalog, sourceId, storeUri, signal } = options
  const { object_key: key, etag } = row
  const extension = kind === 'peaks' ? 'bin' : (EXTENSIONS[row.container] ?? 'mkv')
  const recordingId = formatRecordingId(sourceId, key, row.stream_index)
  const fileName = formatDerivedName({ kind, recordingId, etag, extension })
  const path = join(catalog.cacheDir, fileName)
  const object = { sourceId, stat: { key, etag } }
  const workers = options.openWorkers()
  if (kind === 'peaks') {
    const stream = { streamIndex: row.stream_index, firstPtsUs: row.first_pts_us, endPtsUs: row.end_pts_us }
    const { peaks, problems } = await workers.peaks(storeUri, key, stream, { signal })
    if (peaks === undefined) return { rows: [], problems: orUndecodable(problems, key) }
    const bytes = formatPeaks(peaks)
    await writeFileAtomic(path, bytes)
    const file = { streamIndex: row.stream_index, kind, fileName, sizeBytes: bytes.length }
    return { rows: [createDerivedRow(object, file)], problems }
  }
  const { file, sizeBytes, problems } = await workers.remux(storeUri, key, {
    container: row.container,
    out: path,
    signal,
  })
  if (file === undefined) return { rows: [], problems: orUndecodable(problems, key) }
  const rows = Array.from({ length: row.streams }, (_, streamIndex) =>
    createDerivedRow(object, { streamIndex, kind, fileName, sizeBytes }),
  )
  return { rows, problems }
}

/** A failure has a reason, so that it is remembered and not repeated at every ingest. */
const orUndecodable = (problems: readonly MediaProblem[], key: string): readonly MediaProblem[] =>
  problems.length > 0
    ? problems
    : [{ code: 'media_undecodable', message: `${key}: nothing could be made from it` }]

async function commit(
  options: DeriveOptions,
  { row, kind }: Derivation,
  { rows, problems }: Derived,
): Promise<void> {
  const { catalog, sourceId, onFinding } = options
  const { object_key: objectKey, stream_index: streamIndex } = row
  const recordingId = formatRecordingId(sourceId, objectKey, streamIndex)
  const [recording] =
    problems.length === 0
      ? []
      : await catalog.all<{ session_id: string }>(
          'SELECT session_id FROM recordings WHERE recording_id = ?',
          [recordingId],
        )
  const grows = problems.length > 0 && (await isStillRecorded(catalog, { sourceId, objectKey }))
  const findings = problems
    .map((problem) =>
      createFinding({
        stage: 'derive',
        code: toFindingCode(problem.code),
        subject: objectKey,
        sourceId,
        objectKey,
        sessionId: recording?.session_id,
        recordingId,
        message: problem.message,
        evidence: { derives: `${kind} ${streamIndex}`, code: problem.code },
      }),
    )
    .map((finding) => (grows ? { ...finding, severity: 'info' as const } : finding))
  await catalog.transaction(async (tx) => {
    if (rows.length > 0) await tx.append('derived', rows)
    if (findings.length > 0) await tx.append('findings', findings.map(toFindingRow))
  })
  for (const finding of findings) onFinding(finding)
}

/** What a file lacks that still grows is a note; forming knows when it has ended. */
async function isStillRecorded(
  catalog: Catalog,
  { sourceId, objectKey }: { readonly sourceId: string; readonly objectKey: string },
): Promise<boolean> {
  const rows = await catalog.all<{ status: string | null }>(
    'SELECT status FROM egress_infos WHERE source_id = ? AND media_key = ?',
    [sourceId, objectKey],
  )
  return rows.length > 0 && rows.every(({ status }) => isRunning(status ?? undefined))
}
