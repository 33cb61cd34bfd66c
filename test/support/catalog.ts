/** A new catalog in a temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'

export interface TemporaryCatalog {
  readonly catalog: Catalog
  readonly folder: string
  remove(): Promise<void>
}

export async function createTemporaryCatalog(): Promise<TemporaryCatalog> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-catalog-'))
  const catalog = await openCatalog(join(folder, 'test.duckdb'), { create: true })
  const remove = async (): Promise<void> => {
    await catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { catalog, folder, remove }
}
