/** The queue of renditions over a store that makes them when the test says so. */
import { describe, expect, it } from 'vitest'
import { createRenditionQueue, type RenditionWish } from '../../app/server/renditionQueue.ts'
import { UserError } from '../../core/model/index.ts'
import type { RenditionState } from '../../core/protocol/rendition.ts'
import { createFakeRenditions } from './fakeRenditions.ts'

const wish = (recordingId: string, mediaSeconds = 10): RenditionWish => ({
  recordingId,
  level: '180',
  mediaSeconds,
})
const wishes = (ids: string): RenditionWish[] => [...ids].map((id) => wish(id))
const key = (id: string): string => `${id} 180`

function openQueue() {
  const fake = createFakeRenditions()
  const closing = new AbortController()
  const clock = { ms: 1000 }
  const queue = createRenditionQueue({ store: fake.store, closing: closing.signal, now: () => clock.ms })
  const begins = (ids: string): Promise<unknown> =>
    expect.poll(() => fake.begun.map((each) => each[0]).join('')).toBe(ids)
  const statesOf = async (ids: string): Promise<RenditionState['state'][]> =>
    (await queue.ask(wishes(ids))).states.map(({ state }) => state)
  return { fake, queue, closing, clock, begins, statesOf }
}

describe('the queue of renditions', () => {
  it('makes one at a time, in the order asked for, and then lets its child rest', async () => {
    const { fake, queue, begins, statesOf } = openQueue()
    expect(await statesOf('ab')).toEqual(['making', 'waiting'])
    await begins('a')
    fake.end(key('a'))
    await begins('ab')
    expect(await statesOf('ab')).toEqual(['ready', 'making'])
    expect(fake.rests()).toBe(0)
    fake.end(key('b'))
    await queue.settled()
    expect(fake.rests()).toBe(1)
    expect(await queue.ask(wishes('ab'))).toMatchObject({ left: 0, secondsLeft: 0 })
  })

  it('takes what was asked for last first, and goes on with the rest when nobody asks any more', async () => {
    const { fake, queue, begins } = openQueue()
    await queue.ask(wishes('abc'))
    await begins('a')
    await queue.ask(wishes('xc'))
    for (const [done, begun] of ['ax', 'xc', 'cb'].map((pair) => [...pair] as [string, string])) {
      fake.end(key(done))
      await expect.poll(() => fake.begun.at(-1)).toBe(key(begun))
    }
    fake.end(key('b'))
    await queue.settled()
  })

  it('gives way only where nobody has shown the one under way for a while, and makes it again later', async () => {
    const { fake, queue, clock, begins, statesOf } = openQueue()
    await queue.ask(wishes('a'))
    await begins('a')
    clock.ms += 5000
    expect(await statesOf('x')).toEqual(['waiting'])
    expect(fake.begun).toEqual([key('a')])
    clock.ms += 5000
    await queue.ask(wishes('x'))
    await begins('ax')
    fake.end(key('x'))
    await begins('axa')
  })

  it('puts what nobody looks at yet behind, and lets it give way at once', async () => {
    const { fake, queue, begins } = openQueue()
    const ahead = { isAhead: true }
    await queue.ask(wishes('ab'), ahead)
    await begins('a')
    await queue.ask(wishes('x'))
    await begins('ax')
    await queue.ask(wishes('cab'), ahead)
    for (const [done, begun] of ['xa', 'ab', 'bc'].map((pair) => [...pair] as [string, string])) {
      fake.end(key(done))
      await expect.poll(() => fake.begun.at(-1)).toBe(key(begun))
    }
  })

  it('finishes what is nearly done, whoever waits', async () => {
    const { fake, queue, clock, begins } = openQueue()
    await queue.ask(wishes('a'))
    await begins('a')
    fake.share(key('a'), 0.9)
    clock.ms += 60_000
    await queue.ask(wishes('x'))
    fake.end(key('a'))
    await begins('ax')
  })

  it('tells in words what cannot be made, and asks a store that failed again later', async () => {
    const { fake, queue, clock, begins } = openQueue()
    await queue.ask(wishes('ab'))
    await begins('a')
    fake.end(key('a'), { failed: 'none of its frames could be decoded' })
    await begins('ab')
    fake.end(key('b'), new Error('the bucket does not answer'))
    await queue.settled()
    const { states, left, secondsLeft } = await queue.ask(wishes('ab'))
    expect(states.map(({ state, message }) => [state, message])).toEqual([
      ['failed', 'none of its frames could be decoded'],
      ['failed', 'the bucket does not answer'],
    ])
    expect([left, secondsLeft]).toEqual([1, 0])
    clock.ms += 300_000
    await queue.ask(wishes('ab'))
    await begins('abb')
  })

  it('tries anew what failed where a person asks, whatever it failed by', async () => {
    const { fake, queue, begins } = openQueue()
    await queue.ask(wishes('ab'))
    await begins('a')
    fake.end(key('a'), { failed: 'none of its frames could be decoded' })
    await begins('ab')
    fake.end(key('b'), new Error('the bucket does not answer'))
    await queue.settled()
    const { states } = await queue.ask(wishes('ab'))
    expect(states.map(({ retryInS }) => retryInS)).toEqual([null, 300])
    const retried = await queue.ask(wishes('ab'), { isRetry: true })
    expect(retried.states.map(({ state }) => state)).toEqual(['making', 'waiting'])
    await begins('aba')
  })

  it('says how one stands without asking for it', async () => {
    const { fake, queue, begins } = openQueue()
    const [a, b] = wishes('ab')
    expect(await queue.look(a!)).toMatchObject({ state: 'none', message: null })
    await queue.ask([a!])
    await begins('a')
    fake.share(key('a'), 0.4)
    expect(await queue.look(a!)).toMatchObject({ state: 'making', share: 0.4 })
    fake.end(key('a'))
    await queue.settled()
    expect(await queue.look(a!)).toMatchObject({ state: 'ready', sizeBytes: 1 })
    expect(await queue.look(b!)).toMatchObject({ state: 'none' })
    expect(fake.begun).toEqual([key('a')])
  })

  it('does not ask again for what must not be shown', async () => {
    const { fake, queue, clock, begins } = openQueue()
    await queue.ask(wishes('a'))
    await begins('a')
    fake.end(key('a'), new UserError('withheld', 'ann is withheld'))
    await queue.settled()
    clock.ms += 300_000
    await queue.ask(wishes('b'))
    await begins('ab')
  })

  it('says how long what was asked for takes, as measured', async () => {
    const { fake, queue, clock, begins } = openQueue()
    const asked = [wish('a', 10), wish('b', 20), wish('c', 40)]
    expect((await queue.ask(asked)).secondsLeft).toBeNull()
    await begins('a')
    clock.ms += 1000
    fake.share(key('a'), 0.5)
    // Half of 10 s took 1 s: 1 s for the rest, 0.2 s for each of 60 more.
    expect((await queue.ask(asked)).secondsLeft).toBeCloseTo(13)
    clock.ms += 1000
    fake.end(key('a'))
    await begins('ab')
    expect((await queue.ask(asked)).secondsLeft).toBeCloseTo(12)
    expect((await queue.ask([asked[1]!])).secondsLeft).toBeCloseTo(4)
  })

  it('ends with the server and leaves nothing under way', async () => {
    const { fake, queue, closing, begins, statesOf } = openQueue()
    await queue.ask(wishes('ab'))
    await begins('a')
    closing.abort(new Error('closing'))
    await queue.settled()
    expect(fake.begun).toEqual([key('a')])
    expect(fake.rests()).toBeGreaterThan(0)
    expect(await statesOf('c')).toEqual(['waiting'])
    expect(fake.begun).toEqual([key('a')])
  })
})
