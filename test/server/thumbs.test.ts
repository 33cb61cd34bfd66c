/** Pictures over the server: made once, one at a time, last asked for first, and remembered, also where they fail. */
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMediaFiles, type MediaFiles } from '../../app/server/mediaFiles.ts'
import { createThumbsApi } from '../../app/server/thumbsApi.ts'
import { createThumbStore, type ThumbStore } from '../../app/server/thumbs.ts'
import { createThumbWorker, type MakeThumbs } from '../../app/server/thumbsSource.ts'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Thumbs, ThumbsAnswer } from '../../core/protocol/thumbs.ts'
import { openStore } from '../../core/storage/store.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { run } from '../support/mediaJudge.ts'

const NAMES = ['a.webm', 'b.webm', 'c.webm', 'sound.ogg'] as const
const [A, B, C, SOUND] = NAMES.map((name) => recordingIdOf('s1', name)) as [string, string, string, string]
const EPOCH = 1_795_000_000_000_000

let folder: string
let catalog: Catalog
let files: MediaFiles
let closing: AbortController
let bucket: string
const make = (...args: string[]): Promise<unknown> => run('ffmpeg', ['-v', 'error', ...args])
beforeAll(async () => {
  bucket = await mkdtemp(path.join(tmpdir(), 'lockstep-thumbs-bucket-'))
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=10:duration=5', '-c:v', 'libvpx', '-g', '20']
  await make(...picture, path.join(bucket, 'a.webm'))
  for (const name of ['b.webm', 'c.webm'])
    await copyFile(path.join(bucket, 'a.webm'), path.join(bucket, name))
  await make('-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'libopus', path.join(bucket, 'sound.ogg'))
}, 60_000)
afterAll(() => rm(bucket, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-thumbs-server-'))
  catalog = await buildCatalog(path.join(folder, 'c.duckdb'), bucket, {
    sessionId: 'one',
    epochWallUs: EPOCH,
    recordings: NAMES.map((objectKey) => ({
      objectKey,
      identity: objectKey,
      source: 'camera',
      pts0WallUs: EPOCH,
    })),
  })
  files = createMediaFiles(catalog, openStore)
  closing = new AbortController()
})
afterEach(async () => {
  closing.abort()
  await catalog.close()
  await rm(folder, { recursive: true, force: true })
})

const THUMBS: Thumbs = {
  widthPx: 142,
  heightPx: 80,
  columns: 8,
  rows: 8,
  pitchUs: 2e6,
  timesUs: [0, 2e6, 4e6],
  ptsUs: [0, 2e6, 4e6],
  sheets: [Uint8Array.of(1, 2, 3)],
}

/** A maker whose work ends when the test says so. */
function createMaker() {
  const begun: string[] = []
  const ends = new Map<string, (result: Awaited<ReturnType<MakeThumbs['thumbs']>> | Error) => void>()
  const make: MakeThumbs = {
    thumbs: ({ recordingId }, { onShare }) =>
      new Promise((resolve, reject) => {
        begun.push(recordingId)
        onShare(0.5)
        ends.set(recordingId, (result) => (result instanceof Error ? reject(result) : resolve(result)))
      }),
    rest: () => Promise.resolve(),
  }
  return {
    make,
    begun,
    end: (id: string, result: Parameters<NonNullable<ReturnType<typeof ends.get>>>[0]) =>
      ends.get(id)!(result),
  }
}

const openThumbs = (make: MakeThumbs, now?: () => number): ThumbStore =>
  createThumbStore({ catalog, files, make, closing: closing.signal, ...(now ? { now } : {}) })

const begins = (maker: { begun: string[] }, count: number): Promise<unknown> =>
  expect.poll(() => maker.begun.length).toBe(count)
const state = async (store: ThumbStore, id: string): Promise<ThumbsAnswer['state']> =>
  (await store.ask(id)).state

describe('pictures of a recording', () => {
  it('are made by a media worker and served as an index and sheets', async () => {
    const store = openThumbs(createThumbWorker(closing.signal))
    const app = createThumbsApi({ catalog, files, closing: closing.signal }, store)
    const first = await app.request(`/recordings/${A}/thumbs?v=1`)
    expect(first.status).toBe(202)
    expect(await first.json()).toEqual({ state: 'waiting', done: 0, total: 0 })
    await store.settled()
    const answer = await app.request(`/recordings/${A}/thumbs?v=1`)
    expect(answer.status).toBe(200)
    const index = (await answer.json()) as ThumbsAnswer
    expect(index).toMatchObject({
      state: 'ready',
      widthPx: 142,
      heightPx: 80,
      columns: 8,
      sheets: 1,
      ptsUs: [0, 2e6, 4e6],
    })
    const sheet = await app.request(`/recordings/${A}/thumbs/0?v=1`)
    expect(sheet.headers.get('content-type')).toBe('image/jpeg')
    expect(sheet.headers.get('cache-control')).toContain('immutable')
    expect([...new Uint8Array(await sheet.arrayBuffer()).subarray(0, 2)]).toEqual([0xff, 0xd8])
    const [row] = await catalog.all<{ file_name: string; size_bytes: number }>(
      `SELECT file_name, size_bytes FROM derived WHERE kind = 'thumbs'`,
    )
    expect(row!.file_name).toMatch(new RegExp(`^thumbs/${A}-[0-9a-f]{8}\\.bin$`))
    expect(await readdir(path.join(catalog.cacheDir, 'thumbs'))).toEqual([path.basename(row!.file_name)])
  })

  it('are made once, and known by the next server', async () => {
    const maker = createMaker()
    const store = openThumbs(maker.make)
    await store.ask(A)
    await begins(maker, 1)
    maker.end(A, { thumbs: THUMBS })
    await store.settled()
    expect(await state(store, A)).toBe('ready')
    expect(await state(openThumbs(maker.make), A)).toBe('ready')
    expect(maker.begun).toEqual([A])
    await expect(store.readSheet(A, 1)).rejects.toMatchObject({ code: 'derived_missing' })
    expect([...(await store.readSheet(A, 0))]).toEqual([1, 2, 3])
  })

  it('are made one recording at a time, the last asked for first', async () => {
    const maker = createMaker()
    const store = openThumbs(maker.make)
    await store.ask(A)
    await begins(maker, 1)
    await store.ask(B)
    await store.ask(C)
    expect(await store.ask(A)).toEqual({ state: 'making', done: 2, total: 3 })
    maker.end(A, { thumbs: THUMBS })
    await begins(maker, 2)
    expect(maker.begun).toEqual([A, C])
    expect(await state(store, B)).toBe('waiting')
    maker.end(C, { thumbs: THUMBS })
    await begins(maker, 3)
    maker.end(B, { thumbs: THUMBS })
    await store.settled()
  })

  it('that cannot be made say why, to the next server too', async () => {
    const maker = createMaker()
    const store = openThumbs(maker.make)
    await store.ask(A)
    await begins(maker, 1)
    maker.end(A, { thumbs: undefined, message: 'none of its frames could be decoded' })
    await store.settled()
    const failed = { state: 'failed', message: 'none of its frames could be decoded' }
    expect(await store.ask(A)).toEqual(failed)
    expect(await openThumbs(maker.make).ask(A)).toEqual(failed)
    expect(maker.begun).toEqual([A])
  })

  it('are tried again some minutes after the store failed', async () => {
    const maker = createMaker()
    let nowMs = 0
    const store = openThumbs(maker.make, () => nowMs)
    await store.ask(A)
    await begins(maker, 1)
    maker.end(A, new Error('the bucket does not answer'))
    await store.settled()
    expect(await store.ask(A)).toEqual({ state: 'failed', message: 'the bucket does not answer' })
    nowMs = 300_000
    expect(await state(store, A)).toBe('waiting')
    await begins(maker, 2)
  })

  it('are made again where their file was lost', async () => {
    const maker = createMaker()
    const store = openThumbs(maker.make)
    await store.ask(A)
    await begins(maker, 1)
    maker.end(A, { thumbs: THUMBS })
    await store.settled()
    const [name] = await readdir(path.join(catalog.cacheDir, 'thumbs'))
    await writeFile(path.join(catalog.cacheDir, 'thumbs', name!), 'torn')
    expect(await state(openThumbs(maker.make), A)).toBe('waiting')
    await begins(maker, 2)
  })

  it('leave nothing behind when the server closes or the recording changes meanwhile', async () => {
    const maker = createMaker()
    const store = openThumbs(maker.make)
    await store.ask(A)
    await begins(maker, 1)
    await catalog.run(`UPDATE objects SET etag = 'new' WHERE object_key = 'a.webm'`)
    maker.end(A, { thumbs: THUMBS })
    await store.settled()
    expect(await readdir(path.join(catalog.cacheDir, 'thumbs'))).toEqual([])
    await store.ask(B)
    await begins(maker, 2)
    await store.ask(C)
    closing.abort()
    maker.end(B, { thumbs: THUMBS })
    await store.settled()
    expect(maker.begun).toEqual([A, B])
    expect(await catalog.all(`SELECT 1 FROM derived WHERE kind = 'thumbs'`)).toEqual([])
  })

  it('are refused of sound and of what is not there', async () => {
    const store = openThumbs(createMaker().make)
    await expect(store.ask(SOUND)).rejects.toMatchObject({ code: 'derived_missing' })
    await expect(store.ask('rec_none')).rejects.toMatchObject({ code: 'recording_missing' })
  })
})
