/** How one gets in: a key and its secret, or the code of the page that `lockstep capture` opened; and how one stays. */
import { createRoute } from '@hono/zod-openapi'
import { CodeRequest, TokenAnswer, TokenRequest } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { checkKey, findKey, type Key } from '../store/keys.ts'
import { issueToken, readCaller } from './bearer.ts'
import type { ApiContext } from './context.ts'
import type { Limits } from './limits.ts'
import { answers, createRoutes, jsonBody, type Routes } from './routing.ts'

const RENEW_SECONDS = 3600

export function tokenRoutes({ store, nowMs, codes }: ApiContext, limits: Limits): Routes {
  const routes = createRoutes()
  const redeem = (code: string): Key => {
    const id = codes.redeem(code)
    const key = id === undefined ? undefined : findKey(store, id)
    if (key && key.revokedAt === undefined) return key
    throw captureError('code_wrong', 'the code was used, is too old or wrong')
  }
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/token',
      tags: ['tokens'],
      summary: 'A bearer token for a key and its secret',
      middleware: limits.token,
      request: jsonBody('TokenRequest', TokenRequest),
      responses: answers('TokenAnswer', TokenAnswer),
    }),
    async (context) => {
      const asked = context.req.valid('json')
      const key = await checkKey(store, asked.key, asked.secret)
      if (!key) throw captureError('key_wrong', 'the key or its secret is wrong, or the key was revoked')
      return context.json(await issueToken(store, { ...asked, key, nowMs: nowMs() }), 200)
    },
  )
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/token/code',
      tags: ['tokens'],
      summary: 'The same for the one-time code that lockstep capture printed or opened',
      middleware: limits.token,
      request: jsonBody('CodeRequest', CodeRequest),
      responses: answers('TokenAnswer', TokenAnswer),
    }),
    async (context) => {
      const key = redeem(context.req.valid('json').code)
      const { scopes } = key
      return context.json(
        await issueToken(store, { key, scopes, ttlSeconds: RENEW_SECONDS, nowMs: nowMs() }),
        200,
      )
    },
  )
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/token/renew',
      tags: ['tokens'],
      summary: 'The same scopes for an hour more, as long as the key is not revoked',
      security: [{ bearer: [] }],
      responses: answers('TokenAnswer', TokenAnswer),
    }),
    async (context) => {
      const caller = await readCaller(store, context.req.header('authorization'), nowMs())
      const key = findKey(store, caller.key)
      if (!key) throw captureError('token_wrong', 'the token’s key was revoked')
      const { scopes } = caller
      return context.json(
        await issueToken(store, { key, scopes, ttlSeconds: RENEW_SECONDS, nowMs: nowMs() }),
        200,
      )
    },
  )
  return routes
}
