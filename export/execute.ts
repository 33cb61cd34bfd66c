/** Carries out a plan: clips, logs, manifest, in a folder that appears whole or not at all. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Catalog } from '../core/catalog/catalog.ts'
import { createMediaWorkers, type MediaWorkers } from '../core/media/index.ts'
import { UserError } from '../core/model/index.ts'
import type { ExportPlan, ExportRequest, Progress } from '../core/protocol/index.ts'
import type { ObjectStore } from '../core/storage/objectStore.ts'
import { cutClip } from './cutClip.ts'
import { digestFile, digestObject, type Digest } from './digest.ts'
import { writeFolder } from './folder.ts'
import { formManifest, readStartValues, type ExportManifest, type FinishedClip } from './manifest.ts'
import { planDetailed, type DetailedPlan } from './plan.ts'
import type { PlannedClip } from './planClip.ts'
import type { SegmentRecording } from './readSegment.ts'
import { writeLogs } from './writeLogs.ts'

export interface ExecuteOptions {
  /** The folder that the export's folder is made in. */
  readonly out: string
  readonly openStore: (uri: string) => Promise<ObjectStore>
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Of lockstep, for the manifest. */
  readonly version?: string
}

/** Children that open stores themselves: the module, compiled or not, that this file's own form asks for. */
const STORE_MODULE = new URL(
  `../core/storage/store${path.extname(fileURLToPath(import.meta.url))}`,
  import.meta.url,
)

/**
 * Plans anew and writes the export. Returns its folder. Throws as `planExport`, and UserError `export_empty`,
 * `export_unverified`, `out_unwritable`; rejects with the signal's reason. What cannot be read is an omission.
 */
export async function executeExport(
  catalog: Catalog,
  request: ExportRequest,
  options: ExecuteOptions,
): Promise<{ folder: string; manifest: ExportManifest }> {
  const detailed = await planDetailed(catalog, request)
  if (detailed.clips.length === 0 && detailed.plan.logRows === 0) throw emptyExport(detailed.plan)
  let manifest: ExportManifest | undefined
  const folder = await writeFolder(options.out, detailed.plan.folderName, async (partial) => {
    const workers = createMediaWorkers({ storeModule: STORE_MODULE })
    try {
      manifest = await fillFolder(catalog, detailed, { ...options, workers, folder: partial })
    } finally {
      // Before the folder is removed or renamed: a child may still be writing into it.
      await workers.close()
    }
    options.signal?.throwIfAborted()
  })
  return { folder, manifest: manifest! }
}

type FillOptions = ExecuteOptions & { readonly workers: MediaWorkers; readonly folder: string }

async function fillFolder(
  catalog: Catalog,
  detailed: DetailedPlan,
  options: FillOptions,
): Promise<ExportManifest> {
  const { folder, signal, onProgress } = options
  const { plan, segment } = detailed
  const started = performance.now()
  let done = 0
  const report = (stage: string): void => {
    const perSecond = (done * 1000) / Math.max(1, performance.now() - started)
    const left = plan.clips.length - done
    onProgress?.({
      stage,
      done,
      total: plan.clips.length,
      perSecond,
      secondsLeft: done === 0 ? null : left / perSecond,
    })
  }
  report('clips')
  if (detailed.clips.length > 0) await mkdir(path.join(folder, 'media'))
  const omissions = [...plan.omissions]
  const digestSource = createSourceDigests(options)
  const finished = await mapSome(detailed.clips, async (clip): Promise<FinishedClip | undefined> => {
    const result = await finishClip(clip, { ...options, cacheDir: catalog.cacheDir, digestSource })
    done++
    report('clips')
    if (!('reason' in result)) return result
    const { identity, source, trackId } = clip.recording
    omissions.push({ identity, source, trackId, reason: result.reason })
    return undefined
  })
  const clips = finished.filter((clip) => clip !== undefined)
  if (clips.length === 0 && plan.logRows === 0) throw emptyExport({ ...plan, omissions })
  report('logs')
  const { sessionId, fromUs, toUs } = plan
  const logs = await writeLogs(catalog, {
    folder,
    sessionId,
    epochUs: segment.session.epochWallUs,
    fromUs,
    toUs,
  })
  const manifest = formManifest({
    version: options.version ?? 'unknown',
    createdWallUs: Date.now() * 1000,
    session: segment.session,
    plan,
    clips,
    logs: await Promise.all(
      logs.map(async (log) => ({ log, digests: await digestAll(folder, log.files, signal) })),
    ),
    omissions,
    startValues: await readStartValues(catalog, sessionId),
  })
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

type FinishOptions = FillOptions & {
  readonly cacheDir: string
  readonly digestSource: (recording: SegmentRecording) => Promise<Digest>
}

async function finishClip(
  clip: PlannedClip,
  options: FinishOptions,
): Promise<FinishedClip | { reason: string }> {
  const { workers, folder, cacheDir, signal, digestSource } = options
  try {
    const source = await digestSource(clip.recording)
    const cut = await cutClip(clip, { workers, folder, cacheDir, signal })
    if ('reason' in cut) return cut
    return { clip, cut, source, output: await digestFile(path.join(folder, clip.view.fileName), signal) }
  } catch (error) {
    if (error instanceof UserError && (error.code === 'object_missing' || error.code === 'media_changed')) {
      return { reason: `unreadable: ${error.message}` }
    }
    throw error
  }
}

/** Hashes each source object once, after making sure that it is still the one that was ingested. */
function createSourceDigests(options: FillOptions): (recording: SegmentRecording) => Promise<Digest> {
  const stores = new Map<string, Promise<ObjectStore>>()
  const digests = new Map<string, Promise<Digest>>()
  const digest = async ({ sourceUri, objectKey, etag }: SegmentRecording): Promise<Digest> => {
    const opening = stores.get(sourceUri) ?? options.openStore(sourceUri)
    stores.set(sourceUri, opening)
    const store = await opening
    const found = await store.stat(objectKey, options.signal)
    if (!found) throw new UserError('object_missing', `${objectKey} is no longer in ${sourceUri}`)
    if (found.etag !== etag)
      throw new UserError('media_changed', `${objectKey} has changed since it was ingested`)
    return digestObject(store, objectKey, options.signal)
  }
  return (recording) => {
    const name = `${recording.sourceUri}\0${recording.objectKey}`
    const known = digests.get(name) ?? digest(recording)
    digests.set(name, known)
    return known
  }
}

/** Clips at work at once: two are encoded while others' sources are hashed. */
const AT_ONCE = 4

async function mapSome<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const take = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, take))
  return results
}

const digestAll = (folder: string, files: readonly string[], signal?: AbortSignal): Promise<Digest[]> =>
  Promise.all(files.map((file) => digestFile(path.join(folder, file), signal)))

function emptyExport(plan: ExportPlan): UserError {
  const reasons = plan.omissions.map(({ identity, source, reason }) => `${identity}/${source}: ${reason}`)
  return new UserError('export_empty', `nothing of ${plan.sessionId} lies in this segment`, {
    hint: reasons.length > 0 ? reasons.join('\n') : 'Choose a segment in which something was recorded.',
  })
}
