/**
 * Pictures of recordings, made when somebody first looks: one at a time, what was asked for last first. A picture
 * file is whole or not there, so a killed server loses the one it was at; a recording no picture can be made of has
 * a file that says why, and is not tried again until it changes.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import {
  formatNoThumbs,
  formatThumbs,
  parseThumbs,
  type StoredThumbs,
  type ThumbsAnswer,
} from '../../core/protocol/thumbs.ts'
import { formatDerivedName } from '../../ingest/ids.ts'
import { writeFileAtomic } from '../../ingest/writeFileAtomic.ts'
import type { MediaFiles } from './mediaFiles.ts'
import { readThumbsSource, type MakeThumbs, type ThumbsSource } from './thumbsSource.ts'

export interface ThumbStore {
  /**
   * What there is now; puts the recording first in the queue where there is nothing yet and never waits for pictures.
   * Throws UserError `recording_missing`, or `derived_missing` for sound.
   */
  ask(recordingId: string): Promise<ThumbsAnswer>
  /** The bytes of one JPEG sheet. Throws UserError `derived_missing`. */
  readSheet(recordingId: string, sheet: number): Promise<Uint8Array>
  /** Resolves when nothing is being made. */
  settled(): Promise<void>
}

interface Pending {
  readonly recordingId: string
  done: number
  total: number
}

/** A store that does not answer now may answer later. */
const RETRY_MS = 300_000
const VERSION = 1
const KEPT_INDEXES = 1000

export function createThumbStore(options: {
  readonly catalog: Catalog
  readonly files: MediaFiles
  readonly make: MakeThumbs
  readonly closing: AbortSignal
  readonly now?: () => number
}): ThumbStore {
  const { catalog, files, make, closing, now = Date.now } = options
  const read = new Map<string, StoredThumbs>()
  const failed = new Map<string, { atMs: number; message: string }>()
  /** In the order they were asked for: the last is next. */
  const waiting = new Map<string, Pending>()
  let making: Pending | undefined
  let work: Promise<void> = Promise.resolve()

  const isBusy = (): boolean => making !== undefined || (waiting.size > 0 && !closing.aborted)

  async function findStored(
    recordingId: string,
  ): Promise<{ file: string; stored: StoredThumbs } | undefined> {
    const file = await files.findDerived(recordingId, 'thumbs')
    if (file === undefined) return undefined
    const known = read.get(file)
    if (known) return { file, stored: known }
    try {
      const stored = parseThumbs(await readFile(file))
      if (read.size >= KEPT_INDEXES) read.clear()
      read.set(file, stored)
      return { file, stored }
    } catch {
      // Gone, or of an older version: made anew.
      return undefined
    }
  }

  async function refuseOthers(recordingId: string): Promise<void> {
    const [row] = await catalog.all<{ kind: string }>('SELECT kind FROM recordings WHERE recording_id = ?', [
      recordingId,
    ])
    if (!row) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
    if (row.kind !== 'video') throw new UserError('derived_missing', `recording ${recordingId} is sound`)
  }

  function pump(): void {
    const next = [...waiting.values()].at(-1)
    if (making || !next || closing.aborted) return
    waiting.delete(next.recordingId)
    making = next
    work = run(next).finally(() => {
      making = undefined
      if (waiting.size === 0) void make.rest()
      pump()
    })
  }

  async function run(pending: Pending): Promise<void> {
    try {
      const source = await readThumbsSource(catalog, files, pending.recordingId)
      pending.total = source.plan.pictures.length
      const onShare = (share: number): void => void (pending.done = Math.round(share * pending.total))
      const { thumbs, message } =
        pending.total === 0
          ? { thumbs: undefined, message: 'it has no key frame to begin from' }
          : await make.thumbs(source, { signal: closing, onShare })
      closing.throwIfAborted()
      await keep(source, thumbs ? formatThumbs(thumbs) : formatNoThumbs(message ?? 'nothing was made'))
    } catch (error) {
      if (closing.aborted) return
      failed.set(pending.recordingId, { atMs: now(), message: (error as Error).message })
    }
  }

  async function keep(source: ThumbsSource, bytes: Uint8Array): Promise<void> {
    const { recordingId, etag } = source
    const fileName = formatDerivedName({ kind: 'thumbs', recordingId, etag, extension: 'bin' })
    const file = path.join(catalog.cacheDir, fileName)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFileAtomic(file, bytes)
    read.delete(file)
    const key = [source.sourceId, source.objectKey]
    const isCurrent = await catalog.transaction(async (tx) => {
      const [object] = await tx.all<{ etag: string }>(
        'SELECT etag FROM objects WHERE source_id = ? AND object_key = ?',
        key,
      )
      if (object?.etag !== etag) return false
      await tx.run(
        `DELETE FROM derived WHERE source_id = ? AND object_key = ? AND stream_index = ? AND kind = 'thumbs'`,
        [...key, source.streamIndex],
      )
      await tx.append('derived', [
        {
          source_id: source.sourceId,
          object_key: source.objectKey,
          stream_index: source.streamIndex,
          kind: 'thumbs',
          etag,
          file_name: fileName,
          size_bytes: bytes.length,
          handler_version: VERSION,
        },
      ])
      return true
    })
    if (!isCurrent) await rm(file, { force: true })
  }

  function enqueue(recordingId: string): ThumbsAnswer {
    if (making?.recordingId === recordingId) {
      return { state: 'making', done: making.done, total: making.total }
    }
    const before = failed.get(recordingId)
    if (before && now() - before.atMs < RETRY_MS) return { state: 'failed', message: before.message }
    failed.delete(recordingId)
    const pending = waiting.get(recordingId) ?? { recordingId, done: 0, total: 0 }
    waiting.delete(recordingId)
    waiting.set(recordingId, pending)
    pump()
    return { state: 'waiting', done: 0, total: 0 }
  }

  return {
    async ask(recordingId) {
      const found = await findStored(recordingId)
      if (!found) {
        await refuseOthers(recordingId)
        return enqueue(recordingId)
      }
      const { stored } = found
      return 'message' in stored
        ? { state: 'failed', message: stored.message }
        : { state: 'ready', ...stored.index, sheets: stored.sheets.length }
    },
    async readSheet(recordingId, sheet) {
      const found = await findStored(recordingId)
      const part = found && 'sheets' in found.stored ? found.stored.sheets[sheet] : undefined
      if (!found || !part) {
        throw new UserError('derived_missing', `recording ${recordingId} has no pictures ${sheet}`, {
          hint: 'Reload the page: they are made again.',
        })
      }
      return readPart(found.file, part)
    },
    async settled() {
      while (isBusy()) await work
    },
  }
}

async function readPart(file: string, { start, end }: { start: number; end: number }): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const bytes = new Uint8Array(end - start)
    await handle.read(bytes, 0, bytes.length, start)
    return bytes
  } finally {
    await handle.close()
  }
}
