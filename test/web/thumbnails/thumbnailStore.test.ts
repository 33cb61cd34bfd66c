import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SheetImage } from '../../../app/web/thumbnails/sheetCache.ts'
import { createThumbnailStore, type ThumbnailStore } from '../../../app/web/thumbnails/thumbnailStore.ts'
import type { ThumbnailSource } from '../../../app/web/thumbnails/thumbnailSource.ts'
import { orderCoarseFirst, type ThumbsAnswer } from '../../../core/protocol/thumbs.ts'

const PITCH = 2e6
const A = { recordingId: 'a', version: '1' }
const B = { recordingId: 'b', version: '1' }

function ready(count: number): ThumbsAnswer {
  const timesUs = orderCoarseFirst(count, 64).map((at) => at * PITCH)
  const index = { widthPx: 142, heightPx: 80, columns: 8, rows: 8, pitchUs: PITCH, timesUs, ptsUs: timesUs }
  return { state: 'ready', ...index, sheets: Math.ceil(count / 64) }
}

function createSource() {
  const asked: string[] = []
  /** Recording, sheet, `@`, width of a cell. */
  const decoded: string[] = []
  const open = new Set<string>()
  const answers = new Map<string, ThumbsAnswer>()
  const source: ThumbnailSource = {
    ask({ recordingId }) {
      asked.push(recordingId)
      const answer = answers.get(recordingId)
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('no answer'))
    },
    decode({ recordingId }, sheet, size) {
      const name = `${recordingId}${sheet}@${size ? size.widthPx / 8 : 'all'}`
      decoded.push(name)
      open.add(name)
      const image = {
        width: size?.widthPx ?? 1136,
        height: size?.heightPx ?? 640,
        close: () => open.delete(name),
      }
      return Promise.resolve(image as unknown as SheetImage)
    },
  }
  return { source, asked, decoded, open, answers }
}

let fake: ReturnType<typeof createSource>
let store: ThumbnailStore
let nowMs: number
beforeEach(() => {
  vi.useFakeTimers()
  nowMs = 0
  fake = createSource()
  store = createThumbnailStore({ source: fake.source, now: () => nowMs })
})
afterEach(() => {
  store.dispose()
  vi.useRealTimers()
})

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const paint = (): unknown => store.find(A, PITCH, PITCH, 24)

describe('the pictures of the page', () => {
  it('are asked for when first painted, then polled until they are made', async () => {
    fake.answers.set('a', { state: 'making', done: 1, total: 9 })
    expect(paint()).toBeUndefined()
    await settle()
    expect(store.stateOf(A)).toBe('making')
    fake.answers.set('a', ready(10))
    await settle(5000)
    expect(fake.asked.length).toBeGreaterThan(1)
    expect(store.aspectOf(A)).toBeCloseTo(142 / 80)
    paint()
    await settle()
    expect(fake.decoded).toEqual(['a0@43'])
    expect(paint()).toMatchObject({ xPx: 43, yPx: 0, widthPx: 43, heightPx: 24, ptsUs: PITCH })
    expect(paint()).toBe(paint())
    const asked = fake.asked.length
    await settle(60_000)
    expect(fake.asked.length).toBe(asked)
  })

  it('are asked for from the bottom up, since a server begins with the last', async () => {
    fake.answers.set('a', ready(1))
    fake.answers.set('b', ready(1))
    store.aspectOf(A)
    store.aspectOf(B)
    await settle()
    expect(fake.asked).toEqual(['b', 'a'])
  })

  it('are not asked for again where there will be none, and are where nobody answered', async () => {
    fake.answers.set('a', { state: 'failed', message: 'no frame' })
    paint()
    await settle(30_000)
    expect(store.stateOf(A)).toBe('none')
    expect(fake.asked).toEqual(['a'])
    store.aspectOf(B)
    await settle(30_000)
    expect(fake.asked.filter((id) => id === 'b').length).toBeGreaterThan(2)
  })

  it('stand in coarsely until the fine ones are here', async () => {
    fake.answers.set('a', ready(600))
    paint()
    await settle()
    store.find(A, 0, 600 * PITCH, 24)
    await settle()
    expect(fake.decoded).toEqual(['a0@43'])
    const coarse = store.find(A, 101 * PITCH, PITCH, 24)
    expect(coarse?.ptsUs).not.toBe(101 * PITCH)
    await settle()
    expect(store.find(A, 101 * PITCH, PITCH, 24)?.ptsUs).toBe(101 * PITCH)
  })

  it('are decoded anew for another height, and large for a preview', async () => {
    fake.answers.set('a', ready(4))
    paint()
    await settle()
    paint()
    await settle()
    store.find(A, 0, PITCH, 48)
    store.findLarge(A, 0)
    await settle()
    expect(fake.decoded.toSorted()).toEqual(['a0@43', 'a0@85', 'a0@all'])
    expect(store.findLarge(A, 3 * PITCH)).toMatchObject({ xPx: 3 * 142, widthPx: 142, heightPx: 80 })
  })

  it('go when there are too many, the one not drawn for longest first', async () => {
    store.dispose()
    // A sheet of one row is 344 × 24 pixels.
    store = createThumbnailStore({ source: fake.source, now: () => nowMs, cacheBytes: 40_000 })
    fake.answers.set('a', ready(8))
    fake.answers.set('b', ready(8))
    for (const recording of [A, B, A]) {
      store.find(recording, 0, PITCH, 24)
      await settle()
      store.find(recording, 0, PITCH, 24)
      await settle()
      nowMs += 2000
    }
    expect(fake.decoded).toEqual(['a0@43', 'b0@43', 'a0@43'])
    expect([...fake.open]).toEqual(['a0@43'])
  })

  it('leave nothing open when the workbench goes', async () => {
    fake.answers.set('a', ready(4))
    paint()
    await settle()
    paint()
    await settle()
    expect(fake.open.size).toBe(1)
    fake.answers.set('b', { state: 'waiting', done: 0, total: 0 })
    store.aspectOf(B)
    await settle()
    store.dispose()
    expect(fake.open.size).toBe(0)
    const asked = fake.asked.length
    await settle(60_000)
    expect(fake.asked.length).toBe(asked)
  })
})
