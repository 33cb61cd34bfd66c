/** The page's store of renditions over a source that answers what the test says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ServerProblem } from '../../../app/web/api/problem.ts'
import { describeProgress, formatLeft } from '../../../app/web/renditions/progress.ts'
import { createRenditions } from '../../../app/web/renditions/renditions.ts'
import { createSeveral } from '../../../app/web/api/several.ts'
import { serverRenditions } from '../../../app/web/renditions/renditionSource.ts'
import type { RenditionState } from '../../../core/protocol/rendition.ts'
import { formatRenditionIndex } from '../../../core/protocol/renditionIndex.ts'

type State = RenditionState['state']

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const wish = (recordingId: string, level: '180' | '90' = '180') => ({ recordingId, level })

function open(states: Record<string, State | Error>, retryInS: number | null = null) {
  const asked: string[] = []
  const page = { hidden: false, change: () => undefined as void }
  const versions = new Map<string, string>()
  const renditions = createRenditions({
    sessionId: 's',
    mediaOrigin: 'http://media',
    page: {
      isHidden: () => page.hidden,
      onChange: (listener) => {
        page.change = listener
        return () => undefined
      },
    },
    source: {
      loadIndex: () => Promise.reject(new Error('gone')),
      ask: async (wishes, _signal, isRetry) => {
        asked.push(wishes.map(({ recordingId }) => recordingId).join('') + (isRetry ? '!' : ''))
        const found = wishes.map(({ recordingId, level }) => {
          const state = states[recordingId]!
          if (state instanceof Error) throw state
          return {
            recordingId,
            level,
            state,
            version: state === 'ready' ? (versions.get(recordingId) ?? 'v1') : null,
            widthPx: 320,
            heightPx: 180,
            sizeBytes: null,
            share: null,
            message: state === 'failed' ? 'no frames' : null,
            retryInS: state === 'failed' ? retryInS : null,
          }
        })
        return { states: found, left: 1, secondsLeft: 38 }
      },
    },
  })
  let changes = 0
  renditions.subscribe(() => changes++)
  return { renditions, asked, states, page, versions, changes: () => changes }
}

describe('the renditions of a session', () => {
  it('are asked for at once, then again while they are made, and no longer', async () => {
    const { renditions, asked, states, changes } = open({ a: 'ready', b: 'making', c: 'failed' })
    await pass(60_000)
    expect(asked).toEqual([])
    renditions.want([wish('a'), wish('b'), wish('c'), wish('a')])
    expect(renditions.isKnown('b')).toBe(false)
    await pass(0)
    expect(asked).toEqual(['abc'])
    expect(renditions.isKnown('b')).toBe(true)
    expect(renditions.ready('a')).toEqual([
      expect.objectContaining({ url: 'http://media/media/a?v=v1&r=180', widthPx: 320 }),
    ])
    expect(renditions.progress.getState()).toMatchObject({ total: 3, ready: 1, open: 1, secondsLeft: 38 })
    const [first] = renditions.ready('a')
    states['b'] = 'ready'
    await pass(1500)
    expect(asked).toEqual(['abc', 'b'])
    expect([renditions.ready('b').length, changes()]).toEqual([1, 2])
    expect(renditions.ready('a')[0]).toBe(first)
    await pass(60_000)
    expect(asked).toHaveLength(2)
    renditions.want([wish('b'), wish('a')])
    await pass(60_000)
    expect(asked).toHaveLength(2)
  })

  it('are asked for together where wishes change quickly, seldom while nobody looks, and never after the end', async () => {
    const { renditions, asked, page } = open({ a: 'waiting', b: 'waiting', c: 'waiting' })
    renditions.want([wish('a')])
    await pass(0)
    for (const ids of ['ab', 'b', 'bc']) {
      renditions.want([...ids].map((id) => wish(id)))
      await pass(20)
    }
    await pass(150)
    expect(asked).toEqual(['a', 'bc'])
    page.hidden = true
    await pass(1500)
    const before = asked.length
    await pass(14_000)
    expect(asked).toHaveLength(before)
    page.hidden = false
    page.change()
    await pass(0)
    expect(asked).toHaveLength(before + 1)
    renditions.dispose()
    await pass(60_000)
    expect(asked).toHaveLength(before + 1)
  })

  it('that cannot be played are not offered until they are made anew', async () => {
    const { renditions, asked, states } = open({ a: 'ready' })
    renditions.want([wish('a')])
    await pass(0)
    renditions.giveUp(renditions.ready('a')[0]!)
    expect(renditions.ready('a')).toEqual([])
    await pass(60_000)
    expect(asked).toEqual(['a', 'a'])
    expect(renditions.progress.getState().failed).toEqual([
      { recordingIds: ['a'], message: 'It could not be played here.', triesAgain: false },
    ])
    const evicted = open({ a: 'ready' })
    evicted.renditions.want([wish('a')])
    await pass(0)
    evicted.states['a'] = 'making'
    evicted.renditions.giveUp(evicted.renditions.ready('a')[0]!)
    await pass(150)
    evicted.states['a'] = 'ready'
    await pass(1500)
    expect(evicted.renditions.ready('a')).toHaveLength(1)
    expect(states['a']).toBe('ready')
  })

  it('that failed are asked for again where a person asks, and once their file has changed', async () => {
    const { renditions, asked, states } = open({ a: 'failed', b: 'ready', c: 'failed' })
    renditions.want([wish('a'), wish('b'), wish('c')])
    await pass(60_000)
    expect(asked).toEqual(['abc'])
    states['a'] = 'ready'
    renditions.retry()
    expect(renditions.progress.getState()).toMatchObject({ open: 2, failed: [] })
    await pass(60_000)
    expect(asked).toEqual(['abc', 'ac!'])
    expect(renditions.ready('a')).toHaveLength(1)
    expect(renditions.progress.getState().failed).toMatchObject([{ recordingIds: ['c'] }])
    const [offered] = renditions.ready('b')
    states['c'] = 'making'
    renditions.renew(new Set(['b', 'c', 'x']))
    expect(renditions.ready('b')[0], 'until the server has said').toBe(offered)
    await pass(0)
    states['c'] = 'ready'
    await pass(1500)
    expect(asked).toEqual(['abc', 'ac!', 'bc', 'c'])
    expect(renditions.ready('c')).toHaveLength(1)
  })

  it('that the server tries again by itself are asked for when it does', async () => {
    const { renditions, asked, states } = open({ a: 'failed' }, 300)
    renditions.want([wish('a')])
    await pass(299_000)
    expect(renditions.progress.getState().failed).toMatchObject([{ message: 'no frames', triesAgain: true }])
    expect(asked).toEqual(['a'])
    states['a'] = 'ready'
    await pass(1000)
    expect(asked).toEqual(['a', 'a'])
    expect(renditions.ready('a')).toHaveLength(1)
  })

  it('are asked for again when a server that has gone is back, and not where it refuses', async () => {
    const { renditions, asked, states } = open({ a: new TypeError('no answer') })
    renditions.want([wish('a')])
    await pass(0)
    expect(renditions.isKnown('a')).toBe(true)
    await pass(2000 + 4000 + 8000 + 16_000 + 16_000)
    expect(asked).toHaveLength(6)
    states['a'] = 'ready'
    await pass(16_000)
    expect(renditions.ready('a')).toHaveLength(1)
    const refused = open({ a: new ServerProblem({ code: 'session_missing', message: 'gone', status: 404 }) })
    refused.renditions.want([wish('a')])
    await pass(60_000)
    expect(refused.asked).toHaveLength(1)
    expect(refused.renditions.progress.getState().failed[0]?.message).toBe('gone')
  })
})

describe('the server’s routes', () => {
  it('are asked by the session’s and the recording’s id', async () => {
    const index = formatRenditionIndex({
      codec: 'avc1.42c01e',
      description: Uint8Array.of(1, 2, 3),
      widthPx: 320,
      heightPx: 180,
      ptsUs: Float64Array.of(0, 40_000),
      key: Uint8Array.of(1, 0),
      offset: Float64Array.of(48, 60, 70),
    })
    const asked: string[] = []
    const request: typeof fetch = async (input, init) => {
      asked.push(`${init?.method ?? 'GET'} ${typeof input === 'string' ? input : 'no address'}`)
      return asked.length === 1 ? Response.json({ states: [] }) : new Response(index)
    }
    const source = serverRenditions(
      'a b',
      request,
      createSeveral(request, (work) => work()),
    )
    await source.ask([wish('r/1')], new AbortController().signal)
    expect(await source.loadIndex('r/1', '90', 'v')).toMatchObject({ codec: 'avc1.42c01e', widthPx: 320 })
    expect(asked).toEqual([
      'POST /api/sessions/a%20b/renditions',
      'GET /api/recordings/r%2F1/renditions/90/index?v=v',
    ])
  })
})

describe('the words of their progress', () => {
  it('say how many are there and about how long the rest takes', () => {
    expect([3, 38, 56, 130, 3700, 5300, 7000].map(formatLeft)).toEqual([
      '5 s',
      '40 s',
      '1 min',
      '3 min',
      '1 h',
      '1 h 30 min',
      '2 h',
    ])
    const progress = { total: 16, ready: 5, open: 11, failed: [], secondsLeft: 38 }
    expect(describeProgress(progress)).toEqual(['Proxies ', '5 of 16', ' · 40 s'])
    expect(describeProgress({ ...progress, ready: 16, open: 0 })).toBeUndefined()
    const failed = [{ recordingIds: ['a', 'b'], message: 'no frames', triesAgain: false }]
    expect(describeProgress({ ...progress, open: 0, failed })).toEqual(['Proxies ', '2 failed', ''])
    expect(describeProgress({ ...progress, open: 0, ready: 0, failed })).toEqual(['', 'No proxies', ''])
  })
})
