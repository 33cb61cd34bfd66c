/** Codes that open the page once: good for a minute, kept as hashes in memory, gone with the process. */
import { createHash, randomBytes } from 'node:crypto'

export interface OnceCodes {
  /** A code for the key. */
  issue(key: string): string
  /** The key it was issued for, once; undefined for any other code. */
  redeem(code: string): string | undefined
}

const LIFE_MS = 60_000
const hash = (code: string): string => createHash('sha256').update(code).digest('hex')

export function createOnceCodes(nowMs: () => number): OnceCodes {
  const issued = new Map<string, { readonly key: string; readonly untilMs: number }>()
  return {
    issue(key) {
      const code = randomBytes(16).toString('base64url')
      issued.set(hash(code), { key, untilMs: nowMs() + LIFE_MS })
      return code
    },
    redeem(code) {
      const found = issued.get(hash(code))
      issued.delete(hash(code))
      return found && nowMs() < found.untilMs ? found.key : undefined
    },
  }
}
