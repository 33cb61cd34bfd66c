import { sign } from 'hono/jwt'
import { describe, expect, it } from 'vitest'
import { createJoinToken } from '../../../capture/api/livekitTokens.ts'
import { createKey, revokeKey, type Scope } from '../../../capture/store/keys.ts'
import { readAccess } from '../../../capture/store/projects.ts'
import { addProject } from '../store/support.ts'
import { ALL, openTestApi, type TestApi } from './support.ts'

/** Who may come without a bearer; every other route of the router is guarded, and a new one is so by these tests. */
const PUBLIC = [
  'GET /api/v1/health',
  'GET /api/v1/join/:code',
  'GET /api/v1/openapi.json',
  'POST /api/v1/join/:code',
  'POST /api/v1/token',
  'POST /api/v1/token/code',
  'POST /webhooks/:project',
]
/** Not of one project: a key that is bound to one is refused, or sees less. */
const OF_ALL = ['POST /api/v1/projects', 'DELETE /api/v1/projects/:project', 'POST /api/v1/keys']
/** Any bearer that is good. */
const RENEW = 'POST /api/v1/token/renew'

interface Guarded {
  readonly name: string
  readonly scope: Scope
  ask(token?: string): Promise<{ status: number; json: unknown }>
}

/** Every guarded route, with the scope that the document promises. */
async function listGuarded(api: TestApi): Promise<Guarded[]> {
  type Operation = { readonly security?: readonly { readonly bearer?: readonly Scope[] }[] }
  const { paths } = (await api.ask('GET', 'openapi.json')).json as {
    paths: Record<string, Record<string, Operation>>
  }
  return api.routes
    .map(({ method, path }) => ({ method, path, name: `${method} ${path}` }))
    .filter(({ name }) => !PUBLIC.includes(name) && name !== RENEW)
    .map(({ method, path, name }) => {
      const scopes = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.security?.[0]?.bearer
      expect(scopes, name).toHaveLength(1)
      const asked = path.replace(':project', 'study').replace(':room', 'r1').replace(':key', 'k')
      return { name, scope: scopes![0]!, ask: (token) => api.ask(method, asked, token ? { token } : {}) }
    })
}

const forge = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function openStudy(): Promise<TestApi> {
  // The wall's line of events ends at once.
  const api = await openTestApi({ closing: AbortSignal.abort() })
  addProject(api.store, 'study')
  addProject(api.store, 'other')
  return api
}

describe('a guarded route', () => {
  it('answers its own scope, and refuses no token, every other scope, an expired token, a join token', async () => {
    const api = await openStudy()
    const guarded = await listGuarded(api)
    expect(guarded.length).toBeGreaterThanOrEqual(24)
    expect(api.routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([...PUBLIC, ...OF_ALL, RENEW]) as string[],
    )
    const without = new Map<Scope, string>()
    const alone = new Map<Scope, string>()
    for (const scope of ALL) {
      without.set(scope, await api.token(ALL.filter((one) => one !== scope)))
      alone.set(scope, await api.token([scope], 'study'))
    }
    const join = await createJoinToken(readAccess(api.store, 'study'), { room: 'r1', identity: 'alice' })
    const short = await api.token()
    for (const { name, scope, ask } of guarded) {
      expect(await ask(), name).toMatchObject({ status: 401, json: { code: 'token_missing' } })
      expect(await ask(join), name).toMatchObject({ status: 401, json: { code: 'token_wrong' } })
      expect(await ask(without.get(scope)), name).toMatchObject({
        status: 403,
        json: { code: 'scope_missing' },
      })
      const { status, json } = await ask(alone.get(scope))
      if (!OF_ALL.includes(name)) expect([401, 403], `${name} ${JSON.stringify(json)}`).not.toContain(status)
    }
    expect((await api.ask('POST', 'token/renew')).json).toMatchObject({ code: 'token_missing' })
    api.advance(3_601_000)
    for (const { name, ask } of guarded)
      expect(await ask(short), name).toMatchObject({ status: 401, json: { code: 'token_expired' } })
    expect((await api.ask('POST', 'token/renew', { token: short })).json).toMatchObject({
      code: 'token_expired',
    })
  })

  it('hides every project but a key’s own', async () => {
    const api = await openStudy()
    const token = await api.token(undefined, 'other')
    const ofStudy = (await listGuarded(api)).filter(({ name }) => name.includes(':project'))
    expect(ofStudy.length).toBeGreaterThanOrEqual(20)
    for (const { name, ask } of ofStudy)
      expect(await ask(token), name).toMatchObject({ status: 404, json: { code: 'project_missing' } })
    const there = await api.ask('GET', 'projects/study/rooms', { token })
    const nowhere = await api.ask('GET', 'projects/nowhere/rooms', { token })
    expect(there.text).toBe(nowhere.text.replaceAll('nowhere', 'study'))
    const projects = (await api.ask('GET', 'projects', { token })).json as { project: string }[]
    expect(projects.map(({ project }) => project)).toEqual(['other'])
    const study = await createKey(api.store, { label: 'theirs', scopes: ['watch'], project: 'study' })
    const keys = (await api.ask('GET', 'keys', { token })).json as { project: string }[]
    expect(new Set(keys.map(({ project }) => project))).toEqual(new Set(['other']))
    expect(await api.ask('DELETE', `keys/${study.key}`, { token })).toMatchObject({ status: 404 })
    // What would reach beyond it: keys and projects of all, a bucket that this machine's own rights open.
    const patch = (json: object) => api.ask('PATCH', 'projects/other', { token, json })
    for (const refused of [
      await api.ask('POST', 'keys', { token, json: { label: 'x', scopes: ['admin'] } }),
      await api.ask('DELETE', 'projects/other', { token }),
      await patch({ bucketUri: 'file:///' }),
      await patch({ s3: { endpoint: 'http://127.0.0.1:1' } }),
    ])
      expect(refused).toMatchObject({ status: 403, json: { code: 'scope_missing' } })
    expect((await patch({ consentText: 'Ours' })).status).toBe(200)
  })

  it('refuses what is expired, tampered with, unsigned, signed otherwise or revoked', async () => {
    const api = await openStudy()
    const key = await createKey(api.store, { label: 'desk', scopes: ['watch'] })
    const answer = await api.ask('POST', 'token', {
      json: { key: key.key, secret: key.secret, ttlSeconds: 60 },
    })
    const { token } = answer.json as { token: string }
    const [head, body, signature] = token.split('.') as [string, string, string]
    const bent = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
    const raised = forge({ ...bent, scopes: ['admin', 'watch'] })
    const otherKey = await sign({ ...bent }, 'another key', 'HS256')
    const otherAlgorithm = await sign(
      { ...bent },
      Buffer.from(api.store.secrets.derive('bearer tokens')).toString('base64'),
      'HS512',
    )
    const refused = [
      `${head}.${raised}.${signature}`,
      `${forge({ alg: 'none', typ: 'JWT' })}.${body}.`,
      `${forge({ alg: 'none', typ: 'JWT' })}.${body}.${signature}`,
      otherKey,
      otherAlgorithm,
      'nonsense',
    ]
    const list = (bearer: string) => api.ask('GET', 'projects', { token: bearer })
    expect((await list(token)).status).toBe(200)
    for (const bearer of refused)
      expect(await list(bearer)).toMatchObject({ status: 401, json: { code: 'token_wrong' } })
    api.advance(61_000)
    expect(await list(token)).toMatchObject({ status: 401, json: { code: 'token_expired' } })
    api.advance(-61_000)
    revokeKey(api.store, key.key)
    expect(await list(token)).toMatchObject({ status: 401, json: { code: 'token_wrong' } })
  })
})

