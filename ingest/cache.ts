/** The cache folder against the catalog's `derived` rows: lost files are forgotten, files nobody knows removed. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../core/catalog/catalog.ts'

const KINDS = ['packets', 'index', 'peaks', 'remux', 'thumbs', 'sound'] as const

/** What is made when an object is probed. */
const isOfProbe = ({ kind }: { readonly kind: string }): boolean => kind === 'packets' || kind === 'index'

/** Keys of objects whose packet table or index is gone: they must be probed again. Rows of lost peaks and copies are dropped. */
export async function findLostFiles(catalog: Catalog, sourceId: string): Promise<Set<string>> {
  const present = await listFiles(catalog.cacheDir)
  const rows = await catalog.all<{ object_key: string; kind: string; file_name: string }>(
    'SELECT object_key, kind, file_name FROM derived WHERE source_id = ?',
    [sourceId],
  )
  const lost = rows.filter((row) => !present.has(row.file_name))
  const remade = lost.filter((row) => !isOfProbe(row)).map((row) => row.file_name)
  if (remade.length > 0)
    await catalog.run('DELETE FROM derived WHERE file_name IN (SELECT unnest(?))', [remade])
  return new Set(lost.filter(isOfProbe).map((row) => row.object_key))
}

/** Removes files of changed and vanished objects, and halves a killed run left behind. */
export async function sweepCache(catalog: Catalog): Promise<void> {
  const rows = await catalog.all<{ file_name: string }>('SELECT file_name FROM derived')
  const known = new Set(rows.map((row) => row.file_name))
  for (const name of await listFiles(catalog.cacheDir)) {
    if (!known.has(name)) await rm(join(catalog.cacheDir, name), { force: true })
  }
}

/** Files made of recordings: others may keep theirs in the same folder. */
async function listFiles(cacheDir: string): Promise<Set<string>> {
  const names = await Promise.all(
    KINDS.map(async (kind) =>
      (await readdir(join(cacheDir, kind)).catch(() => [])).map((name) => `${kind}/${name}`),
    ),
  )
  return new Set(names.flat().filter((name) => name.includes('/rec_')))
}
