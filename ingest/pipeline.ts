/**
 * A bucket into the catalog: discover → read (manifests, logs, media probes) → form → place → measure (clocks that were
 * written down) → derive (→ align). Idempotent
 * and incremental: an object is read again only where its ETag or the handler changed. Every stage commits whole
 * steps, so after a kill the next run goes on where this one stopped and ends with the same rows.
 */
import type { Catalog } from '../core/catalog/catalog.ts'
import type { Finding } from '../core/model/index.ts'
import type { Progress } from '../core/protocol/index.ts'
import { alignSource } from './align/alignSource.ts'
import { measureCheap } from './align/measureCheap.ts'
import { findLostFiles, sweepCache } from './cache.ts'
import { derive } from './derive.ts'
import { discover } from './discover.ts'
import { realEffects, type IngestEffects, type IngestWorkers } from './effects.ts'
import type { StoredFinding } from './findings.ts'
import { form } from './form/form.ts'
import { startMeter, type ProgressMeter } from './progress.ts'
import { deleteRawRows } from './rawRows.ts'
import { readObjects } from './readObjects.ts'
import { countCatalog, type IngestReport } from './report.ts'
import { openSource, touchSource } from './sourceRow.ts'

export type { IngestReport } from './report.ts'

export interface IngestOptions {
  readonly catalog: Catalog
  /** A folder, `file://…` or `s3://bucket/prefix`. */
  readonly uri: string
  /** Aligns the sessions of the source at the end. */
  readonly align?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Told of each finding when it has been stored. */
  readonly onFinding?: (finding: Finding) => void
  readonly effects?: Partial<IngestEffects>
}

/**
 * Ingests one source. Throws UserError where the source itself cannot be read, and the signal's reason when it is
 * aborted; what is wrong with single files is stored as findings.
 */
export async function ingest(options: IngestOptions): Promise<IngestReport> {
  const { catalog, signal } = options
  const effects: IngestEffects = { ...realEffects, ...options.effects }
  const begun = effects.now()
  signal?.throwIfAborted()
  const store = await effects.openStore(options.uri)
  const { sourceId, formed } = await openSource(catalog, store.uri, begun)
  let found = 0
  const onFinding = (finding: StoredFinding): void => {
    found++
    options.onFinding?.(finding)
  }
  const meter = (stage: string): ProgressMeter =>
    startMeter({ stage, now: effects.now, findings: () => found, onProgress: options.onProgress })
  let workers: IngestWorkers | undefined
  const openWorkers = (): IngestWorkers => (workers ??= effects.createWorkers())

  try {
    const tellDiscovered = meter('discover')
    const stale = await findLostFiles(catalog, sourceId)
    const onKeys = (count: number): void => tellDiscovered(count, null)
    const discovery = await discover({ catalog, store, sourceId, stale, signal, onKeys })
    const { added, changed, vanished, unchanged, total } = discovery
    tellDiscovered(total, total)

    await forget(catalog, sourceId, vanished)
    const objects = [...added, ...changed]
    const tellRead = meter('read')
    await readObjects({
      catalog,
      store,
      sourceId,
      objects,
      openWorkers,
      signal,
      onFinding,
      now: effects.now,
      known: new Set(changed.map((stat) => stat.key)),
      onRead: (count) => tellRead(count, objects.length),
    })

    if (!formed || objects.length > 0 || vanished.length > 0) {
      const tellFormed = meter('form')
      tellFormed(0, 1)
      await form({ catalog, place: effects.place, signal, onFinding })
      tellFormed(1, 1)
    }
    await measureCheap(catalog, { now: effects.now, signal })
    await derive({
      catalog,
      sourceId,
      storeUri: store.uri,
      openWorkers,
      signal,
      onFinding,
      onProgress: meter('derive'),
    })
    await sweepCache(catalog)
    await touchSource(catalog, sourceId, effects.now())
    const { onProgress } = options
    const aligned = options.align
      ? await alignSource(catalog, sourceId, { ...(signal && { signal }), ...(onProgress && { onProgress }) })
      : undefined
    const counts = await countCatalog(catalog, sourceId)
    const changes = { unchanged, changed: changed.length, added: added.length, vanished: vanished.length }
    return { ...counts, ...changes, ...(aligned && { aligned }), ms: effects.now() - begun }
  } finally {
    await workers?.close()
  }
}

/** Removes what vanished objects said; what people made of them stays. */
async function forget(catalog: Catalog, sourceId: string, vanished: readonly string[]): Promise<void> {
  if (vanished.length === 0) return
  await catalog.transaction(async (tx) => {
    await deleteRawRows(tx, sourceId, vanished)
    await tx.run('UPDATE sources SET formed_version = NULL WHERE source_id = ?', [sourceId])
  })
}