describe('POST /token', () => {
  it('gives no scope the key lacks, and less where less is asked for', async () => {
    const api = await openTestApi()
    const key = await createKey(api.store, { label: 'desk', scopes: ['watch', 'operate'] })
    const json = { key: key.key, secret: key.secret, scopes: ['watch', 'admin'] }
    expect((await api.ask('POST', 'token', { json })).json).toMatchObject({ scopes: ['watch'] })
    const wrong = await api.ask('POST', 'token', { json: { ...json, secret: 'guess' } })
    expect(wrong).toMatchObject({ status: 401, json: { code: 'key_wrong' } })
    expect(wrong.text).not.toContain('guess')
  })

  it('answers ten a minute to one caller, then says when to come again', async () => {
    const api = await openTestApi()
    const json = { key: 'LK_x', secret: 'guess' }
    const from = (address: string) =>
      api.ask('POST', 'token', { json, headers: { 'x-test-address': address } })
    for (let count = 0; count < 10; count += 1) expect((await from('a')).status).toBe(401)
    const refused = await from('a')
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect((await from('b')).status).toBe(401)
  })

  it('takes a one-time code once, for a minute', async () => {
    const api = await openTestApi()
    const key = await createKey(api.store, { label: 'first', scopes: ['admin'] })
    const code = api.server.codes.issue(key.key)
    const redeem = (given: string) => api.ask('POST', 'token/code', { json: { code: given } })
    expect(await redeem(code)).toMatchObject({ status: 200, json: { scopes: ['admin'] } })
    expect(await redeem(code)).toMatchObject({ status: 401, json: { code: 'code_wrong' } })
    const late = api.server.codes.issue(key.key)
    api.advance(60_000)
    expect((await redeem(late)).status).toBe(401)
  })
})

describe('the guards', () => {
  it('refuse other names, other sites, other bodies', async () => {
    const api = await openTestApi({ publicUrl: () => 'https://capture.lab.example' })
    const health = (headers: Record<string, string>) => api.ask('GET', 'health', { headers })
    expect((await health({})).status).toBe(200)
    expect((await health({ host: 'capture.lab.example' })).status).toBe(200)
    expect((await health({ host: 'evil.example:5460' })).json).toMatchObject({ code: 'foreign_host' })
    expect((await health({ origin: 'https://capture.lab.example' })).status).toBe(200)
    expect((await health({ origin: 'https://evil.example' })).json).toMatchObject({ code: 'foreign_origin' })
    expect((await health({ 'sec-fetch-site': 'cross-site' })).json).toMatchObject({ code: 'foreign_origin' })
    const form = await api.ask('POST', 'token', { text: 'key=a', headers: { 'content-type': 'text/plain' } })
    expect(form).toMatchObject({ status: 415, json: { code: 'not_json' } })
    const large = await api.ask('POST', 'token', { json: { key: 'x'.repeat(300 << 10), secret: 'y' } })
    expect(large).toMatchObject({ status: 413, json: { code: 'too_large' } })
  })
})
