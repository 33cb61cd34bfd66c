import { parseSeveral } from '../../app/web/api/several.ts'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  configSchema,
  jobSchema,
  parsePackets,
  queryResultSchema,
  sessionDetailSchema,
  sessionSummarySchema,
} from '../../core/protocol/index.ts'
import { EPOCH, RECORDING, createTestServer, type TestServer } from './support.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer()
}, 60_000)
afterAll(() => server.close())

const problemOf = async (answer: Response) => ({
  status: answer.status,
  ...((await answer.json()) as object),
})

describe('who may ask', () => {
  it.each(['evil.example:5000', '127.0.0.1:5001', 'localhost', '127.0.0.1.evil.example:5000', ''])(
    'refuses the Host %j',
    async (host) => {
      expect(await problemOf(await server.ask('/api/sessions', { headers: { host } }))).toMatchObject({
        status: 403,
        code: 'foreign_host',
      })
      expect((await server.ask('/', { headers: { host } })).status).toBe(403)
    },
  )

  it.each(['127.0.0.1:5000', 'localhost:5000', '[::1]:5000'])('answers the Host %s', async (host) => {
    expect((await server.ask('/api/config', { headers: { host } })).status).toBe(200)
  })

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:5001', 'https://127.0.0.1:5000'])(
    'refuses the Origin %s for reading, writing and the page',
    async (origin) => {
      for (const target of ['/api/sessions', '/api/jobs/events', '/', '/s/one']) {
        expect(await problemOf(await server.ask(target, { headers: { origin } }))).toMatchObject({
          status: 403,
          code: 'foreign_origin',
        })
      }
      expect((await server.post('/api/ingest', { source: '/' }, { origin })).status).toBe(403)
    },
  )

  it('refuses what another site’s page fetches or embeds, and lets its links lead to a page', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    expect((await server.ask('/', { headers: foreign })).status).toBe(403)
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await server.ask('/s/one?t=3', { headers: link })).status).toBe(200)
    expect((await server.ask('/api/sessions', { headers: link })).status).toBe(403)
  })

  it('refuses a mutation that a form could have sent', async () => {
    const answer = await server.ask('/api/ingest', {
      method: 'POST',
      body: '{"source":"/"}',
      headers: { 'content-type': 'text/plain' },
    })
    expect(await problemOf(answer)).toMatchObject({ status: 415, code: 'not_json' })
  })

  it('refuses a body beyond its limit', async () => {
    const answer = await server.post('/api/query', { sql: 'x'.repeat(2 << 20) })
    expect(answer.status).toBe(413)
  })
})

describe('the page', () => {
  it('serves index.html for its places, with a policy that names nothing but itself and its media', async () => {
    const answer = await server.ask('/s/one/health?t=1')
    expect(await answer.text()).toContain('<title>page</title>')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('content-security-policy')).toContain('media-src')
    expect(answer.headers.get('content-security-policy')).toContain('http://127.0.0.1:5001')
  })

  it('keeps files named by their content for ever, the page never', async () => {
    const asset = await server.ask('/assets/main-abcdefgh.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toContain('javascript')
    expect((await server.ask('/')).headers.get('cache-control')).toBe('no-cache')
  })

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/etc/passwd%00.html',
  ])('gives nothing of the disk for %s', async (target) => {
    const answer = await server.ask(target)
    expect(await answer.text()).not.toMatch(/secret$|root:/)
    expect(answer.headers.get('content-type')).toMatch(/html|json/)
  })

  it('answers a route that is not there with a problem', async () => {
    expect(await problemOf(await server.ask('/api/nothing'))).toMatchObject({
      status: 404,
      code: 'route_missing',
    })
  })
})

