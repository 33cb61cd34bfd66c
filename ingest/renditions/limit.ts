/** How much disk renditions may take. */
import { parseCacheLimit } from '../../core/storage/cacheLimit.ts'

const DEFAULT_BYTES = 20e9

/** Bytes from `LOCKSTEP_PROXY_CACHE`, such as `5GB`; 20 GB where it is not set. Throws UserError `bad_size`. */
export const readProxyLimit = (env: Readonly<Record<string, string | undefined>>): number =>
  parseCacheLimit('LOCKSTEP_PROXY_CACHE', env['LOCKSTEP_PROXY_CACHE'], DEFAULT_BYTES)
