import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSignalPyramid } from '../../app/server/signalTiles.ts'
import { listNumbers } from '../../app/server/findSignals.ts'
import { parseSignalTiles, SIGNAL_BUCKETS, type SignalSummary } from '../../core/protocol/index.ts'
import { createTestServer, EPOCH, type TestServer } from './support.ts'

const name = (payloads: unknown[]): string[] =>
  listNumbers(payloads.map((one) => JSON.stringify(one))).map((field) => `${field.name} ${field.pointer}`)

/** At level 11, 4.2 s a bucket. */
const bucketOf = (second: number): number => Math.floor((second * 1e6) / 4 ** 11)

describe('numbers in messages', () => {
  it('are fields that are numbers in most of them, at the top or one level down, or the message itself', () => {
    expect(name([{ x: 1, 'a/b': 2, t: 'text' }, { x: 2, 'a/b': 3 }, { x: null }])).toEqual([
      'x /x',
      'a/b /a~1b',
    ])
    expect(name([{ pose: { yaw: 1, of: { deep: 1 } }, list: [1] }])).toEqual(['pose.yaw /pose/yaw'])
    expect(name([4, 5.5])).toEqual([' $'])
    expect(name([{ x: 1 }, { y: 1 }])).toEqual([])
  })
})

describe('tiles of a signal', () => {
  const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: -1000, max: 1000 })), {
    minLength: 1,
    maxLength: 700,
  })

  it('have the least, greatest and mean of the samples of each bucket, and their neighbours', () => {
    fc.assert(
      fc.property(
        runs,
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: -1, max: 3 }),
        (run, level, tile) => {
          let at = 0
          const samples = run.map(([step, value], k) => ({ tUs: (at += k === 0 ? 0 : step), value }))
          const pyramid = createSignalPyramid({
            tUs: Float64Array.from(samples, ({ tUs }) => tUs),
            values: Float64Array.from(samples, ({ value }) => value),
          })
          const shiftUs = 5000
          const got = pyramid.tile(level, tile, shiftUs)
          const bucketUs = 4 ** level
          const from = tile * SIGNAL_BUCKETS * bucketUs
          const placeOf = ({ tUs }: { tUs: number }): number => Math.floor((tUs + shiftUs - from) / bucketUs)
          const buckets = Map.groupBy(samples, placeOf)
          const wanted = Array.from({ length: SIGNAL_BUCKETS }, (_, k) => {
            const own = buckets.get(k)?.map(({ value }) => value)
            if (!own) return [NaN, NaN, NaN]
            return [Math.min(...own), Math.max(...own), own.reduce((sum, one) => sum + one, 0) / own.length]
          })
          const { min, max, mean } = got
          expect([...min].map((low, k) => [low, max[k], mean[k]])).toEqual(wanted)
          const shifted = samples.map(({ tUs, value }) => ({ tUs: tUs + shiftUs, value }))
          expect(got.before).toEqual(shifted.findLast(({ tUs }) => tUs < from))
          expect(got.after).toEqual(shifted.find(({ tUs }) => tUs >= from + SIGNAL_BUCKETS * bucketUs))
        },
      ),
    )
  })
})

describe('signals over the catalog', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await createTestServer()
    const at = { source_id: 's1', object_key: 'telemetry.jsonl' }
    const ns = BigInt(EPOCH) * 1000n
    await server.catalog.append('log_streams', [
      { ...at, dialect: 'jsonl', line_count: 2000n, session_id: 'one' },
    ])
    await server.catalog.append(
      'log_events',
      Array.from({ length: 2000 }, (_, k) => ({
        ...at,
        line_number: BigInt(k),
        // A second apart in two runs, half an hour between them.
        recv_ns: ns + BigInt(k + (k >= 1000 ? 1800 : 0)) * 1_000_000_000n,
        sender: k % 2 === 0 ? 'ann' : 'bob',
        topic: 'pose',
        payload: k % 100 === 99 ? 'not json {' : JSON.stringify({ x: k, on: true, head: { yaw: -k / 4 } }),
      })),
    )
  })
  afterAll(() => server.close())

  const list = async (): Promise<SignalSummary[]> =>
    (await (await server.ask('/api/sessions/one/signals')).json()) as SignalSummary[]
  const tilesOf = async (id: string, query: string): Promise<Response> =>
    server.ask(`/api/sessions/one/signals/${id}?${query}`)

  it('lists them by sender with exact extents', async () => {
    const found = await list()
    expect(found.map(({ identity, name }) => `${identity} ${name}`).toSorted()).toEqual([
      'ann head.yaw',
      'ann x',
      'bob head.yaw',
      'bob x',
    ])
    expect(found.find(({ identity, name }) => identity === 'ann' && name === 'x')).toMatchObject({
      topic: 'pose',
      count: 1000,
      min: 0,
      max: 1998,
      startUs: 0,
      endUs: 3_798e6,
    })
  })

  it('gives tiles in which what is not there is a gap', async () => {
    const { signalId } = (await list()).find(({ identity, name }) => identity === 'ann' && name === 'x')!
    const answer = await tilesOf(signalId, 'level=11&first=0&count=1')
    const { gapUs, tiles } = parseSignalTiles(await answer.arrayBuffer())
    expect(gapUs).toBe(10e6)
    const { mean, min, max } = tiles[0]!
    expect([min[0], max[0]]).toEqual([0, 4])
    expect(mean[bucketOf(500)]).toBeGreaterThan(490)
    expect(mean[bucketOf(1500)]).toBeNaN()
    expect(mean[bucketOf(3000)]).toBeGreaterThan(1190)
    const bad = await tilesOf(signalId, 'level=1&first=0&count=1')
    expect(bad.status).toBe(400)
    expect((await tilesOf('sig_none', 'level=11&first=0&count=1')).status).toBe(404)
  })

  it('has nothing of whoever is withheld, at once', async () => {
    const { signalId } = (await list()).find(({ identity }) => identity === 'bob')!
    expect((await tilesOf(signalId, 'level=11&first=0&count=1')).status).toBe(200)
    const answer = await server.post('/api/sessions/one/withholdings', {
      identity: 'bob',
      reason: 'asked to',
    })
    expect(answer.status).toBeLessThan(300)
    expect(new Set((await list()).map(({ identity }) => identity))).toEqual(new Set(['ann']))
    expect((await tilesOf(signalId, 'level=11&first=0&count=1')).status).toBe(404)
  })
})
