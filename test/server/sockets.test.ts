/** The server as it really listens: what only a socket can show. */
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RANGE_CAP_BYTES } from '../../app/server/ranges.ts'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import { readServerFile, serverFileOf } from '../../app/server/serverFile.ts'
import type { ObjectStore } from '../../core/storage/objectStore.ts'
import { openStore } from '../../core/storage/store.ts'
import { createTestServer, RECORDING, type TestServer } from './support.ts'

let built: TestServer
let server: RunningServer
let webRoot: string
let upstreamEnded = Promise.withResolvers<void>()

/** A bucket object of 64 MiB that is slow to give, and says when it is no longer read. */
function endless(real: ObjectStore): ObjectStore {
  return {
    ...real,
    uri: real.uri,
    stat: async (key, signal) => {
      const found = await real.stat(key, signal)
      return found && { ...found, sizeBytes: 64 << 20 }
    },
    stream: async () => {
      const chunk = new Uint8Array(1 << 16)
      return new ReadableStream({
        pull: (controller) => controller.enqueue(chunk),
        cancel: () => upstreamEnded.resolve(),
      })
    },
  }
}

beforeAll(async () => {
  built = await createTestServer()
  webRoot = await mkdtemp(path.join(tmpdir(), 'lockstep-web-'))
  await writeFile(path.join(webRoot, 'index.html'), 'page')
  const effects = { openStore: async (uri: string) => endless(await openStore(uri)) }
  server = await startServer({ catalog: built.catalog, port: 0, webRoot, version: '0', effects })
}, 60_000)
afterAll(async () => {
  await server.close()
  await built.close()
  await rm(webRoot, { recursive: true, force: true })
})

function ask(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => request(url, { headers }, resolve).on('error', reject).end())
}

it('refuses a foreign Host on both ports', async () => {
  for (const origin of [server.url, server.mediaOrigin]) {
    const answer = await ask(`${origin}/`, { host: 'evil.example' })
    expect(answer.statusCode).toBe(403)
    answer.resume()
  }
})

it('listens on no address but 127.0.0.1', async () => {
  const other = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: other ?? '127.0.0.2', port: Number(new URL(server.url).port) })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  expect(reached).toBe(false)
})

it('caps every 206 at 1 MiB, also where the client asked for more', async () => {
  for (const range of ['bytes=0-', 'bytes=0-33554431', 'bytes=-33554432']) {
    const answer = await ask(`${server.mediaOrigin}/media/${RECORDING}`, { range })
    expect(answer.statusCode).toBe(206)
    expect(answer.headers['content-length']).toBe(String(RANGE_CAP_BYTES))
    answer.destroy()
  }
})

it('stops reading the bucket when the client has gone', async () => {
  upstreamEnded = Promise.withResolvers()
  const answer = await ask(`${server.mediaOrigin}/media/${RECORDING}`)
  answer.once('data', () => answer.destroy())
  await upstreamEnded.promise
})

it('tells other commands where it is, readable by its owner alone, until it closes', async () => {
  const file = serverFileOf(built.catalog.path)
  expect(await readServerFile(built.catalog.path)).toEqual({ pid: process.pid, url: server.url })
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  const events = await ask(`${server.url}/api/jobs/events`)
  events.on('error', () => undefined).resume()
  const ended = new Promise((resolve) => events.once('close', resolve))
  await server.close()
  await ended
  expect(existsSync(file)).toBe(false)
  await expect(ask(`${server.url}/api/config`)).rejects.toThrow()
})

it('says that a port is taken', async () => {
  const one = await startServer({ catalog: built.catalog, port: 0, webRoot, version: '0' })
  const port = Number(new URL(one.url).port)
  await expect(startServer({ catalog: built.catalog, port, webRoot, version: '0' })).rejects.toMatchObject({
    code: 'port_taken',
  })
  await one.close()
})

/** Undefined: taken. */
const hold = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const held = createServer()
    held.once('error', () => resolve(undefined)).listen(port, '127.0.0.1', () => resolve(held))
  })
const letGo = (held: Server | undefined): Promise<unknown> =>
  new Promise((resolve) => (held ? held.close(resolve) : resolve(undefined)))

/** Two free ports side by side. */
async function findPair(): Promise<number> {
  const first = await hold(0)
  const { port } = first!.address() as AddressInfo
  const second = await hold(port + 1)
  await Promise.all([letGo(first), letGo(second)])
  return second ? port : findPair()
}

it('puts the media on the port after its own, where a page finds them again after a restart', async () => {
  const port = await findPair()
  const start = async (): Promise<string> => {
    const one = await startServer({ catalog: built.catalog, port, webRoot, version: '0' })
    await one.close()
    return one.mediaOrigin
  }
  expect(await start()).toBe(`http://127.0.0.1:${port + 1}`)
  const taken = await hold(port + 1)
  expect(await start()).not.toBe(`http://127.0.0.1:${port + 1}`)
  await letGo(taken)
})
