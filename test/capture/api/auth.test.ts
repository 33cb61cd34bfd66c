import { sign } from 'hono/jwt'
import { describe, expect, it } from 'vitest'
import { createJoinToken } from '../../../capture/api/livekitTokens.ts'
import { createKey, revokeKey } from '../../../capture/store/keys.ts'
import { readAccess } from '../../../capture/store/projects.ts'
import { addProject } from '../store/support.ts'
import { openTestApi, type TestApi } from './support.ts'

/** One route a scope, that answers 200 with it and reaches nothing outside. */
const GUARDED = [
  ['watch', 'GET', 'projects/study/rooms'],
  ['watch', 'GET', 'projects/study/wall'],
  ['watch', 'GET', 'projects/study/usage'],
  ['operate', 'POST', 'projects/study/rooms/r1/recording/start'],
  ['operate', 'POST', 'projects/study/rooms/r1/recording/stop'],
  ['manage', 'POST', 'projects/study/sheet'],
  ['admin', 'GET', 'keys'],
  ['admin', 'PATCH', 'projects/study'],
] as const

const askGuarded = (api: TestApi, [, method, path]: (typeof GUARDED)[number], token?: string) =>
  api.ask(method, path, {
    ...(token !== undefined && { token }),
    ...(path.endsWith('/sheet') ? { text: 'room,identity\n' } : method === 'GET' ? {} : { json: {} }),
  })

const forge = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function openStudy(): Promise<TestApi> {
  const api = await openTestApi()
  addProject(api.store, 'study')
  addProject(api.store, 'other')
  return api
}

describe('a guarded route', () => {
  it('answers its own scope, and refuses no token and every other scope', async () => {
    const api = await openStudy()
    for (const route of GUARDED) {
      const [scope] = route
      const others = (['watch', 'operate', 'manage', 'admin'] as const).filter((one) => one !== scope)
      expect(await askGuarded(api, route)).toMatchObject({ status: 401, json: { code: 'token_missing' } })
      expect(await askGuarded(api, route, await api.token([...others]))).toMatchObject({
        status: 403,
        json: { code: 'scope_missing' },
      })
      expect(
        (await askGuarded(api, route, await api.token([scope], scope === 'admin' ? undefined : 'study')))
          .status,
      ).toBe(200)
    }
  })

  it('hides every project but a key’s own', async () => {
    const api = await openStudy()
    const token = await api.token(undefined, 'other')
    for (const route of GUARDED.filter(([, , path]) => path.startsWith('projects/study')))
      expect(await askGuarded(api, route, token)).toMatchObject({
        status: 404,
        json: { code: 'project_missing' },
      })
    const there = await api.ask('GET', 'projects/study/rooms', { token })
    const nowhere = await api.ask('GET', 'projects/nowhere/rooms', { token })
    expect(there.text).toBe(nowhere.text.replaceAll('nowhere', 'study'))
    const projects = (await api.ask('GET', 'projects', { token })).json as { project: string }[]
    expect(projects.map(({ project }) => project)).toEqual(['other'])
    expect((await api.ask('POST', 'keys', { token, json: { label: 'x', scopes: ['admin'] } })).status).toBe(
      403,
    )
    expect((await api.ask('DELETE', 'projects/other', { token })).status).toBe(403)
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

  it('refuses a LiveKit join token', async () => {
    const api = await openStudy()
    const token = await createJoinToken(readAccess(api.store, 'study'), { room: 'r1', identity: 'alice' })
    for (const route of GUARDED)
      expect(await askGuarded(api, route, token)).toMatchObject({
        status: 401,
        json: { code: 'token_wrong' },
      })
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
