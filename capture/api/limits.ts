/**
 * How often one may ask. Where guessing would pay (secrets, codes) it is 10 a minute; a caller is an address. A join
 * link is its own caller: a class of thirty behind one address joins at once, while wrong codes are counted by address.
 * `--public-url` means a proxy in front: then the last address it added to X-Forwarded-For is the caller's.
 */
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { captureError } from '../model/problems.ts'

export interface Limits {
  /** POST /token and one-time codes, by address. */
  readonly token: MiddlewareHandler
  /** Everything with a bearer, by address. */
  readonly general: MiddlewareHandler
  /** Throws UserError `too_many` where the address has tried too many wrong codes. */
  checkCodes(context: Context): Promise<void>
  countWrongCode(context: Context): Promise<void>
  /** One use of a link. */
  countLink(context: Context, code: string): Promise<void>
}

const STRICT = { points: 10, duration: 60 }
const GENERAL = { points: 1200, duration: 60 }

export function createLimits(addressOf: (context: Context) => string = readAddress): Limits {
  const tokens = new RateLimiterMemory({ ...STRICT, keyPrefix: 'token' })
  const wrongCodes = new RateLimiterMemory({ ...STRICT, keyPrefix: 'code' })
  const links = new RateLimiterMemory({ ...STRICT, keyPrefix: 'link' })
  const general = new RateLimiterMemory({ ...GENERAL, keyPrefix: 'general' })
  return {
    token: async (context, next) => {
      await count(tokens, context, addressOf(context))
      await next()
    },
    general: async (context, next) => {
      await count(general, context, addressOf(context))
      await next()
    },
    async checkCodes(context) {
      const used = await wrongCodes.get(addressOf(context))
      if (used && used.remainingPoints <= 0) refuse(context, used)
    },
    countWrongCode: (context) => count(wrongCodes, context, addressOf(context)),
    countLink: (context, code) => count(links, context, code),
  }
}

async function count(limiter: RateLimiterMemory, context: Context, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (error instanceof RateLimiterRes) refuse(context, error)
    throw error
  }
}

function refuse(context: Context, { msBeforeNext }: RateLimiterRes): never {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  context.header('retry-after', String(seconds))
  throw captureError('too_many', `too many requests: the next one is answered in ${seconds} s`)
}

/** The address of the connection. */
export function readAddress(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown'
  } catch {
    // Asked without a socket, as tests do.
    return 'unknown'
  }
}

/** The address that the proxy in front saw. */
export const readForwarded = (context: Context): string =>
  context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() || readAddress(context)
