/** Byte ranges through the server against a plain file server, in the same run: whole tracks read 1 MiB at a time. */
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startServer } from '../../app/server/server.ts'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { quantile, type Report } from './report.ts'

const SIZE_BYTES = 64 << 20
const PART_BYTES = 1 << 20
/** A browser's sockets to one origin. */
const SOCKETS = 6
const ROUNDS = 5

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-bench-'))
  const file = path.join(folder, 'bucket', 'track.webm')
  await mkdir(path.dirname(file))
  await writeFile(file, Buffer.alloc(SIZE_BYTES, 'lockstep'))
  const catalog = await openCatalog(path.join(folder, 'c.duckdb'), { create: true })
  const plain = await servePlain(file)
  const uri = (await openStore(path.dirname(file))).uri
  await insertRecording(catalog, uri)
  const server = await startServer({ catalog, port: 0, webRoot: folder, version: 'bench' })
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })
  try {
    const ours = `${server.mediaOrigin}/media/rec_bench`
    const theirs = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`
    const speeds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
    for (let round = 0; round <= ROUNDS; round++) {
      const [a, b] = [await readAll(ours, agent), await readAll(theirs, agent)]
      // The first round warms both up.
      if (round > 0) {
        speeds.ours.push(a)
        speeds.theirs.push(b)
      }
    }
    report({
      what: 'ranges of 1 MiB over 6 sockets, median of 5',
      value: quantile(speeds.ours, 0.5),
      unit: 'MB/s',
      baseline: { name: 'plain createReadStream server', value: quantile(speeds.theirs, 0.5) },
    })
    const small = { ours: await timeSmall(ours, agent), theirs: await timeSmall(theirs, agent) }
    report({
      what: 'a range of 1 KiB, p95 of 500',
      value: quantile(small.ours, 0.95),
      unit: 'ms',
      baseline: { name: 'plain createReadStream server', value: quantile(small.theirs, 0.95) },
    })
  } finally {
    agent.destroy()
    plain.closeAllConnections()
    plain.close()
    await server.close()
    await catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads the whole file in parts; returns MB/s. Throws where a part is not what was asked for. */
async function readAll(url: string, agent: Agent): Promise<number> {
  const starts = Array.from({ length: SIZE_BYTES / PART_BYTES }, (_, index) => index * PART_BYTES)
  const queue = starts.values()
  const started = performance.now()
  const take = async (): Promise<void> => {
    for (const start of queue) {
      const length = await readPart(url, agent, start, start + PART_BYTES)
      if (length !== PART_BYTES) throw new Error(`${url}: ${length} bytes of a part of ${PART_BYTES}`)
    }
  }
  await Promise.all(Array.from({ length: SOCKETS }, take))
  return SIZE_BYTES / 1e3 / (performance.now() - started)
}

async function timeSmall(url: string, agent: Agent): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < 500; n++) {
    const start = (n * 7919 * 1024) % (SIZE_BYTES - 1024)
    const begun = performance.now()
    const length = await readPart(url, agent, start, start + 1024)
    if (length !== 1024) throw new Error(`${url}: ${length} bytes of a part of 1024`)
    times.push(performance.now() - begun)
  }
  return times
}

function readPart(url: string, agent: Agent, start: number, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { range: `bytes=${start}-${end - 1}` } }, (answer) => {
      if (answer.statusCode !== 206) reject(new Error(`${url}: status ${answer.statusCode}`))
      let length = 0
      answer.on('data', (chunk: Buffer) => (length += chunk.length))
      answer.on('end', () => resolve(length))
      answer.on('error', reject)
    })
    asked.on('error', reject).end()
  })
}

function servePlain(file: string): Promise<Server> {
  const server = createServer((asked, answer) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(asked.headers.range ?? '') ?? []
    const [start, end] = [Number(first), Number(last)]
    answer.writeHead(206, {
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${SIZE_BYTES}`,
    })
    createReadStream(file, { start, end }).pipe(answer)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function insertRecording(catalog: Awaited<ReturnType<typeof openCatalog>>, uri: string): Promise<void> {
  const store = await openStore(uri)
  const found = await store.stat('track.webm')
  if (!found) throw new Error(`no track.webm in ${uri}`)
  const now = new Date()
  const at = { source_id: 's1', object_key: 'track.webm' }
  await catalog.append('sources', [
    { source_id: 's1', uri, kind: 'folder', first_ingested_at: now, last_ingested_at: now },
  ])
  await catalog.append('objects', [
    {
      ...at,
      etag: found.etag,
      size_bytes: found.sizeBytes,
      modified_at: found.modifiedAt,
      role: 'media',
      status: 'indexed',
      handler_version: 1,
    },
  ])
  const stream = { ...at, stream_index: 0, kind: 'video', codec: 'vp8', first_pts_us: 0, end_pts_us: 1 }
  await catalog.append('media', [
    {
      ...stream,
      container: 'webm',
      last_pts_us: 0,
      codec_delay_us: 0,
      packet_count: 1,
      key_packet_count: 1,
      needs_remux: false,
      probed_by: 'bench',
    },
  ])
  const known = {
    recording_id: 'rec_bench',
    session_id: 'bench',
    track_id: 'TR_bench',
    identity: 'x',
    source: 'camera',
  }
  await catalog.append('recordings', [{ ...known, ...stream }])
}
