/** The block cache over a store in memory that counts what it is asked for, and over a real S3 server. */
import { array, assert, asyncProperty, nat, tuple } from 'fast-check'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBlockCache, type BlockCache, type CachedObject } from '../../../core/storage/blockCache.ts'
import { parseCacheLimit } from '../../../core/storage/cacheLimit.ts'
import { openStore } from '../../../core/storage/store.ts'
import { startS3, type S3Server } from '../../support/s3.ts'

const BLOCK = 16
const never = new AbortController().signal
let root: string
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'lockstep-blocks-'))))
afterAll(() => rm(root, { recursive: true, force: true }))
const newFolder = (): Promise<string> => mkdtemp(join(root, 'cache-'))

const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 7 + 1) & 255)

const parseLimit = (text: string | undefined): number => parseCacheLimit('X', text, 7)
const rejectOn = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

/** An object whose reads are counted, and held where the test says so. */
function createObject(bytes: Uint8Array, etag = 'e1') {
  const asked: string[] = []
  let held: Promise<void> | undefined
  let ended = 0
  const object: CachedObject = {
    key: 'a',
    etag,
    sizeBytes: bytes.length,
    store: {
      uri: 's3://test',
      async stream(_key, { start = 0, end = bytes.length, signal } = {}) {
        asked.push(`${start}-${end}`)
        signal?.addEventListener('abort', () => ended++)
        if (held) await Promise.race([held, rejectOn(signal!)])
        return new Blob([bytes.slice(start, end)]).stream()
      },
    },
  }
  return {
    object,
    asked,
    hold: (until: Promise<void> | undefined) => void (held = until),
    ended: () => ended,
  }
}

const open = (folder: string, limitBytes = 1e6): BlockCache =>
  openBlockCache({ folder, limitBytes, blockBytes: BLOCK })
const readAll = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
const filesOf = async (folder: string): Promise<string[]> => {
  const objects = await readdir(folder)
  return (await Promise.all(objects.map((one) => readdir(join(folder, one))))).flat().sort()
}

