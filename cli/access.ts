/** Opens what answers a command: the catalog's file, or the server that has it open. */
import { realpath } from 'node:fs/promises'
import { readServerFile } from '../app/server/serverFile.ts'
import type { CatalogAccess } from './catalogAccess.ts'
import { openLocal } from './localAccess.ts'
import { openRemote } from './remote.ts'

/**
 * Opens the catalog, or the server that has it open. Throws UserError `catalog_missing` without `create`,
 * `catalog_locked` where something other than a lockstep server has it open.
 */
export async function openAccess(path: string, options: { create?: boolean } = {}): Promise<CatalogAccess> {
  const real = await realpath(path).catch(() => path)
  const server = await readServerFile(real)
  const remote = server && (await openRemote(server.url, real))
  return remote ?? (await openLocal(path, options))
}

/** Opens, works, and closes whatever happens. */
export async function withAccess<T>(
  path: string,
  work: (access: CatalogAccess) => Promise<T>,
  options: { create?: boolean } = {},
): Promise<T> {
  const access = await openAccess(path, options)
  try {
    return await work(access)
  } finally {
    await access.close()
  }
}
