/** A rendition's packets over a fake server: what is asked for, when, and what comes of it. */
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { IndexedPackets } from '../../../app/web/playback/indexedPackets.ts'
import { MediaRequests } from '../../../app/web/playback/mediaRequests.ts'
import { planRead } from '../../../app/web/playback/planRead.ts'
import { framesOfRendition, runOfRendition } from '../../../app/web/playback/packetFrames.ts'
import type { RenditionIndex } from '../../../core/protocol/renditionIndex.ts'
import { FakeChunk, type Chunk } from '../../support/playback/fakeChunk.ts'

beforeAll(() => {
  Object.assign(globalThis, {
    EncodedVideoChunk: FakeChunk,
  })
})

const START = 1000

/** 30 fps, a key frame each second, packets of `size` bytes that hold their own number. */
function makeIndex(seconds: number, size = 500): RenditionIndex {
  const count = seconds * 30
  return {
    codec: 'avc1.42c01e',
    description: new Uint8Array(),
    widthPx: 320,
    heightPx: 180,
    ptsUs: Float64Array.from({ length: count }, (_, at) => Math.round((at * 1e6) / 30)),
    key: Uint8Array.from({ length: count }, (_, at) => (at % 30 === 0 ? 1 : 0)),
    offset: Float64Array.from({ length: count + 1 }, (_, at) => START + at * size),
  }
}

type Answer = (start: number, end: number) => { status: number; bytes: number } | 'network'

/** A server that holds packet number `n` as bytes of `n % 251`. */
function serve(
  index: RenditionIndex,
  answer: Answer = (start, end) => ({ status: 206, bytes: end - start }),
) {
  const asked: [number, number][] = []
  let running = 0
  let most = 0
  const requests = new MediaRequests({
    delay: () => Promise.resolve(),
    fetch: async (_url, init) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(init!.headers).get('range')!)!
      const [start, end] = [Number(from), Number(to) + 1]
      asked.push([start, end])
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve))
      running--
      init!.signal!.throwIfAborted()
      const said = answer(start, end)
      if (said === 'network') throw new TypeError('Failed to fetch')
      const size = index.offset[1]! - index.offset[0]!
      const body = Uint8Array.from(
        { length: said.bytes },
        (_, at) => Math.floor((start + at - START) / size) % 251,
      )
      return new Response(said.status === 206 ? body : null, { status: said.status })
    },
  })
  return { asked, requests, mostAtOnce: () => most }
}

const open = (index: RenditionIndex, requests: MediaRequests) =>
  new IndexedPackets({
    url: 'http://m/r',
    runs: runOfRendition(index),
    frames: framesOfRendition(index, index),
    requests,
  })

const numberOf = (chunk: unknown): number | undefined =>
  chunk === undefined ? undefined : Math.round(((chunk as Chunk).timestamp * 30) / 1e6)

