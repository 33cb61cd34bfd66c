/**
 * Reads new and changed objects and commits what they say. Each batch replaces the earlier rows of its objects in
 * one transaction together with their rows in `objects`, so a kill at any moment leaves every object either wholly
 * read or still to be read. Text and media are read side by side: media wait for the workers, text for the store.
 */
import type { Catalog } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { ObjectStat, ObjectStore } from '../core/storage/store.ts'
import { chooseReader, type ReadAs } from './classify.ts'
import { forEachConcurrent } from './forEachConcurrent.ts'
import { toFindingRow, type StoredFinding } from './findings.ts'
import { probeObject, type ProbeContext } from './probe.ts'
import {
  deleteRawRows,
  RAW_TABLES,
  toRawRows,
  type ObjectToRead,
  type RawRows,
  type ReadOutcome,
} from './rawRows.ts'
import { readJsonObject } from './sources/json.ts'
import { readLogObject } from './sources/log.ts'

const BATCH_OBJECTS = 200
/** Long probes are committed before they fill a batch, so that a kill costs little. */
const BATCH_MS = 2000
/** A log of some hundred thousand lines is a batch of its own. */
const BATCH_ROWS = 200_000
const TEXT_CONCURRENCY = 16
const MEDIA_CONCURRENCY = 4
/** So many refusals one after another are no single objects' trouble: credentials that ended, most likely. */
const MAX_DENIED = 50
const MAX_JSON_BYTES = 16 * 1024 * 1024
const MAX_LOG_BYTES = 256 * 1024 * 1024

export interface ReadOptions {
  readonly catalog: Catalog
  readonly store: ObjectStore
  readonly sourceId: string
  readonly objects: readonly ObjectStat[]
  /** Keys of `objects` that the catalog already has rows of. */
  readonly known: ReadonlySet<string>
  readonly openWorkers: () => ProbeContext['workers']
  readonly now: () => number
  readonly signal: AbortSignal | undefined
  readonly onRead: (count: number) => void
  readonly onFinding: (finding: StoredFinding) => void
}

const isMedia = (stat: ObjectStat): boolean => chooseReader(stat.key) === 'media'

export async function readObjects(options: ReadOptions): Promise<void> {
  const { objects, signal } = options
  const batch = createBatch(options)
  const denied = { inARow: 0 }
  let done = 0
  const readOne = async (stat: ObjectStat): Promise<void> => {
    signal?.throwIfAborted()
    const object = { sourceId: options.sourceId, stat }
    const outcome = await readOutcome(object, options, denied)
    if (!outcome?.retry && chooseReader(stat.key) !== 'nothing') denied.inARow = 0
    if (outcome !== undefined) await batch.add(toRawRows(object, outcome))
    options.onRead(++done)
  }
  const text = forEachConcurrent(
    objects.filter((stat) => !isMedia(stat)),
    TEXT_CONCURRENCY,
    readOne,
  )
  const media = forEachConcurrent(objects.filter(isMedia), MEDIA_CONCURRENCY, readOne)
  const results = await Promise.allSettled([text, media])
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
  await batch.flush()
}

/** Undefined where the object vanished between listing and reading: the next listing will not hold it. */
async function readOutcome(
  object: ObjectToRead,
  options: ReadOptions,
  denied: { inARow: number },
): Promise<ReadOutcome | undefined> {
  const { key } = object.stat
  const reader = chooseReader(key)
  if (reader === 'nothing') {
    const message = `is no media, manifest or log by its name (${object.stat.sizeBytes} bytes)`
    return { role: 'other', status: 'refused', problems: [{ code: 'not_understood', message, evidence: {} }] }
  }
  try {
    if (reader === 'media') {
      const { store, catalog, signal } = options
      const context = {
        workers: options.openWorkers(),
        storeUri: store.uri,
        cacheDir: catalog.cacheDir,
        signal,
      }
      return await probeObject(object, context)
    }
    const maxBytes = reader === 'log' ? MAX_LOG_BYTES : MAX_JSON_BYTES
    const bytes = await options.store.readSmall(key, { maxBytes, signal: options.signal })
    return reader === 'log' ? readLogObject(object, bytes) : readJsonObject(object, bytes)
  } catch (error) {
    const outcome = explainFailure(error, reader)
    if (outcome?.retry && ++denied.inARow > MAX_DENIED) throw error
    return outcome
  }
}

/** One object's own trouble is stored; the whole store's trouble ends the ingest, which can be run again. */
function explainFailure(error: unknown, reader: ReadAs): ReadOutcome | undefined {
  if (!(error instanceof UserError)) throw error
  const { code, message } = error
  const role = reader === 'media' ? 'media' : reader === 'log' ? 'text_log' : 'other'
  if (code === 'object_missing') return undefined
  if (code === 'object_too_large') {
    return { role, status: 'refused', problems: [{ code, message, evidence: {} }] }
  }
  if (code === 'access_denied' || code === 'key_refused') {
    const problem = { code: 'object_unreadable', message, evidence: { code } }
    return { role, status: 'refused', problems: [problem], retry: true }
  }
  throw error
}

interface Batch {
  add(rows: RawRows): Promise<void>
  flush(): Promise<void>
}

function createBatch(options: ReadOptions): Batch {
  let waiting: RawRows[] = []
  let rows = 0
  let since = options.now()
  const flush = async (): Promise<void> => {
    const ready = waiting
    waiting = []
    rows = 0
    since = options.now()
    if (ready.length > 0) await commitBatch(options, ready)
  }
  return {
    async add(read) {
      waiting.push(read)
      rows += read.tables.log_events?.length ?? 0
      if (waiting.length >= BATCH_OBJECTS || rows >= BATCH_ROWS || options.now() - since > BATCH_MS)
        await flush()
    },
    flush,
  }
}

async function commitBatch(
  { catalog, sourceId, known, onFinding }: ReadOptions,
  batch: readonly RawRows[],
): Promise<void> {
  const findings = batch.flatMap((read) => read.findings)
  await catalog.transaction(async (tx) => {
    const earlier = batch.map((read) => String(read.object['object_key'])).filter((key) => known.has(key))
    await deleteRawRows(tx, sourceId, earlier)
    await tx.run(
      'UPDATE sources SET formed_version = NULL WHERE source_id = ? AND formed_version IS NOT NULL',
      [sourceId],
    )
    for (const table of RAW_TABLES) {
      const rows = batch.flatMap((read) => read.tables[table] ?? [])
      if (rows.length > 0) await tx.append(table, rows)
    }
    if (findings.length > 0) await tx.append('findings', findings.map(toFindingRow))
    await tx.append(
      'objects',
      batch.map((read) => read.object),
    )
  })
  for (const finding of findings) onFinding(finding)
}
