/** Ranges over a fake media port: which are asked for together, in what order, and what becomes of one that fails. */
import { describe, expect, it } from 'vitest'
import { frameAnswer } from '../../../app/server/several.ts'
import { MediaRequests } from '../../../app/web/playback/mediaRequests.ts'

const ORIGIN = 'http://127.0.0.1:5001'
const urlOf = (name: string): string => `${ORIGIN}/media/${name}?v=1&r=180`

/** Answers each range with bytes of its start, and each of `lost` alone with 410, with others not at all. */
function serve(lost: readonly string[] = []) {
  const asked: string[][] = []
  let running = 0
  let most = 0
  const answerOne = (name: string, first: number, last: number): { status: number; bytes: Uint8Array } =>
    lost.includes(name)
      ? { status: 410, bytes: new Uint8Array() }
      : { status: 206, bytes: new Uint8Array(last - first + 1).fill(first) }
  const requests = new MediaRequests({
    delay: () => Promise.resolve(),
    fetch: async (input, init) => {
      const url = new URL(String(input))
      const of = url.searchParams.getAll('of')
      const parts = (
        of.length > 0 ? of : [`${url.pathname} ${new Headers(init?.headers).get('range')!.slice(6)}`]
      )
        .map((text) => /\/media\/(\w+).* (\d+)-(\d+)$/.exec(text)!)
        .map(([, name, first, last]) => ({ name: name!, first: Number(first), last: Number(last) }))
      asked.push(parts.map(({ name }) => name))
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve))
      running--
      init?.signal?.throwIfAborted()
      const answers = parts.map(({ name, first, last }) => answerOne(name, first, last))
      if (of.length > 0)
        return new Response(new Blob(answers.map(({ status, bytes }) => frameAnswer(status, bytes))))
      const [{ status, bytes }] = answers as [{ status: number; bytes: Uint8Array<ArrayBuffer> }]
      return new Response(status === 206 ? bytes : null, { status })
    },
  })
  const read = (
    name: string,
    start: number,
    size: number,
    urgency = 0,
    signal = new AbortController().signal,
  ) => requests.read({ url: urlOf(name), start, end: start + size, urgency: () => urgency, signal })
  return { asked, read, mostAtOnce: () => most }
}

describe('MediaRequests', () => {
  it('asks in one request for what is wanted in one moment, and gives each its own bytes', async () => {
    const { asked, read } = serve()
    const all = await Promise.all(['a', 'b', 'c'].map((name, at) => read(name, at + 7, 4)))
    expect(asked).toEqual([['a', 'b', 'c']])
    expect(all.map((bytes) => [...bytes])).toEqual([7, 8, 9].map((byte) => [byte, byte, byte, byte]))
  })

  it('asks for half a megabyte at a time, in five requests at once', async () => {
    const { asked, read, mostAtOnce } = serve()
    await Promise.all(Array.from({ length: 20 }, (_, at) => read(`n${at}`, 0, 200 << 10)))
    expect(asked.map((names) => names.length)).toEqual(Array.from({ length: 10 }, () => 2))
    expect(mostAtOnce()).toBe(5)
  })

  it('lets the most urgent go first, and with it only what is about as urgent', async () => {
    const { asked, read } = serve()
    const all = [9, 0.5, 5, 0, 5.9].map((urgency) => read(`s${urgency * 10}`, 0, 10, urgency))
    await Promise.all(all)
    expect(asked).toEqual([['s0', 's5'], ['s50', 's59'], ['s90']])
  })

  it('asks alone for what did not come with the others, which says why', async () => {
    const { asked, read } = serve(['b'])
    const [a, b] = await Promise.allSettled([read('a', 1, 2), read('b', 1, 2)])
    expect(a.status).toBe('fulfilled')
    expect(b).toMatchObject({ reason: { message: 'the server answered 410' } })
    expect(asked).toEqual([['a', 'b'], ['b']])
  })

  it('gives up what is no longer wanted, and goes on with the rest', async () => {
    const { read, asked } = serve()
    const left = new AbortController()
    const one = read('a', 0, 2, 0, left.signal)
    const other = read('b', 3, 2)
    left.abort(new Error('left'))
    await expect(one).rejects.toThrow('left')
    expect([...(await other)]).toEqual([3, 3])
    expect(asked).toEqual([['b']])
  })
})
