/** How one gets in: a key and its secret, or the code of the page that `lockstep capture` opened. */
import { createRoute } from '@hono/zod-openapi'
import { CodeRequest } from '../model/admin.ts'
import { TokenAnswer, TokenRequest } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { checkKey, findKey } from '../store/keys.ts'
import { issueToken } from './bearer.ts'
import type { ApiContext } from './context.ts'
import type { Limits } from './limits.ts'
import { answers, createRoutes, jsonBody, type Routes } from './routing.ts'

const CODE_TTL_SECONDS = 8 * 3600

export function tokenRoutes({ store, nowMs, codes }: ApiContext, limits: Limits): Routes {
  const routes = createRoutes()
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
      summary: 'A bearer token for the one-time code behind the # of the page',
      middleware: limits.token,
      request: jsonBody('CodeRequest', CodeRequest),
      responses: answers('TokenAnswer', TokenAnswer),
    }),
    async (context) => {
      const id = codes.redeem(context.req.valid('json').code)
      const key = id === undefined ? undefined : findKey(store, id)
      if (!key || key.revokedAt !== undefined)
        throw captureError('code_wrong', 'the code was used, is too old or wrong')
      return context.json(await issueToken(store, { key, ttlSeconds: CODE_TTL_SECONDS, nowMs: nowMs() }), 200)
    },
  )
  return routes
}
