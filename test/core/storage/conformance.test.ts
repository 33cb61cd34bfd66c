import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type ObjectStat, type ObjectStore } from '../../../core/storage/store.ts'
import { startS3, type S3Server } from '../../support/s3.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)
const LONG_KEY = Array.from({ length: 4 }, (_, index) => `${index}-${'k'.repeat(220)}`).join('/')
const ODD_KEYS = [
  'room/with spaces/a b.json',
  'room/plus+sign/a+b.json',
  'room/per%cent/100%25.json',
  'room/Umläute/Größe.json',
  'room/emoji/👩‍🏫 lesson.json',
  'room/quote\'s & "amp" <x>.json',
  'room/hash#question?.json',
  'room/utf16-order/\uFF5E.txt',
  'room/utf16-order/\u{1F600}.txt',
  LONG_KEY,
]

interface Backend {
  readonly name: string
  /** An empty place, and how to fill it from outside the store. */
  create(): Promise<{ uri: string; seed: (key: string, body: Uint8Array) => Promise<void> }>
}

let server: S3Server
let folder: string
let buckets = 0
const savedEnvironment = { ...process.env }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-storage-'))
  server = await startS3()
  Object.assign(process.env, server.env)
})

afterAll(async () => {
  process.env = savedEnvironment
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const BACKENDS: readonly Backend[] = [
  {
    name: 'a folder',
    create: async () => {
      const root = await mkdtemp(join(folder, 'root with space-'))
      const seed = async (key: string, body: Uint8Array): Promise<void> => {
        await mkdir(dirname(join(root, key)), { recursive: true })
        await writeFile(join(root, key), body)
      }
      return { uri: root, seed }
    },
  },
  {
    name: 'an S3 bucket',
    create: async () => {
      const bucket = `bucket-${++buckets}`
      await server.createBucket(bucket)
      return { uri: `s3://${bucket}`, seed: (key, body) => server.putObject(bucket, key, body) }
    },
  },
  {
    name: 'a prefix of an S3 bucket',
    create: async () => {
      const bucket = `bucket-${++buckets}`
      await server.createBucket(bucket)
      await server.putObject(bucket, 'some prefixed/outside.txt', bytes('not below the prefix'))
      const seed = (key: string, body: Uint8Array): Promise<void> =>
        server.putObject(bucket, `some prefix/${key}`, body)
      return { uri: `s3://${bucket}/some prefix/`, seed }
    },
  },
]

describe.each(BACKENDS)('$name', ({ create }) => {
  let store: ObjectStore
  let seed: (key: string, body: Uint8Array) => Promise<void>

  beforeAll(async () => {
    const place = await create()
    seed = place.seed
    store = await openStore(place.uri)
    for (const key of ODD_KEYS) await seed(key, bytes(`body of ${key}`))
    await seed(
      'range.bin',
      Uint8Array.from({ length: 1000 }, (_, index) => index % 251),
    )
    await seed('empty.txt', new Uint8Array(0))
  })

  it('lists every key in the order of its bytes', async () => {
    const keys = (await listAll(store)).map((object) => object.key)
    const expected = [...ODD_KEYS, 'range.bin', 'empty.txt'].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )
    expect(keys).toEqual(expected)
  })

  it('lists what stat and read say', async () => {
    for (const listed of await listAll(store)) {
      const found = await store.stat(listed.key)
      expect(found).toMatchObject({ key: listed.key, sizeBytes: listed.sizeBytes, etag: listed.etag })
      expect(Math.abs(found!.modifiedAt.getTime() - listed.modifiedAt.getTime())).toBeLessThan(1001)
      if (!ODD_KEYS.includes(listed.key)) continue
      expect(text(await store.readSmall(listed.key, { maxBytes: 4096 }))).toBe(`body of ${listed.key}`)
    }
  })

  it('lists below a prefix that ends inside a name', async () => {
    expect((await listAll(store, 'room/u')).map((object) => object.key)).toEqual([
      'room/utf16-order/\uFF5E.txt',
      'room/utf16-order/\u{1F600}.txt',
    ])
    expect(await listAll(store, 'nothing/here')).toEqual([])
  })

  it('reads ranges, clipped to the size', async () => {
    expect([...(await store.readRange('range.bin', 10, 14))]).toEqual([10, 11, 12, 13])
    expect((await store.readRange('range.bin', 990, 5000)).length).toBe(10)
    expect((await store.readRange('range.bin', 1000, 1001)).length).toBe(0)
    expect((await store.readRange('range.bin', 5, 5)).length).toBe(0)
    expect((await store.readRange('empty.txt', 0, 10)).length).toBe(0)
  })

  it('streams whole objects and ranges', async () => {
    expect((await drain(await store.stream('range.bin'))).length).toBe(1000)
    expect([...(await drain(await store.stream('range.bin', { start: 3, end: 6 })))]).toEqual([3, 4, 5])
    expect((await drain(await store.stream('range.bin', { start: 998 }))).length).toBe(2)
    expect((await drain(await store.stream('empty.txt'))).length).toBe(0)
  })

  it('lets a stream go before its end', async () => {
    await seed('large.bin', new Uint8Array(3_000_000))
    const reader = (await store.stream('large.bin')).getReader()
    expect((await reader.read()).done).toBe(false)
    await reader.cancel()
    expect((await store.stat('large.bin'))?.sizeBytes).toBe(3_000_000)
  })

  it('says that an object is missing', async () => {
    expect(await store.stat('no/such')).toBeUndefined()
    await expect(store.readRange('no/such', 0, 10)).rejects.toMatchObject({ code: 'object_missing' })
    await expect(store.readRange('no/such', 0, 0)).rejects.toMatchObject({ code: 'object_missing' })
    await expect(store.readSmall('no/such', { maxBytes: 10 })).rejects.toMatchObject({
      code: 'object_missing',
    })
    await expect(store.stream('no/such')).rejects.toMatchObject({ code: 'object_missing' })
  })

  it('refuses to read a large object whole', async () => {
    await expect(store.readSmall('range.bin', { maxBytes: 999 })).rejects.toMatchObject({
      code: 'object_too_large',
    })
    expect((await store.readSmall('range.bin', { maxBytes: 1000 })).length).toBe(1000)
    expect((await store.readSmall('empty.txt', { maxBytes: 0 })).length).toBe(0)
  })

  it('writes only where nothing is', async () => {
    expect(await store.putIfAbsent('out/ä b+c%.json', bytes('first'))).toBe(true)
    expect(await store.putIfAbsent('out/ä b+c%.json', bytes('second'))).toBe(false)
    expect(text(await store.readSmall('out/ä b+c%.json', { maxBytes: 100 }))).toBe('first')
    const racers = Array.from({ length: 8 }, (_, index) =>
      store.putIfAbsent('out/race', bytes(`racer ${index}`)),
    )
    const won = (await Promise.all(racers)).map(Number)
    expect(won.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect(text(await store.readSmall('out/race', { maxBytes: 100 }))).toBe(`racer ${won.indexOf(1)}`)
    expect((await listAll(store, 'out/')).map((object) => object.key)).toEqual([
      'out/race',
      'out/ä b+c%.json',
    ])
  })

  it('changes the ETag with the content', async () => {
    await seed('changing', bytes('one'))
    const before = await store.stat('changing')
    await seed('changing', bytes('two'))
    const after = await store.stat('changing')
    expect(after?.etag).not.toBe(before?.etag)
    expect(after?.etag).not.toContain('"')
  })

  it('stops when asked', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(store.readRange('range.bin', 0, 10, signal)).rejects.toThrow('enough')
    await expect(store.readSmall('range.bin', { maxBytes: 1e6, signal })).rejects.toThrow('enough')
    await expect(store.stream('range.bin', { signal })).rejects.toThrow('enough')
    await expect(store.stat('range.bin', signal)).rejects.toThrow('enough')
    await expect(listAll(store, '', signal)).rejects.toThrow('enough')
    const controller = new AbortController()
    const stream = await store.stream('large.bin', { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(drain(stream)).rejects.toThrow('enough')
  })
})

describe.each(BACKENDS.slice(0, 2))('$name with many objects', ({ create }) => {
  it('lists in pages, in order, each key once', async () => {
    const { uri, seed } = await create()
    const keys = Array.from(
      { length: 2105 },
      (_, index) => `${index % 7}/${String(index).padStart(5, '0')}.json`,
    ).sort()
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => seed(key, bytes('{}'))))
    }
    const pages: (readonly ObjectStat[])[] = []
    for await (const page of (await openStore(uri)).list()) pages.push(page)
    expect(pages.length).toBe(3)
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(1000)
    expect(pages.flat().map((object) => object.key)).toEqual(keys)
  })
})

async function listAll(store: ObjectStore, prefix?: string, signal?: AbortSignal): Promise<ObjectStat[]> {
  const found: ObjectStat[] = []
  for await (const page of store.list({ prefix, signal })) found.push(...page)
  return found
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}
