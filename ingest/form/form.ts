/**
 * Forms sessions from all raw rows and places their recordings, in one transaction: readers see the catalog before
 * or after, never between. Everything here is made anew; corrections, annotations and exports are not touched.
 * Cost: linear in the catalog's files, whatever changed (10 k manifests: about half a second); skipped where
 * nothing did.
 */
import type { Catalog, CatalogTx } from '../../core/catalog/catalog.ts'
import { toFindingRow, type StoredFinding } from '../findings.ts'
import { HANDLER_VERSION } from '../handlerVersion.ts'
import { objectId, readFacts, type Facts } from './facts.ts'
import { formCatalog, type FormedCatalog } from './formCatalog.ts'
import { settleSeverity } from './running.ts'

export type Place = (tx: CatalogTx) => Promise<void>

export interface FormOptions {
  readonly catalog: Catalog
  readonly place: Place
  readonly signal: AbortSignal | undefined
  /** Told of findings that were not there before. */
  readonly onFinding: (finding: StoredFinding) => void
}

/** Throws what `place` throws, and then nothing has changed. */
export async function form({ catalog, place, signal, onFinding }: FormOptions): Promise<void> {
  const fresh = await catalog.transaction(async (tx) => {
    const facts = await readFacts(tx)
    const formed = formCatalog(facts)
    signal?.throwIfAborted()
    const before = await tx.all<{ finding_id: string }>(
      "SELECT finding_id FROM findings WHERE stage = 'form'",
    )
    await replaceFormed(tx, formed)
    await updateLinks(tx, facts, formed)
    await settleSeverity(tx, formed.running)
    await place(tx)
    await tx.run('UPDATE sources SET formed_version = ?', [HANDLER_VERSION])
    const known = new Set(before.map((row) => row.finding_id))
    return formed.findings.filter((finding) => !known.has(String(toFindingRow(finding)['finding_id'])))
  })
  for (const finding of fresh) onFinding(finding)
}

async function replaceFormed(tx: CatalogTx, formed: FormedCatalog): Promise<void> {
  for (const table of ['sessions', 'participants', 'tracks', 'recordings'] as const) {
    await tx.run(`DELETE FROM ${table}`)
    if (formed[table].length > 0) await tx.append(table, formed[table])
  }
  await tx.run("DELETE FROM findings WHERE stage = 'form'")
  if (formed.findings.length > 0) await tx.append('findings', formed.findings.map(toFindingRow))
}

/** Writes only what differs: a run that changes one file rewrites one row of each table. */
async function updateLinks(tx: CatalogTx, facts: Facts, formed: FormedCatalog): Promise<void> {
  for (const table of ['manifests', 'egress_infos'] as const) {
    const id = table === 'manifests' ? 'manifest_id' : 'egress_info_id'
    const changed = facts.descriptions
      .filter((one) => one.table === table)
      .map((one) => ({
        id: one.id,
        was: one.mediaKey ?? '',
        now: formed.links.mediaOf.get(one.id)?.[0] ?? '',
      }))
      .filter(({ was, now }) => was !== now)
    if (changed.length === 0) continue
    await tx.run(
      `UPDATE ${table} SET media_key = nullif(s.value, '')
       FROM (SELECT unnest(?) AS id, unnest(?) AS value) s WHERE ${table}.${id} = s.id`,
      [changed.map((one) => one.id), changed.map((one) => one.now)],
    )
  }
  const logs = facts.logs
    .map((log) => ({ ...log, was: log.sessionId ?? '', now: formed.sessionOf.get(objectId(log)) ?? '' }))
    .filter(({ was, now }) => was !== now)
  await updateObjects(tx, 'log_streams', 'session_id', logs)
  const objects = facts.objects
    .map((object) => ({
      ...object,
      was: object.status,
      now: formed.statusOf.get(objectId(object)) ?? object.status,
    }))
    .filter(({ was, now }) => was !== now)
  await updateObjects(tx, 'objects', 'status', objects)
  await linkFindings(tx, formed)
}

async function updateObjects(
  tx: CatalogTx,
  table: 'objects' | 'log_streams' | 'findings',
  column: 'status' | 'session_id',
  changed: readonly { sourceId: string; objectKey: string; now: string }[],
): Promise<void> {
  if (changed.length === 0) return
  const where = table === 'findings' ? "AND findings.stage IN ('read', 'derive')" : ''
  await tx.run(
    `UPDATE ${table} SET ${column} = nullif(s.value, '')
     FROM (SELECT unnest(?) AS source_id, unnest(?) AS object_key, unnest(?) AS value) s
     WHERE ${table}.source_id = s.source_id AND ${table}.object_key = s.object_key ${where}`,
    [changed.map((one) => one.sourceId), changed.map((one) => one.objectKey), changed.map((one) => one.now)],
  )
}

/** What was found in a file is a finding of the file's session too. */
async function linkFindings(tx: CatalogTx, formed: FormedCatalog): Promise<void> {
  const rows = await tx.all<{ source_id: string; object_key: string; session_id: string | null }>(
    `SELECT DISTINCT source_id, object_key, session_id FROM findings
     WHERE stage IN ('read', 'derive') AND source_id IS NOT NULL AND object_key IS NOT NULL`,
  )
  const changed = rows
    .map((row) => ({ sourceId: row.source_id, objectKey: row.object_key, was: row.session_id ?? '' }))
    .map((one) => ({ ...one, now: formed.sessionOf.get(objectId(one)) ?? '' }))
    .filter(({ was, now }) => was !== now)
  await updateObjects(tx, 'findings', 'session_id', changed)
}
