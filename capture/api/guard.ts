/**
 * Who may ask at all. A name that resolves to this machine (DNS rebinding) shows in Host, another site's page in Origin
 * and Sec-Fetch-Site: both are refused before any route runs. Webhooks come by whatever name LiveKit was given and are
 * known by their signature instead.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { captureError } from '../model/problems.ts'

const NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const
const JSON_BYTES = 256 << 10
const SHEET_BYTES = 4 << 20

export interface GuardOptions {
  readonly port: () => number
  readonly publicUrl: () => string
}

const isWebhook = (context: Context): boolean => context.req.path.startsWith('/webhooks/')

export function guardHost({ port, publicUrl }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').toLowerCase()
    const known = [...NAMES.map((name) => `${name}:${port()}`), new URL(publicUrl()).host]
    if (!isWebhook(context) && !known.includes(host))
      throw captureError('foreign_host', `Host "${host}" is not this server`)
    await next()
  }
}

/** Refuses a request that another site's page made; following a link to one of our pages is allowed. */
export function guardOrigin({ port, publicUrl }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin')
    const own = [...NAMES.map((name) => `http://${name}:${port()}`), new URL(publicUrl()).origin]
    const site = context.req.header('sec-fetch-site')
    const foreign = site === 'cross-site' || site === 'same-site'
    if (origin !== undefined && !own.includes(origin))
      throw captureError('foreign_origin', `a request of ${origin} was refused`)
    if (origin === undefined && foreign && !opensPage(context))
      throw captureError('foreign_origin', `a request of a ${site} page was refused`)
    await next()
  }
}

const opensPage = (context: Context): boolean =>
  context.req.method === 'GET' &&
  !context.req.path.startsWith('/api/') &&
  context.req.header('sec-fetch-mode') === 'navigate' &&
  context.req.header('sec-fetch-dest') === 'document'

/** Refuses a body of another type than JSON, but sheets and webhooks, and one that is too long or of no stated length. */
export const guardBody: MiddlewareHandler = async (context, next) => {
  const { method, path } = context.req
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return next()
  const isSheet = path.endsWith('/sheet')
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const hasBody = context.req.header('content-length') !== '0' && context.req.raw.body !== null
  if (hasBody && !isSheet && !isWebhook(context) && type !== 'application/json')
    throw captureError('not_json', `content-type is "${type}", expected application/json`)
  if (context.req.header('transfer-encoding') !== undefined)
    throw captureError('length_required', 'the body has no Content-Length')
  const maxSize = isSheet ? SHEET_BYTES : JSON_BYTES
  const onError = (): never => {
    throw captureError('too_large', `the body is over ${maxSize} bytes`)
  }
  return bodyLimit({ maxSize, onError })(context, next)
}