describe('the block cache', () => {
  it('gives any ranges in any order as the store would, also where there is room for few', async () => {
    const range = tuple(nat(150), nat(150))
    await assert(
      asyncProperty(nat(130), array(range, { maxLength: 12 }), async (length, ranges) => {
        const { object } = createObject(numbered(length))
        const cache = open(await newFolder(), 3 * (BLOCK + 4))
        const read = ranges.map(([start, size], at) => ({ start, end: start + size, streamed: at % 3 === 0 }))
        const got = await Promise.all(
          read.map(async ({ start, end, streamed }) =>
            streamed
              ? readAll(await cache.stream(object, start, end, never))
              : Uint8Array.from(await cache.read(object, start, end, never)),
          ),
        )
        expect(got).toEqual(read.map(({ start, end }) => numbered(length).subarray(start, end)))
        await cache.close()
        expect(await cache.bytes()).toBeLessThanOrEqual(3 * (BLOCK + 4))
      }),
      { numRuns: 40 },
    )
  })

  it('fetches a block once, however many read it, and not again in the next process', async () => {
    const folder = await newFolder()
    const { object, asked } = createObject(numbered(100))
    const cache = open(folder)
    await Promise.all([3, 3, 5, 9].map((start) => cache.read(object, start, 12, never)))
    expect(asked.filter((range) => range === '0-16')).toHaveLength(1)
    await cache.close()
    const before = asked.length
    const next = open(folder)
    expect(await next.read(object, 0, 16, never)).toEqual(numbered(100).subarray(0, 16))
    expect(asked).toHaveLength(before)
    await next.close()
  })

  it('reads the next block ahead of a reader that goes on, and of no other', async () => {
    const { object, asked } = createObject(numbered(200))
    const cache = open(await newFolder())
    for (const start of [0, 160, 64]) await cache.read(object, start, start + 16, never)
    expect(asked).toEqual(['0-16', '160-176', '64-80'])
    await cache.read(object, 80, 96, never)
    await expect.poll(() => asked.slice(3).toSorted()).toEqual(['80-96', '96-112'])
    await cache.close()
  })

  it('never serves a torn block, nor keeps what a killed process was writing', async () => {
    const folder = await newFolder()
    const { object, asked } = createObject(numbered(64))
    const first = open(folder)
    for (const start of [48, 32, 16, 0]) await first.read(object, start, start + 16, never)
    await first.close()
    const [own] = await readdir(folder)
    const names = await filesOf(folder)
    await truncate(join(folder, own!, names[0]!), 9)
    const flipped = await readFile(join(folder, own!, names[1]!))
    flipped[3]! ^= 1
    await writeFile(join(folder, own!, names[1]!), flipped)
    await writeFile(join(folder, own!, `${names[2]!}.0123.part`), 'half')
    asked.length = 0
    const next = open(folder)
    expect(await next.bytes()).toBeGreaterThan(0)
    expect(await filesOf(folder)).toEqual(names)
    for (const start of [0, 16, 32, 48])
      expect(await next.read(object, start, start + 16, never)).toEqual(
        numbered(64).subarray(start, start + 16),
      )
    expect(asked.toSorted()).toEqual(['0-16', '16-32'])
    await next.close()
  })

  it('lets the least recently read go first', async () => {
    const folder = await newFolder()
    const { object, asked } = createObject(numbered(160))
    const cache = open(folder, 2 * (BLOCK + 4))
    const numbers = async (): Promise<(string | undefined)[]> =>
      (await filesOf(folder)).map((name) => name.split('-')[1])
    const read = (block: number) => cache.read(object, block * BLOCK, (block + 1) * BLOCK, never)
    await read(6)
    await expect.poll(() => cache.bytes()).toBe(BLOCK + 4)
    await read(3)
    await expect.poll(() => cache.bytes()).toBe(2 * (BLOCK + 4))
    await read(6)
    await read(0)
    await expect.poll(numbers).toEqual(['0', '6'])
    asked.length = 0
    await read(6)
    expect(asked).toEqual([])
    await cache.close()
  })

  it('sweeps what it kept of an object that has changed', async () => {
    const folder = await newFolder()
    const cache = open(folder)
    await cache.read(createObject(numbered(16)).object, 0, 16, never)
    await cache.close()
    const [before] = await filesOf(folder)
    const next = open(folder)
    const changed = numbered(16).map((byte) => byte ^ 255)
    expect(await next.read(createObject(changed, 'e2').object, 0, 16, never)).toEqual(changed)
    await next.close()
    await expect.poll(() => filesOf(folder)).not.toContain(before)
  })

  it('ends a fetch when all who waited have left, and only then', async () => {
    const made = createObject(numbered(16))
    const gate = Promise.withResolvers<void>()
    made.hold(gate.promise)
    const cache = open(await newFolder())
    const [one, two] = [new AbortController(), new AbortController()]
    const reads = [one, two].map(({ signal }) => cache.read(made.object, 0, 16, signal))
    await expect.poll(() => made.asked).toHaveLength(1)
    one.abort(new Error('gone'))
    await expect(reads[0]).rejects.toThrow('gone')
    expect(made.ended()).toBe(0)
    two.abort(new Error('gone too'))
    await expect(reads[1]).rejects.toThrow('gone too')
    expect(made.ended()).toBe(1)
    made.hold(undefined)
    expect(await cache.read(made.object, 0, 16, never)).toEqual(numbered(16))
    await cache.close()
  })

  it('has a size a person writes', () => {
    expect(['20GB', '1.5 mb', '100', '0', '', undefined].map(parseLimit)).toEqual([2e10, 1.5e6, 100, 0, 7, 7])
    expect(() => parseLimit('much')).toThrow('X is "much"')
  })
})

describe('the block cache over S3', () => {
  let server: S3Server
  const saved = { ...process.env }
  beforeAll(async () => {
    server = await startS3()
    Object.assign(process.env, server.env)
    await server.createBucket('media')
  })
  afterAll(async () => {
    process.env = saved
    await server.stop()
  })

  it('asks the bucket once for each block, and never takes an object for what it was', async () => {
    await server.putObject('media', 'a.webm', numbered(40))
    const store = await openStore('s3://media')
    const found = (await store.stat('a.webm'))!
    let requests = 0
    const counted: CachedObject = {
      key: 'a.webm',
      etag: found.etag,
      sizeBytes: found.sizeBytes,
      store: {
        uri: store.uri,
        stream: (...asked) => {
          requests++
          return store.stream(...asked)
        },
      },
    }
    const cache = open(await newFolder())
    for (let round = 0; round < 3; round++)
      expect(Uint8Array.from(await cache.read(counted, 5, 40, never))).toEqual(numbered(40).subarray(5))
    expect(requests).toBe(3)
    await server.putObject('media', 'a.webm', numbered(41))
    const fresh = open(await newFolder())
    await expect(fresh.read(counted, 0, 16, never)).rejects.toMatchObject({ code: 'object_changed' })
    await cache.close()
    await fresh.close()
  })
})
