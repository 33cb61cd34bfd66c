/** Renditions beside a catalog: made once, whole or not there, remembered where impossible, evicted by last use. */
import { copyFile, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../core/catalog/catalog.ts'
import {
  formatRenditionIndex,
  parseRenditionIndex,
  type RenditionLevel,
} from '../../core/protocol/rendition.ts'
import type { RenditionMaker } from '../../ingest/renditions/maker.ts'
import type { RenditionStore, StoredRendition } from '../../ingest/renditions/rendition.types.ts'
import { createRenditionStore, type RenditionStoreOptions } from '../../ingest/renditions/store.ts'
import { openStore } from '../../core/storage/store.ts'
import { withhold } from '../../review/index.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { run, words } from '../support/mediaJudge.ts'

const NAMES = ['a.webm', 'b.webm', 'long.mp4', 'sound.ogg'] as const
const [A, B, LONG, SOUND] = NAMES.map((name) => recordingIdOf('s1', name)) as [string, string, string, string]

let folder: string
let catalog: Catalog
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-renditions-'))
  const make = (args: string, name: string): Promise<unknown> =>
    run('ffmpeg', [...words(`-v error -f lavfi -i ${args}`), at(name)])
  await make('testsrc=size=64x36:rate=10:duration=3 -c:v libvpx -g 20', 'a.webm')
  await make('testsrc=size=640x360:rate=30:duration=20 -c:v libx264 -preset ultrafast', 'long.mp4')
  await make('sine=duration=1 -c:a libopus', 'sound.ogg')
  await copyFile(at('a.webm'), at('b.webm'))
  catalog = await buildCatalog(at('c.duckdb'), folder, {
    sessionId: 'one',
    epochWallUs: 0,
    recordings: NAMES.map((objectKey) => ({
      objectKey,
      identity: objectKey,
      source: 'camera',
      pts0WallUs: 0,
    })),
  })
}, 60_000)
afterEach(() => rm(path.join(catalog.cacheDir, 'renditions'), { recursive: true, force: true }))
afterAll(async () => {
  await catalog.close()
  await rm(folder, { recursive: true, force: true })
})

const at = (name: string): string => path.join(folder, name)
const open = (options: Partial<RenditionStoreOptions> = {}): RenditionStore =>
  createRenditionStore({ catalog, ...options })
const listFiles = async (): Promise<string[]> =>
  (await readdir(path.join(catalog.cacheDir, 'renditions')).catch((): string[] => [])).sort()
const makeWhole = async (store: RenditionStore, id: string, level: RenditionLevel = '180') =>
  (await store.make(id, level)) as StoredRendition

