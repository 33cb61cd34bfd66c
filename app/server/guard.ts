/**
 * Who may ask: this machine's own page and commands. A name that resolves to 127.0.0.1 (DNS rebinding) shows in
 * Host, another site's page in Origin and Sec-Fetch-Site; both are refused before any route runs.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { UserError } from '../../core/model/index.ts'

const NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const

/** Where the server listens; read at each request, for a port of 0 is known only after listening. */
export interface Ports {
  app: number
  media: number
}

export const originsOf = (port: number): string[] => NAMES.map((name) => `http://${name}:${port}`)

/** Refuses a Host other than this server's own names on `port()`. */
export function guardHost(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? ''
    if (!NAMES.some((name) => host === `${name}:${port()}`)) {
      throw new UserError('foreign_host', `Host "${host}" is not this server`, {
        hint: `Open http://127.0.0.1:${port()} instead.`,
      })
    }
    await next()
  }
}

/** Refuses a request that another site's page made; following a link to a page of ours is allowed. */
export function guardOrigin(allowed: () => readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin')
    if (origin !== undefined) {
      if (!allowed().includes(origin)) refuseOrigin(origin)
    } else {
      const site = context.req.header('sec-fetch-site')
      const foreign = site === 'cross-site' || site === 'same-site'
      if (foreign && !opensPage(context)) refuseOrigin(`a ${site} page`)
    }
    await next()
  }
}

/** Refuses a mutation whose body a form of another site could have sent. */
export const requireJson: MiddlewareHandler = async (context, next) => {
  const { method } = context.req
  if (method === 'POST' || method === 'PUT' || method === 'PATCH') {
    const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (type !== 'application/json') {
      throw new UserError('not_json', `content-type is "${type ?? ''}", expected application/json`)
    }
  }
  await next()
}

/** A browser says so itself; the command line sends neither header. */
export const isFromPage = (context: Context): boolean =>
  context.req.header('origin') !== undefined || context.req.header('sec-fetch-site') !== undefined

const opensPage = (context: Context): boolean =>
  context.req.method === 'GET' &&
  !context.req.path.startsWith('/api/') &&
  context.req.header('sec-fetch-mode') === 'navigate' &&
  context.req.header('sec-fetch-dest') === 'document'

function refuseOrigin(who: string): never {
  throw new UserError('foreign_origin', `a request of ${who} was refused`, {
    hint: 'Only the workbench that this server serves may ask it.',
  })
}
