/** How much disk renditions may take. */
import { UserError } from '../../core/model/index.ts'

const DEFAULT_BYTES = 20e9
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/**
 * Reads `LOCKSTEP_PROXY_CACHE`, such as `5GB`, `500 MB` or `1.5T` (powers of ten); 20 GB where it is not set. Throws
 * UserError `proxy_cache` for anything else.
 */
export function readProxyLimit(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['LOCKSTEP_PROXY_CACHE']?.trim()
  if (!text) return DEFAULT_BYTES
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)B?$/i.exec(text) ?? []
  if (digits === undefined || unit === undefined) {
    throw new UserError('proxy_cache', `LOCKSTEP_PROXY_CACHE is ${text}, expected a size`, {
      hint: 'Such as LOCKSTEP_PROXY_CACHE=5GB.',
    })
  }
  return Math.round(Number(digits) * UNITS[unit.toUpperCase()]!)
}
