/** Finds the bytes of a recording: the remuxed copy in the cache where ingest made one, else the source object. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { BlockCache } from '../../core/storage/blockCache.ts'
import type { ObjectStat, ObjectStore } from '../../core/storage/objectStore.ts'
import { isSmall, openPart } from './localFile.ts'
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
  findDerived(
    recordingId: string,
    kind: 'packets' | 'index' | 'peaks' | 'thumbs',
  ): Promise<string | undefined>
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

interface Looked {
  readonly at: number
  readonly row: MediaRow
  found: Pick<ObjectStat, 'etag' | 'sizeBytes'> | undefined
}

const isFolder = ({ uri }: ObjectStore): boolean => uri.startsWith('file:')

/**
 * A source's state is looked at once in half a minute, so that a range costs one read of it, not two. A bucket is
 * looked at behind what the catalog says: its answers are slow, and each read names the state it wants.
 */
export function createMediaFiles(
  catalog: Catalog,
  openStore: (uri: string) => Promise<ObjectStore>,
  blocks?: BlockCache,
): MediaFiles {
  const stores = new Map<string, Promise<ObjectStore>>()
  const seen = new Map<string, Looked>()
  /** Many pieces of an index are asked for; its name says of which state of the media it is. */
  const indexes = new Map<string, { readonly at: number; readonly file: string }>()

  function storeOf(uri: string): Promise<ObjectStore> {
    const open = stores.get(uri) ?? openStore(uri)
    stores.set(uri, open)
    open.catch(() => stores.delete(uri))
    return open
  }

  async function look(recordingId: string, signal: AbortSignal): Promise<Looked> {
    const known = seen.get(recordingId)
    if (known && Date.now() - known.at < FRESH_MS) return known
    const [row] = await catalog.all<MediaRow>(MEDIA_COLUMNS_SQL, [recordingId])
    if (!row) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
    const entry: Looked = { at: Date.now(), row, found: { etag: row.etag, sizeBytes: row.size_bytes } }
    if (row.remux === null) {
      const store = await storeOf(row.uri)
      if (isFolder(store)) entry.found = await store.stat(row.object_key, signal)
      else lookBehind(store, entry)
    }
    if (seen.size > 10_000) seen.clear()
    seen.set(recordingId, entry)
    return entry
  }

  /** A bucket that does not answer says so when something is read that is not in the cache. */
  function lookBehind(store: ObjectStore, entry: Looked): void {
    store.stat(entry.row.object_key).then(
      (found) => void (entry.found = found),
      () => undefined,
    )
  }

  return {
    storeOf,
    async find(recordingId, signal) {
      await requireShown(catalog, recordingId)
      const { row, found } = await look(recordingId, signal)
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
      if (found.etag !== row.etag) throw changed(row)
      const store = await storeOf(row.uri)
      const { etag, object_key: key } = row
      const { sizeBytes } = found
      return {
        name: row.object_key,
        version,
        contentType,
        sizeBytes,
        async open(start, end, signal) {
          if (isFolder(store)) {
            return isSmall(start, end)
              ? store.readRange(key, start, end, signal)
              : store.stream(key, { start, end, signal })
          }
          try {
            if (!blocks) return await store.stream(key, { start, end, etag, signal })
            const object = { store, key, etag, sizeBytes }
            return isSmall(start, end)
              ? await blocks.read(object, start, end, signal)
              : await blocks.stream(object, start, end, signal)
          } catch (error) {
            if (!(error instanceof UserError) || error.code !== 'object_changed') throw error
            seen.delete(recordingId)
            throw changed(row, error)
          }
        },
      }
    },
    async findDerived(recordingId, kind) {
      await requireShown(catalog, recordingId)
      const known = kind === 'index' ? indexes.get(recordingId) : undefined
      if (known && Date.now() - known.at < FRESH_MS) return known.file
      const [row] = await catalog.all<{ file_name: string }>(
        `SELECT d.file_name FROM recordings r JOIN derived d USING (source_id, object_key, stream_index)
         WHERE r.recording_id = ? AND d.kind = ?`,
        [recordingId, kind],
      )
      const file = row && resolveCached(catalog.cacheDir, row.file_name)
      if (indexes.size > 10_000) indexes.clear()
      if (kind === 'index' && file !== undefined) indexes.set(recordingId, { at: Date.now(), file })
      return file
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
    open: (start, end, signal) => openPart(file, { start, end, signal }),
  }
}

const changed = ({ object_key: key, uri }: MediaRow, cause?: unknown): UserError =>
  new UserError('media_changed', `${key} in ${uri} is not what was ingested`, {
    hint: `Ingest ${uri} again, then reload the page.`,
    cause,
  })
