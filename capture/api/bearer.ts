/**
 * Bearer tokens: JWT (RFC 7519) signed HS256 with a key derived from the state's own; the algorithm is pinned, so `none`
 * and every other are refused. A token's key is looked up at each request: a revoked key ends its tokens at once.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { sign, verify } from 'hono/jwt'
import { JwtTokenExpired } from 'hono/utils/jwt/types'
import { z } from 'zod'
import { Scope } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { findKey, type Key } from '../store/keys.ts'
import type { CaptureStore } from '../store/store.ts'

export type Scope = z.infer<typeof Scope>

const ISSUER = 'lockstep-capture'
const Claims = z.object({
  sub: z.string(),
  scopes: z.array(Scope),
  project: z.string().nullable(),
  exp: z.number(),
})

/** Who asks, put into the context by `requireScope`. */
export interface Caller {
  readonly key: string
  readonly label: string
  readonly scopes: readonly Scope[]
  readonly project: string | undefined
}
export interface CallerEnv {
  Variables: { caller: Caller }
}

const signingKey = (store: CaptureStore): string =>
  Buffer.from(store.secrets.derive('bearer tokens')).toString('base64')

/** Scopes the key does not have are left out. */
export async function issueToken(
  store: CaptureStore,
  {
    key,
    scopes,
    ttlSeconds,
    nowMs,
  }: { key: Key; scopes?: readonly Scope[]; ttlSeconds: number; nowMs: number },
): Promise<{ token: string; expiresAt: string; scopes: Scope[] }> {
  const granted = key.scopes.filter((scope) => scopes?.includes(scope) ?? true)
  const iat = Math.floor(nowMs / 1000)
  const exp = iat + ttlSeconds
  const claims = { iss: ISSUER, sub: key.key, scopes: granted, project: key.project ?? null, iat, exp }
  const token = await sign(claims, signingKey(store), 'HS256')
  return { token, expiresAt: new Date(exp * 1000).toISOString(), scopes: granted }
}

/** Throws UserError `token_missing`, `token_expired`, `token_wrong`. */
export async function readCaller(
  store: CaptureStore,
  authorization: string | undefined,
  nowMs: number,
): Promise<Caller> {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw captureError('token_missing', 'the request has no bearer token')
  const payload = await verify(token, signingKey(store), {
    alg: 'HS256',
    iss: ISSUER,
    exp: false,
    iat: false,
  }).catch((error: unknown) => {
    // Without the cause: its message holds the token.
    if (error instanceof JwtTokenExpired) throw captureError('token_expired', 'the token has expired')
    throw captureError('token_wrong', 'the token is not one that this backend signed')
  })
  const claims = Claims.safeParse(payload)
  if (!claims.success) throw captureError('token_wrong', 'the token does not say what a token of ours says')
  const { sub, scopes, project, exp } = claims.data
  if (exp * 1000 <= nowMs) throw captureError('token_expired', 'the token has expired')
  const key = findKey(store, sub)
  if (!key || key.revokedAt !== undefined) throw captureError('token_wrong', 'the token’s key was revoked')
  return { key: sub, label: key.label, scopes, project: project ?? undefined }
}

/**
 * Lets callers with the scope pass. A project of the path that is not the caller's own is answered as one that does not
 * exist (404): a key bound to one project cannot learn the names of others.
 */
export function requireScope(
  scope: Scope,
  { store, nowMs }: { readonly store: CaptureStore; readonly nowMs: () => number },
): MiddlewareHandler<CallerEnv> {
  return async (context, next) => {
    const caller = await readCaller(store, context.req.header('authorization'), nowMs())
    const project = context.req.param('project')
    if (project !== undefined && caller.project !== undefined && caller.project !== project) {
      throw captureError('project_missing', `there is no project ${project} that this key may see`)
    }
    if (!caller.scopes.includes(scope)) {
      throw captureError(
        'scope_missing',
        `this needs the scope ${scope}; the token has ${caller.scopes.join(', ') || 'none'}`,
      )
    }
    context.set('caller', caller)
    await next()
  }
}

/** Those who may see every project; a key of one project makes neither projects nor keys for others. */
export function requireAllProjects(context: Context<CallerEnv>): void {
  const { project } = context.get('caller')
  if (project !== undefined)
    throw captureError('scope_missing', `this key is bound to the project ${project}`)
}
