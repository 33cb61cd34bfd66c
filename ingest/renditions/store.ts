/**
 * Renditions beside the catalog: found by what the catalog says, made when somebody wants them, kept by last use.
 * Nothing of them is in the catalog, and a catalog has one owner, so one store at a time uses the folder.
 */
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { RenditionLevel } from '../../core/protocol/rendition.ts'
import { openStore, type ObjectStore } from '../../core/storage/store.ts'
import type { MediaSource } from '../mediaSource.ts'
import { joinWork, type SharedWork } from './joinWork.ts'
import { readProxyLimit } from './limit.ts'
import { createRenditionMaker, type RenditionMaker } from './maker.ts'
import { formatName, formatVersion, parseFileName } from './names.ts'
import type { FailedRendition, RenditionStore, StoredRendition } from './rendition.types.ts'
import { createShelf } from './shelf.ts'
import { createSources } from './sources.ts'

export interface RenditionStoreOptions {
  readonly catalog: Catalog
  /** Of MP4s and indexes together; else `LOCKSTEP_PROXY_CACHE` (bytes, or as `5GB`), else 20 GB. 0: none are made. */
  readonly limitBytes?: number
  /** Made at once, each by one thread; 1 unless told. */
  readonly children?: number
  readonly maker?: RenditionMaker
  readonly openStore?: (uri: string) => Promise<ObjectStore>
  /** Wall time, ms. */
  readonly now?: () => number
}

type Outcome = StoredRendition | FailedRendition

/** Opens the store without touching the disk. Throws UserError `bad_size` for a limit that is no size. */
export function createRenditionStore(options: RenditionStoreOptions): RenditionStore {
  const { catalog, now = Date.now } = options
  const folder = join(catalog.cacheDir, 'renditions')
  const tmpDir = join(folder, 'sources')
  const limitBytes = options.limitBytes ?? readProxyLimit(process.env)
  const shelf = createShelf({ folder, limitBytes, now })
  const maker = options.maker ?? createRenditionMaker({ tmpDir, children: options.children ?? 1 })
  const sources = createSources(catalog)
  const open = options.openStore ?? openStore
  const works = new Map<string, SharedWork<Outcome>>()
  let swept: Promise<void> | undefined

  async function look(source: MediaSource, level: RenditionLevel): Promise<Outcome | undefined> {
    if (source.kind !== 'video') return { failed: 'it is sound: there is nothing to show' }
    if (limitBytes === 0) return { failed: 'proxies are switched off (LOCKSTEP_PROXY_CACHE=0)' }
    const found = await shelf.find(formatName(source, level))
    if (!found || 'failed' in found) return found
    return { ...found, recordingId: source.recordingId, level, version: formatVersion(source) }
  }

  async function make(
    source: MediaSource,
    level: RenditionLevel,
    work: { signal: AbortSignal; onShare: (share: number) => void },
  ): Promise<Outcome> {
    const name = formatName(source, level)
    const { file: out, indexFile: indexOut } = shelf.pathsOf(name)
    try {
      await requireUnchanged(catalog, source, { openStore: open, signal: work.signal })
      const made = await maker.make(source, level, { ...work, out, indexOut })
      if ('failed' in made) await shelf.fail(name, made.failed)
      const found = await look(source, level)
      if (!found) throw new UserError('rendition_missing', `the proxy of ${source.objectKey} is gone again`)
      await shelf.evict()
      return found
    } finally {
      await shelf.sweepHalves(name)
    }
  }

  /** Before the first is made: what killed runs left, and what nobody can ask for any more. */
  async function sweep(): Promise<void> {
    try {
      await rm(tmpDir, { recursive: true, force: true })
      await shelf.sweep((names) => findCurrent(catalog, names))
    } catch (error) {
      swept = undefined
      throw error
    }
  }

  return {
    async find(recordingId, level) {
      return look(await sources.get(recordingId), level)
    },
    async forgetFailure(recordingId, level) {
      const name = formatName(await sources.get(recordingId), level)
      const found = await shelf.find(name)
      if (found && 'failed' in found) await shelf.remove(name)
    },
    async make(recordingId, level, { signal, onShare } = {}) {
      swept ??= sweep()
      await swept
      signal?.throwIfAborted()
      const source = await sources.get(recordingId)
      const found = await look(source, level)
      if (found) return found
      return joinWork(works, formatName(source, level), {
        signal,
        onShare,
        begin: (work) => make(source, level, work),
      })
    },
    async rest() {
      await maker.rest()
      await Promise.allSettled([...works.values()].map(({ promise }) => promise))
    },
  }
}

/** Which of the names are of what the catalog holds now. */
async function findCurrent(catalog: Catalog, names: readonly string[]): Promise<ReadonlySet<string>> {
  const parsed = names.flatMap((name) => parseFileName(`${name}.mp4`) ?? [])
  const ids = [...new Set(parsed.map(({ recordingId }) => recordingId))]
  if (ids.length === 0) return new Set()
  const rows = await catalog.all<{ recording_id: string; etag: string; remux: string | null }>(
    `SELECT r.recording_id, o.etag, d.file_name AS remux FROM recordings r
     JOIN objects o USING (source_id, object_key)
     LEFT JOIN derived d ON d.source_id = r.source_id AND d.object_key = r.object_key
       AND d.stream_index = r.stream_index AND d.kind = 'remux'
     WHERE r.recording_id IN (SELECT unnest(?))`,
    [ids],
  )
  const known = new Map(
    rows.map(({ recording_id, etag, remux }) => [recording_id, { etag, remux: remux ?? undefined }]),
  )
  return new Set(
    parsed.flatMap(({ name, recordingId, level }) => {
      const content = known.get(recordingId)
      return content && formatName({ recordingId, ...content }, level) === name ? [name] : []
    }),
  )
}

/** A source that changed would be remembered under a content it is not. Throws UserError `object_missing`, `media_changed`. */
async function requireUnchanged(
  catalog: Catalog,
  { remux, key, etag, sourceUri }: MediaSource,
  effects: { openStore: (uri: string) => Promise<ObjectStore>; signal: AbortSignal },
): Promise<void> {
  const hint = `Ingest ${sourceUri} again.`
  if (remux !== undefined) {
    if (await stat(join(catalog.cacheDir, remux)).catch(() => undefined)) return
    throw new UserError('object_missing', `the playable copy ${remux} is gone from the cache folder`, {
      hint,
    })
  }
  const found = await (await effects.openStore(sourceUri)).stat(key, effects.signal)
  if (!found) throw new UserError('object_missing', `${key} is no longer in ${sourceUri}`, { hint })
  if (found.etag !== etag)
    throw new UserError('media_changed', `${key} in ${sourceUri} is not what was ingested`, { hint })
}
