/** How one gets in: a key and its secret, or the code of the page that `lockstep capture` opened; and how one stays. */
import { createRoute } from '@hono/zod-openapi'
import { TokenAnswer, TokenRequest } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { checkKey, findKey, type Key } from '../store/keys.ts'
import { issueToken, readCaller } from './bearer.ts'
import type { ApiContext } from './context.ts'
import type { Limits } from './limits.ts'
import { answers, createRoutes, jsonBody, type Routes } from './routing.ts'

/** What stands for the key where the secret is a one-time code. */
const CODE = 'code'
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
      summary: 'A bearer token for a key and its secret, or for the key "code" and a one-time code',
      middleware: limits.token,
      request: jsonBody('TokenRequest', TokenRequest),
      responses: answers('TokenAnswer', TokenAnswer),
    }),
    async (context) => {
      const asked = context.req.valid('json')
      const key = asked.key === CODE ? redeem(asked.secret) : await checkKey(store, asked.key, asked.secret)
      if (!key) throw captureError('key_wrong', 'the key or its secret is wrong, or the key was revoked')
      return context.json(await issueToken(store, { ...asked, key, nowMs: nowMs() }), 200)
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
