/** Finds the bytes of a recording: the remuxed copy in the cache where ingest made one, else the source object. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { ObjectStat, ObjectStore } from '../../core/storage/objectStore.ts'
import { RANGE_CAP_BYTES } from './ranges.ts'
import { requireShown } from './withheld.ts'

export type MediaBody = Uint8Array | ReadableStream<Uint8Array>

export interface MediaFile {
  readonly name: string
  readonly version: string
  readonly contentType: string
  readonly sizeBytes: number
  /** Bytes `[start, end)`: at once where that is at most 1 MiB of a local disk, else as a stream. */
  open(start: number, end: number, signal: AbortSignal): Promise<MediaBody>
}

export interface MediaFiles {
  /** Throws UserError `recording_missing`, `withheld`, `object_missing` or `media_changed`. */
  find(recordingId: string, signal: AbortSignal): Promise<MediaFile>
  /** A file derived from a recording; undefined where there is none. Throws UserError `withheld`. */
  findDerived(recordingId: string, kind: 'packets' | 'peaks' | 'thumbs'): Promise<string | undefined>
  storeOf(uri: string): Promise<ObjectStore>
}

interface MediaRow {
  uri: string
  object_key: string
  kind: string
  container: string
  etag: string
  size_bytes: number
  remux: string | null
}

const FRESH_MS = 30_000
const TYPES: Readonly<Record<string, string>> = {
  webm: 'webm',
  matroska: 'x-matroska',
  mkv: 'x-matroska',
  mp4: 'mp4',
  mov: 'mp4',
  ogg: 'ogg',
}

/** Short name of one state of a recording's bytes; part of its URL and its entity tag. */
export const versionOf = (etag: string, remux: string | null): string =>
  createHash('sha256')
    .update(`${etag}\0${remux ?? ''}`)
    .digest('hex')
    .slice(0, 16)

export const MEDIA_COLUMNS_SQL = `
  SELECT s.uri, r.object_key, r.kind, m.container, o.etag, o.size_bytes, d.file_name AS remux
  FROM recordings r
  JOIN sources s ON s.source_id = r.source_id
  JOIN objects o ON o.source_id = r.source_id AND o.object_key = r.object_key
  JOIN media m ON m.source_id = r.source_id AND m.object_key = r.object_key AND m.stream_index = r.stream_index
  LEFT JOIN derived d ON d.source_id = r.source_id AND d.object_key = r.object_key
    AND d.stream_index = r.stream_index AND d.kind = 'remux'
  WHERE r.recording_id = ?`

/** A source's state is looked at once in half a minute, so that a range costs one read of the bucket, not two. */
export function createMediaFiles(
  catalog: Catalog,
  openStore: (uri: string) => Promise<ObjectStore>,
): MediaFiles {
  const stores = new Map<string, Promise<ObjectStore>>()
  const seen = new Map<string, { at: number; row: MediaRow; stat: ObjectStat | undefined }>()

  function storeOf(uri: string): Promise<ObjectStore> {
    const open = stores.get(uri) ?? openStore(uri)
    stores.set(uri, open)
    open.catch(() => stores.delete(uri))
    return open
  }

  async function look(recordingId: string, signal: AbortSignal) {
    const known = seen.get(recordingId)
    if (known && Date.now() - known.at < FRESH_MS) return known
    const [row] = await catalog.all<MediaRow>(MEDIA_COLUMNS_SQL, [recordingId])
    if (!row) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
    const found = row.remux === null ? await (await storeOf(row.uri)).stat(row.object_key, signal) : undefined
    const entry = { at: Date.now(), row, stat: found }
    if (seen.size > 10_000) seen.clear()
    seen.set(recordingId, entry)
    return entry
  }

  return {
    storeOf,
    async find(recordingId, signal) {
      await requireShown(catalog, recordingId)
      const { row, stat: found } = await look(recordingId, signal)
      const type = TYPES[row.container]
      const contentType = type
        ? `${row.kind === 'audio' ? 'audio' : 'video'}/${type}`
        : 'application/octet-stream'
      const version = versionOf(row.etag, row.remux)
      if (row.remux !== null) {
        return describeCached(catalog.cacheDir, row.remux, { name: row.object_key, version, contentType })
      }
      if (!found) {
        seen.delete(recordingId)
        throw new UserError('object_missing', `${row.object_key} is no longer in ${row.uri}`, {
          hint: 'Bring the object back, or ingest the source again so that the catalog says what is left.',
        })
      }
      if (found.etag !== row.etag) {
        throw new UserError('media_changed', `${row.object_key} in ${row.uri} is not what was ingested`, {
          hint: `Ingest ${row.uri} again, then reload the page.`,
        })
      }
      const store = await storeOf(row.uri)
      return {
        name: row.object_key,
        version,
        contentType,
        sizeBytes: found.sizeBytes,
        open: (start, end, signal) =>
          isSmall(start, end) && store.uri.startsWith('file:')
            ? store.readRange(row.object_key, start, end, signal)
            : store.stream(row.object_key, { start, end, signal }),
      }
    },
    async findDerived(recordingId, kind) {
      await requireShown(catalog, recordingId)
      const [row] = await catalog.all<{ file_name: string }>(
        `SELECT d.file_name FROM recordings r JOIN derived d USING (source_id, object_key, stream_index)
         WHERE r.recording_id = ? AND d.kind = ?`,
        [recordingId, kind],
      )
      return row && resolveCached(catalog.cacheDir, row.file_name)
    },
  }
}

/** Throws UserError `derived_missing` where the name leads out of the cache folder. */
export function resolveCached(cacheDir: string, fileName: string): string {
  const file = path.resolve(cacheDir, fileName)
  if (!file.startsWith(path.resolve(cacheDir) + path.sep)) {
    throw new UserError('derived_missing', `derived file ${fileName} lies outside the cache folder`)
  }
  return file
}

async function describeCached(
  cacheDir: string,
  fileName: string,
  described: Pick<MediaFile, 'name' | 'version' | 'contentType'>,
): Promise<MediaFile> {
  const file = resolveCached(cacheDir, fileName)
  const found = await stat(file).catch(() => undefined)
  if (!found) {
    throw new UserError(
      'object_missing',
      `the playable copy of ${described.name} is gone from the cache folder`,
      {
        hint: 'Ingest the source again: it is made anew.',
      },
    )
  }
  return {
    ...described,
    sizeBytes: found.size,
    open: async (start, end, signal) =>
      isSmall(start, end) ? readPart(file, start, end) : streamPart(file, start, end, signal),
  }
}

/** A stream of its own costs more than such a part does. */
const isSmall = (start: number, end: number): boolean => end - start <= RANGE_CAP_BYTES

async function readPart(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(end - start), 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function streamPart(
  file: string,
  start: number,
  end: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const chunks = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18, signal })
  return Readable.toWeb(chunks) as ReadableStream<Uint8Array>
}
