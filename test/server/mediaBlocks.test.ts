/** Originals of a bucket on the media port: through the block cache, and never behind a look at the bucket. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMediaApp } from '../../app/server/media.ts'
import { createMediaFiles } from '../../app/server/mediaFiles.ts'
import { openBlocks } from '../../app/server/openBlocks.ts'
import type { ObjectStat, ObjectStore } from '../../core/storage/objectStore.ts'
import { openStore } from '../../core/storage/store.ts'
import { createTestServer, PORTS, RECORDING, type TestServer } from './support.ts'

let server: TestServer
let bytes: Buffer
beforeAll(async () => {
  server = await createTestServer()
  bytes = await readFile(path.join(server.bucket, 'ann.ogg'))
}, 60_000)
afterAll(() => server.close())

/** The test's folder as a bucket whose looks are answered when the test says so. */
function openBucket(environment: Record<string, string> = {}) {
  const looks: PromiseWithResolvers<ObjectStat | undefined>[] = []
  let reads = 0
  const open = async (uri: string): Promise<ObjectStore> => {
    const real = await openStore(uri)
    return {
      ...real,
      uri: 's3://bucket',
      stat() {
        const look = Promise.withResolvers<ObjectStat | undefined>()
        looks.push(look)
        return look.promise
      },
      readRange: () => Promise.reject(new Error('a range without the state it wants')),
      stream(...asked) {
        reads++
        return real.stream(...asked)
      },
    }
  }
  const blocks = openBlocks(server.catalog, environment)
  const files = createMediaFiles(server.catalog, open, blocks)
  const app = createMediaApp({ files, renditions: server.renditions }, PORTS)
  const get = (range: string) =>
    app.request(`/media/${RECORDING}`, { headers: { host: `127.0.0.1:${PORTS.media}`, range } })
  return { get, looks, reads: () => reads, blocks }
}

it('play before the bucket was looked at, and are read from it once', async () => {
  const first = openBucket()
  for (const [start, end] of [
    [0, 99],
    [50, 500],
    [0, bytes.length - 1],
  ] as const) {
    const answer = await first.get(`bytes=${start}-${end}`)
    expect(answer.status).toBe(206)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(start, end + 1))).toBe(true)
  }
  expect([first.reads(), first.looks.length]).toEqual([1, 1])
  await first.blocks!.close()
  const next = openBucket()
  expect((await next.get('bytes=0-99')).status).toBe(206)
  expect(next.reads()).toBe(0)
})

it('are refused as soon as the bucket says that they have changed or gone', async () => {
  for (const [found, status] of [
    [{ key: 'ann.ogg', sizeBytes: 1, etag: 'new', modifiedAt: new Date(0) }, 409],
    [undefined, 404],
  ] as const) {
    const { get, looks } = openBucket()
    await get('bytes=0-9')
    looks[0]!.resolve(found)
    await looks[0]!.promise
    expect((await get('bytes=0-9')).status).toBe(status)
  }
})

it('go on from the cache while the bucket does not answer', async () => {
  const { get, looks } = openBucket()
  await get('bytes=0-9')
  looks[0]!.reject(new Error('no answer'))
  await looks[0]!.promise.catch(() => undefined)
  expect((await get('bytes=0-9')).status).toBe(206)
})

it('are read past the cache where that is turned off, and still only as they were ingested', async () => {
  const { get, reads, blocks } = openBucket({ LOCKSTEP_BLOCK_CACHE: '0' })
  expect(blocks).toBeUndefined()
  for (let round = 1; round <= 2; round++) {
    expect((await get('bytes=0-9')).status).toBe(206)
    expect(reads()).toBe(round)
  }
  await server.catalog.run(`UPDATE objects SET etag = 'older'`)
  expect((await openBucket().get('bytes=0-9')).status).toBe(409)
})