/** A maker of files of 1000 bytes and an index, whose work ends when the test says so. */
function createMaker() {
  const begun: string[] = []
  const ends = new Map<string, (failed?: string) => void>()
  const index = formatRenditionIndex({
    codec: 'avc1.42c00d',
    description: Uint8Array.of(1),
    widthPx: 64,
    heightPx: 36,
    ptsUs: Float64Array.of(0),
    key: Uint8Array.of(1),
    offset: Float64Array.of(0, 1000),
  })
  const made = { widthPx: 64, heightPx: 36, sizeBytes: 1000, frames: 1 }
  const maker: RenditionMaker = {
    async make({ recordingId }, level, { out, indexOut, signal, onShare }) {
      begun.push(`${recordingId} ${level}`)
      onShare(0.5)
      const failed = await new Promise<string | undefined>((resolve, reject) => {
        ends.set(recordingId, resolve)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
      if (failed !== undefined) return { failed }
      await writeFile(indexOut, index)
      await writeFile(out, new Uint8Array(1000))
      return made
    },
    rest: () => Promise.resolve(),
  }
  return { maker, begun, end: (id: string, failed?: string) => ends.get(id)!(failed), index }
}
type Maker = ReturnType<typeof createMaker>
const begins = (maker: Maker, count: number): Promise<unknown> =>
  expect.poll(() => maker.begun.length, { interval: 2 }).toBe(count)

async function put(store: RenditionStore, maker: Maker, id: string): Promise<StoredRendition> {
  const making = makeWhole(store, id)
  await begins(maker, maker.begun.length + 1)
  maker.end(id)
  return making
}

const setEtag = async (): Promise<void> => {
  const { etag } = (await (await openStore(folder)).stat('a.webm'))!
  await catalog.run(`UPDATE objects SET etag = ? WHERE object_key = 'a.webm'`, [etag])
}

describe('the store of renditions', () => {
  it('makes one in a child process, and finds it without the bucket, also after a restart', async () => {
    const store = open()
    expect(await store.find(A, '90')).toBeUndefined()
    const made = await makeWhole(store, A, '90')
    expect(made).toMatchObject({ recordingId: A, level: '90', widthPx: 64, heightPx: 36 })
    await store.rest()
    const index = parseRenditionIndex(new Uint8Array(await readFile(made.indexFile)).buffer)
    expect(index.ptsUs).toHaveLength(30)
    expect(index.offset.at(-1)).toBeLessThanOrEqual((await stat(made.file)).size)
    expect(await listFiles()).toHaveLength(2)
    const later = open({ openStore: () => Promise.reject(new Error('no bucket')) })
    expect(await later.find(A, '90')).toEqual(made)
    expect(await later.make(A, '90')).toEqual(made)
    expect(await later.find(A, '180')).toBeUndefined()
  })

  it('leaves nothing half where the child that makes it is killed', async () => {
    const store = open()
    const ending = new AbortController()
    const making = store.make(LONG, '180', { signal: ending.signal })
    const isHalf = async (): Promise<boolean> => (await listFiles()).some((name) => name.endsWith('.part'))
    await expect.poll(isHalf, { interval: 5, timeout: 5000 }).toBe(true)
    ending.abort(new Error('enough'))
    await expect(making).rejects.toThrow('enough')
    expect(await listFiles()).toEqual([])
    expect(await store.find(LONG, '180')).toBeUndefined()
    await store.rest()
  })

  it('remembers what cannot be made until its content changes', async () => {
    await writeFile(at('a.webm'), 'no media')
    await expect(open().make(A, '180')).rejects.toMatchObject({ code: 'media_changed' })
    await setEtag()
    const store = open()
    const failed = await store.make(A, '180')
    await store.rest()
    expect(failed).toMatchObject({ failed: expect.stringContaining('FFmpeg could not') })
    const maker = createMaker()
    expect(await open({ maker: maker.maker }).make(A, '180')).toEqual(failed)
    expect(maker.begun).toEqual([])
    await store.forgetFailure(A, '180')
    expect(await store.find(A, '180')).toBeUndefined()
    expect(await open().make(A, '180')).toEqual(failed)
    await copyFile(at('b.webm'), at('a.webm'))
    await utimes(at('a.webm'), 5, 5)
    await setEtag()
    expect(await put(open({ maker: maker.maker }), maker, A)).toMatchObject({ sizeBytes: 1000 })
    expect(await listFiles()).toHaveLength(2)
  })

  it('does the same work once for all who want it, and ends it when none does', async () => {
    const maker = createMaker()
    const store = open({ maker: maker.maker })
    const shares: number[] = []
    const [first, second] = [new AbortController(), new AbortController()]
    const one = store.make(A, '180', { signal: first.signal, onShare: (share) => shares.push(share) })
    const two = store.make(A, '180', { signal: second.signal })
    await begins(maker, 1)
    first.abort(new Error('first has gone'))
    await expect(one).rejects.toThrow('first has gone')
    maker.end(A)
    expect(await two).toMatchObject({ recordingId: A })
    expect(shares).toEqual([0.5])
    const three = store.make(B, '180', { signal: second.signal })
    await begins(maker, 2)
    second.abort(new Error('second has gone'))
    await expect(three).rejects.toThrow('second has gone')
    expect(await store.find(B, '180')).toBeUndefined()
    expect(maker.begun).toEqual([`${A} 180`, `${B} 180`])
  })

  it('evicts what was used longest ago, but nothing of the last minute', async () => {
    const maker = createMaker()
    let nowMs = Date.now()
    const limitBytes = 2.5 * (1000 + maker.index.length)
    const store = open({ maker: maker.maker, limitBytes, now: () => nowMs })
    for (const id of [A, B]) {
      await put(store, maker, id)
      nowMs += 120_000
    }
    await store.find(A, '180')
    nowMs += 10_000
    await put(store, maker, LONG)
    expect(await store.find(B, '180')).toBeUndefined()
    expect(await store.find(A, '180')).toBeDefined()
    await put(store, maker, B)
    for (const id of [A, B, LONG]) expect(await store.find(id, '180'), id).toBeDefined()
    expect(await listFiles()).toHaveLength(6)
  })

  it('sweeps what killed runs left and what the catalog has no longer', async () => {
    const maker = createMaker()
    const store = open({ maker: maker.maker })
    const kept = await put(store, maker, A)
    const gone = await put(store, maker, B)
    await catalog.run('DELETE FROM recordings WHERE recording_id = ?', [B])
    await writeFile(`${kept.file}.77.part`, 'half')
    await writeFile(kept.indexFile.replace('-180-', '-90-'), maker.index)
    await put(open({ maker: maker.maker }), maker, LONG)
    expect(await listFiles()).toHaveLength(4)
    expect(await listFiles()).not.toContain(path.basename(gone.file))
  })

  it('makes none where there is to be no room for any', async () => {
    const store = open({ limitBytes: 0 })
    for (const answer of [store.find(A, '180'), store.make(A, '180')])
      expect(await answer).toMatchObject({ failed: expect.stringContaining('switched off') })
    expect(await listFiles()).toEqual([])
  })

  it('refuses the withheld and the unknown, and says that sound has no pictures', async () => {
    const store = open()
    await expect(store.find('rec_0', '180')).rejects.toMatchObject({ code: 'recording_missing' })
    expect(await store.make(SOUND, '180')).toMatchObject({ failed: expect.stringContaining('sound') })
    await store.find(A, '180')
    await withhold(catalog, { sessionId: 'one', identity: 'a.webm', reason: 'no consent', author: 'me' })
    for (const ask of [store.find(A, '180'), store.make(A, '180')])
      await expect(ask).rejects.toMatchObject({ code: 'withheld' })
    expect(await store.find(LONG, '180')).toBeUndefined()
  })
})
