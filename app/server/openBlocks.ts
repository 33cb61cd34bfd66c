/** The block cache of a catalog's originals, as the environment wants it. */
import path from 'node:path'
import { env } from 'node:process'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { openBlockCache, type BlockCache } from '../../core/storage/blockCache.ts'
import { parseCacheLimit } from '../../core/storage/cacheLimit.ts'

const VARIABLE = 'LOCKSTEP_BLOCK_CACHE'
const DEFAULT_LIMIT_BYTES = 10e9

/** Undefined where it is turned off (`0`). Throws UserError `bad_size`. */
export function openBlocks(
  catalog: Pick<Catalog, 'cacheDir'>,
  environment: Readonly<Record<string, string | undefined>> = env,
): BlockCache | undefined {
  const limitBytes = parseCacheLimit(VARIABLE, environment[VARIABLE], DEFAULT_LIMIT_BYTES)
  if (limitBytes === 0) return undefined
  return openBlockCache({ folder: path.join(catalog.cacheDir, 'blocks'), limitBytes })
}
