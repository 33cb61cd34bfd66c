import { expect, it } from 'vitest'
import { streamRooms } from '../../../capture/api/streamRooms.ts'
import type { RoomState } from '../../../capture/live/liveControl.ts'
import { FakeLive } from './support.ts'

const describeRoom = (room: string, title: string): RoomState => ({
  room,
  title,
  live: true,
  autoRecord: true,
  recording: false,
  participants: [],
  recordedSeconds: 0,
  recordedBytes: 0,
  alerts: [],
})

function open() {
  const live = new FakeLive()
  live.states.set('r1', describeRoom('r1', 'first'))
  const closing = new AbortController()
  const beats: (() => void)[] = []
  const may = { goOn: true }
  const stream = streamRooms(live, {
    signal: closing.signal,
    mayGoOn: () => Promise.resolve(may.goOn),
    every: (_ms, run) => (beats.push(run), () => void beats.splice(0)),
  })
  const tell = (state: RoomState): void => live.listeners.forEach((listener) => listener(state))
  return { live, closing, may, tell, beat: () => beats[0]?.(), reader: stream.getReader() }
}

const readAll = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read())
    text += decoder.decode(read.value)
  return text
}

it('a client that does not read is kept the latest of each room, and nothing more', async () => {
  const { tell, reader, closing, live, beat } = open()
  const long = 'x'.repeat(10_000)
  for (let at = 0; at < 1000; at++) tell(describeRoom('r1', `${long}${at}`))
  tell(describeRoom('r2', 'other'))
  for (let at = 0; at < 1000; at++) beat()
  const text = readAll(reader)
  await expect.poll(() => live.listeners.size).toBe(1)
  closing.abort()
  const told = (await text).split('\n\n').filter((line) => line.startsWith('data:'))
  expect(told.length).toBeLessThan(20)
  expect(told[0]).toContain('"first"')
  const last = told.map((line) => JSON.parse(line.slice(5)) as RoomState)
  expect(last.findLast(({ room }) => room === 'r1')?.title.endsWith('999')).toBe(true)
  expect(last.findLast(({ room }) => room === 'r2')?.title).toBe('other')
  expect(live.listeners.size).toBe(0)
})

it('it ends at a beat once who asked may not go on, with the backend, and with the client', async () => {
  const first = open()
  first.may.goOn = false
  first.beat()
  expect(await readAll(first.reader)).toContain('"first"')
  expect(first.live.listeners.size).toBe(0)
  const second = open()
  second.closing.abort()
  expect(await readAll(second.reader)).toContain('"first"')
  const third = open()
  await third.reader.cancel()
  expect(third.live.listeners.size).toBe(0)
  third.closing.abort()
})
