/** Where the catalog is: `--catalog`, else LOCKSTEP_CATALOG, else ./lockstep.duckdb. */
import { Option } from 'commander'
import { resolve } from 'node:path'
import type { Effects } from './effects.ts'

export const DEFAULT_CATALOG = 'lockstep.duckdb'

/** The `--catalog <file>` option every command shares; its value goes through `resolveCatalog`. */
export const catalogOption = (): Option =>
  new Option('--catalog <file>', `catalog file (default: $LOCKSTEP_CATALOG or ./${DEFAULT_CATALOG})`)

/** Returns the absolute path of the catalog to use. */
export const resolveCatalog = (given: string | undefined, effects: Pick<Effects, 'env' | 'cwd'>): string =>
  resolve(effects.cwd, given ?? (effects.env['LOCKSTEP_CATALOG'] || DEFAULT_CATALOG))