describe('IndexedPackets', () => {
  it('gives the packets from the key frame on, each with its own bytes, to the last', async () => {
    const index = makeIndex(4)
    const source = open(index, serve(index).requests)
    source.start(47, 0)
    for (let at = 30; at < 120; at++) {
      const chunk = (await source.next()) as unknown as Chunk
      expect([numberOf(chunk), chunk.type, chunk.data[0], chunk.data.length]).toEqual([
        at,
        at % 30 === 0 ? 'key' : 'delta',
        at % 251,
        500,
      ])
    }
    expect(await source.next()).toBeUndefined()
  })

  it('asks for whole seconds in few requests, and for nothing in a seek within what it holds', async () => {
    const index = makeIndex(60)
    const { asked, requests } = serve(index)
    const source = open(index, requests)
    source.start(0, 0)
    for (let at = 0; at < 300; at++) await source.next()
    expect(asked.length).toBeLessThan(6)
    for (const [start] of asked) expect(((start - START) / 500) % 30).toBe(0)
    const before = asked.length
    source.start(130, 0)
    expect(numberOf(source.next())).toBe(120)
    expect(asked).toHaveLength(before)
  })

  it('drops the request of a place that was left, and answers who waited for it with nothing', async () => {
    const index = makeIndex(60)
    const source = open(index, serve(index).requests)
    source.start(0, 0)
    const left = source.next()
    source.start(1500, 0)
    expect(await left).toBeUndefined()
    expect(numberOf(await source.next())).toBe(1500)
  })

  it('asks again where a request broke off or was answered in part, and gives up where it is refused', async () => {
    const index = makeIndex(2)
    let asked = 0
    const broken = serve(index, (start, end) =>
      asked++ < 2 ? 'network' : { status: 206, bytes: Math.min(700, end - start) },
    )
    const source = open(index, broken.requests)
    source.start(0, 0)
    expect(((await source.next()) as unknown as Chunk).data).toEqual(new Uint8Array(500))
    expect(((await source.next()) as unknown as Chunk).data).toEqual(new Uint8Array(500).fill(1))
    const gone = open(index, serve(index, () => ({ status: 410, bytes: 0 })).requests)
    gone.start(0, 0)
    await expect(gone.next()).rejects.toThrow('410')
  })

  it('gives the same packets after any seeks, and holds no more than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ to: fc.nat(899), read: fc.nat(60) }), { minLength: 1, maxLength: 12 }),
        async (seeks) => {
          const index = makeIndex(30, 4000)
          const source = open(index, serve(index).requests)
          for (const { to, read } of seeks) {
            source.start(to, 0)
            const key = to - (to % 30)
            for (let at = key; at < Math.min(900, key + read); at++) {
              const chunk = (await source.next()) as unknown as Chunk
              expect([numberOf(chunk), chunk.data[0], chunk.data.at(-1)]).toEqual([at, at % 251, at % 251])
            }
          }
          source.dispose()
        },
      ),
      { numRuns: 12 },
    )
  })

  it('maps its key frames to the frames of the recording, where it lacks some of them too', () => {
    const index = makeIndex(2)
    const table = { ptsUs: Float64Array.from({ length: 240 }, (_, at) => Math.round((at * 1e6) / 120)) }
    const source = framesOfRendition(table, index)
    expect([source.keyAt(130), source.keyAt(119)]).toEqual([120, 0])
    expect([source.nearest(4), source.nearest(6), source.nearest(239)]).toEqual([4, 4, 236])
  })
})

describe('planRead', () => {
  it('asks for what is missing at once, for more only when little is left, never above 256 KiB', () => {
    const index = runOfRendition(makeIndex(60, 700)).find(0)!
    const plan = (at: number, first: number, until = at) =>
      planRead(index, {
        first,
        waits: first === at ? { until } : undefined,
        aheadUs: index.ptsUs[first]! - index.ptsUs[at]!,
        aheadBytes: index.start[first]! - index.start[at]!,
      })
    expect(plan(30, 30)).toEqual({ first: 30, end: 90 })
    expect(plan(30, 300)).toBeUndefined()
    expect(plan(240, 300)).toEqual({ first: 300, end: 480 })
    expect(plan(1799, 1800)).toBeUndefined()
  })

  it('asks for all that is needed to show what was sought, and for little beyond it', () => {
    const large = runOfRendition(makeIndex(60, 10_000)).find(0)!
    const plan = (until: number) =>
      planRead(large, { first: 30, waits: { until }, aheadUs: 0, aheadBytes: 0 })
    expect(plan(32)).toEqual({ first: 30, end: 37 })
    expect(plan(50)).toEqual({ first: 30, end: 51 })
    expect(plan(70)).toEqual({ first: 30, end: 71 })
    expect(plan(500)).toEqual({ first: 30, end: 82 })
    expect(
      planRead(large, { first: 90, waits: undefined, aheadUs: 1e6, aheadBytes: 600_000 }),
    ).toBeUndefined()
  })
})