describe('sessions', () => {
  it('lists and details them as the protocol says', async () => {
    const list = sessionSummarySchema.array().parse(await (await server.ask('/api/sessions')).json())
    expect(list).toMatchObject([
      { sessionId: 'one', participants: 1, tracks: 1, recordings: 1, epochWallUs: EPOCH },
    ])
    const detail = sessionDetailSchema.parse(await (await server.ask('/api/sessions/one')).json())
    expect(detail).toMatchObject({ logCount: 2, people: [{ identity: 'ann', name: 'ann' }] })
    expect(detail.lanes).toMatchObject([
      { laneId: 'ann/microphone', kind: 'audio', gaps: [{ reason: 'not_joined' }] },
    ])
    expect(detail.lanes[0]!.recordings).toMatchObject([
      {
        recordingId: RECORDING,
        hasPackets: true,
        hasPeaks: false,
        placement: { offsetUs: 60_000, sigmaUs: 5000 },
      },
    ])
    expect(await problemOf(await server.ask('/api/sessions/two'))).toMatchObject({ status: 404 })
  })

  it('says where media are under the name it was asked by', async () => {
    const answer = await server.ask('/api/config', { headers: { host: 'localhost:5000' } })
    expect(configSchema.parse(await answer.json()).mediaOrigin).toBe('http://localhost:5001')
  })

  it('gives the log as Arrow with exact types, by time', async () => {
    const bytes = new Uint8Array(await (await server.ask('/api/sessions/one/log')).arrayBuffer())
    const table = tableFromIPC(bytes)
    expect(table.schema.fields.map((field) => `${field.name}: ${field.type}`)).toEqual([
      't_us: Float64',
      'recv_ns: Int64',
      'sender_ns: Int64',
      'sender: Dictionary<Int32, Utf8>',
      'topic: Dictionary<Int32, Utf8>',
      'payload: Utf8',
    ])
    expect(table.toArray().map((row) => row.toJSON())).toEqual([
      {
        t_us: 2.5,
        recv_ns: BigInt(EPOCH) * 1000n + 2_500n,
        sender_ns: null,
        sender: 'ann',
        topic: 'chat',
        payload: 'ä 😀',
      },
      {
        t_us: 1000.001,
        recv_ns: BigInt(EPOCH) * 1000n + 1_000_001n,
        sender_ns: 7n,
        sender: 'bob',
        topic: 'chat',
        payload: '{}',
      },
    ])
  })

  it('gives the packet table of a recording by its id, and nothing else of the cache', async () => {
    const answer = await server.ask(`/api/recordings/${RECORDING}/packets?v=1`)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(parsePackets(await answer.arrayBuffer()).ptsUs[0]).toBe(-6500)
    for (const id of ['nothing', '..%2f..%2fsecret.txt', '%2e%2e']) {
      expect((await server.ask(`/api/recordings/${id}/packets`)).status).toBe(404)
    }
    expect(await problemOf(await server.ask(`/api/recordings/${RECORDING}/peaks`))).toMatchObject({
      code: 'derived_missing',
    })
  })

  it('gives many packet tables in one answer, each as it would be alone, and no other path', async () => {
    const of = [RECORDING, 'nothing'].map((id) => `of=${encodeURIComponent(`/recordings/${id}/packets?v=1`)}`)
    const parts = parseSeveral(await (await server.ask(`/api/several?${of.join('&')}`)).arrayBuffer())
    expect(parts.map(({ status }) => status)).toEqual([200, 404])
    expect(parsePackets(await parts[0]!.arrayBuffer()).ptsUs[0]).toBe(-6500)
    for (const path of ['/sessions', `/recordings/${RECORDING}/packets`, '/recordings/a/../x/packets?v=1'])
      expect((await server.ask(`/api/several?of=${encodeURIComponent(path)}`)).status).toBe(400)
  })
})

describe('queries', () => {
  it('answers a SELECT', async () => {
    const answer = await server.post('/api/query', {
      sql: 'SELECT identity, 9007199254740993::BIGINT AS n FROM recordings',
    })
    const result = queryResultSchema.parse(await answer.json())
    expect(result.rows).toEqual([['ann', '9007199254740993']])
  })

  it.each([
    'DELETE FROM sessions',
    'INSERT INTO sessions SELECT * FROM sessions',
    'DROP TABLE sessions',
    "ATTACH '/tmp/other.duckdb'",
    "COPY sessions TO '/tmp/lockstep-stolen.csv'",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT 1; DELETE FROM sessions',
    'SET memory_limit = 1',
    'INSTALL httpfs',
  ])('refuses %s', async (sql) => {
    const answer = await server.post('/api/query', { sql })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect((await server.post('/api/query/file', { sql, format: 'csv' })).status).toBeGreaterThanOrEqual(400)
    expect(await server.catalog.all('SELECT session_id FROM sessions')).toHaveLength(1)
  })

  it('cuts a result off at the rows asked for', async () => {
    const answer = await server.post('/api/query', { sql: 'SELECT * FROM range(1000)', maxRows: 10 })
    expect(queryResultSchema.parse(await answer.json())).toMatchObject({
      truncated: true,
      rows: { length: 10 },
    })
  })

  it('names the field of a body that is wrong', async () => {
    expect(await problemOf(await server.post('/api/query', { sql: 3 }))).toMatchObject({
      status: 400,
      code: 'bad_request',
      message: expect.stringContaining('sql'),
    })
  })

  it('gives a file with its type', async () => {
    const answer = await server.post('/api/query/file', { sql: 'SELECT 1 AS one', format: 'csv' })
    expect(await answer.text()).toMatch(/^one\r?\n1/)
    expect(answer.headers.get('content-disposition')).toContain('query.csv')
  })
})

it('refuses a folder that the page chose for an export', async () => {
  const request = { sessionId: 'one', fromUs: 0, toUs: 1, out: '/tmp' }
  const answer = await server.post('/api/exports', request, { origin: 'http://127.0.0.1:5000' })
  expect(await problemOf(answer)).toMatchObject({ status: 403, code: 'out_refused' })
})

it('answers a job that is not there with a problem', async () => {
  expect((await server.ask('/api/jobs/none')).status).toBe(404)
  expect(jobSchema.array().parse(await (await server.ask('/api/jobs')).json())).toEqual([])
})
