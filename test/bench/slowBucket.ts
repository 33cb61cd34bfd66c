/**
 * A session of 16 cameras in a bucket that takes 100 ms for each request: until the page has what the first pictures
 * need, with proxies and without, read through HTTP as a browser reads (six sockets to each port). The goal is 2 s.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { parseRenditionIndex, type RenditionsAnswer } from '../../core/protocol/rendition.ts'
import { createRenditionStore } from '../../ingest/renditions/store.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { run, words } from '../support/mediaJudge.ts'
import { startSlowS3, type SlowS3 } from '../support/slowS3.ts'
import type { Report } from './report.ts'

const CAMERAS = 16
const SECONDS = 10
const DELAY_MS = 100
const GOAL_MS = 2000
const SOCKETS = 6
/** What a player reads of an original before its first picture: the index, then about a second. */
const PARTS = [0, 128 << 10, 256 << 10] as const
const EPOCH_US = 1_795_000_000_000_000
const keys = Array.from({ length: CAMERAS }, (_, at) => `camera-${at}.mp4`)
const ids = keys.map((key) => recordingIdOf('s1', key))

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  const saved = { ...env }
  const s3 = await startSlowS3()
  Object.assign(env, s3.env)
  const original = await putCameras(folder, s3)
  const catalog = await buildCatalog(join(folder, 'c.duckdb'), 's3://media', {
    sessionId: 'bench',
    epochWallUs: EPOCH_US,
    recordings: keys.map((objectKey, at) => ({
      objectKey,
      identity: `person ${at}`,
      source: 'camera',
      pts0WallUs: EPOCH_US,
    })),
  })
  const measure = async (what: string, baseline: number, read: (asking: Asking) => Promise<void>) => {
    s3.slowDown(DELAY_MS)
    const server = await startServer({ catalog, port: 0, webRoot: folder, version: 'bench' })
    const asking = { server, app: newAgent(), media: newAgent() }
    try {
      const begun = performance.now()
      await read(asking)
      const value = performance.now() - begun
      report({ what, value, unit: 'ms', baseline: { name: 'the goal', value: baseline } })
      report({ what: '  requests to the bucket', value: s3.requests(), unit: '' })
      return { ms: value, requests: s3.requests() }
    } finally {
      asking.app.destroy()
      asking.media.destroy()
      await server.close()
    }
  }
  try {
    await makeProxies(catalog)
    const proxies = await measure(`first pictures of ${CAMERAS} proxies`, GOAL_MS, (asking) =>
      readProxies(asking, catalog),
    )
    assert(proxies.ms <= GOAL_MS, `${proxies.ms} ms`)
    assert.equal(proxies.requests, 0)
    const originals = (asking: Asking): Promise<void> => readOriginals(asking, original)
    await measure(`first pictures of ${CAMERAS} originals, never read before`, GOAL_MS, originals)
    await measure('the same by the next server, from the block cache', GOAL_MS, originals)
  } finally {
    await catalog.close()
    await s3.stop()
    for (const name of Object.keys(s3.env)) delete env[name]
    Object.assign(env, saved)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the bytes that each of them has. */
async function putCameras(folder: string, s3: SlowS3): Promise<Buffer> {
  const file = join(folder, 'camera.mp4')
  const source = `-v error -f lavfi -i testsrc2=size=640x360:rate=25:duration=${SECONDS}`
  await run('ffmpeg', words(`${source} -c:v libx264 -preset ultrafast -g 100 -b:v 800k ${file}`))
  const bytes = await readFile(file)
  await s3.createBucket('media')
  for (const key of keys) await s3.putObject('media', key, bytes)
  return bytes
}

async function makeProxies(catalog: Catalog): Promise<void> {
  const store = createRenditionStore({ catalog, children: 2 })
  for (const id of ids) assert('file' in (await store.make(id, '180')))
  await store.rest()
}

interface Asking {
  readonly server: RunningServer
  readonly app: Agent
  readonly media: Agent
}

/** As the page does: the session, what there is of renditions, each one's index, its first second. */
async function readProxies({ server, app, media }: Asking, catalog: Catalog): Promise<void> {
  const store = createRenditionStore({ catalog })
  await ask(`${server.url}/api/sessions/bench`, app)
  const wanted = ids.map((recordingId) => ({ recordingId, level: '180' }))
  const answer = await ask(`${server.url}/api/sessions/bench/renditions`, app, { body: { wanted } })
  const { states } = JSON.parse(answer.toString()) as RenditionsAnswer
  const read = states.map(async ({ recordingId, version }) => {
    assert(version !== null)
    const path = `/api/recordings/${recordingId}/renditions/180/index?v=${version}`
    const index = parseRenditionIndex(Uint8Array.from(await ask(server.url + path, app)).buffer)
    const [start, end] = [index.offset[0]!, index.offset[index.key.indexOf(1, 1)]!]
    const url = `${server.mediaOrigin}/media/${recordingId}?v=${version}&r=180`
    return { recordingId, start, bytes: await ask(url, media, { range: [start, end] }) }
  })
  for (const { recordingId, start, bytes } of await Promise.all(read)) {
    const stored = await store.find(recordingId, '180')
    assert(stored && 'file' in stored)
    assert((await readFile(stored.file)).subarray(start, start + bytes.length).equals(bytes))
  }
}

async function readOriginals({ server, media }: Asking, original: Buffer): Promise<void> {
  const read = ids.map(async (id) => {
    for (const start of PARTS) {
      const range = [start, start + PARTS[1]] as const
      const bytes = await ask(`${server.mediaOrigin}/media/${id}`, media, { range })
      assert(original.subarray(...range).equals(bytes))
    }
  })
  await Promise.all(read)
}

const newAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: SOCKETS })

function ask(
  url: string,
  agent: Agent,
  { body, range }: { readonly body?: unknown; readonly range?: readonly [number, number] } = {},
): Promise<Buffer> {
  const headers = {
    ...(range && { range: `bytes=${range[0]}-${range[1] - 1}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const method = text === undefined ? 'GET' : 'POST'
    const asked = request(url, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) >= 300) reject(new Error(`${url}: ${answer.statusCode}`))
        else resolve(Buffer.concat(chunks))
      })
    })
    asked.on('error', reject).end(text)
  })
}
