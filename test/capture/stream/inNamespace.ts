/**
 * Runs in a network namespace of its own (its parent makes it): a real LiveKit server, `lockstep stream` with a file
 * (the argument), and somebody who watches by the same library. Says as one line of JSON what was seen.
 */
import {
  AudioStream,
  dispose,
  Room,
  RoomEvent,
  TrackKind,
  VideoBufferType,
  VideoStream,
  type RemoteTrack,
} from '@livekit/rtc-node'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { readCellsFrom } from '../../../fixtures/cells.ts'
import { startLivekit } from '../../support/livekit.ts'

interface Seen {
  readonly index: number
  readonly atMs: number
}

const PICTURES_FIRST = 60
const PICTURES_AGAIN = 20

const server = await startLivekit()
const seen: Seen[] = []
let soundSeconds = 0

const watch = async (): Promise<Room> => {
  const room = new Room()
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_VIDEO) void readPictures(track)
    else void readSound(track)
  })
  const token = await server.createToken('lesson', 'watcher')
  await room.connect(server.url, token, { autoSubscribe: true, dynacast: false })
  return room
}

async function readPictures(track: RemoteTrack): Promise<void> {
  for await (const { frame } of new VideoStream(track)) {
    const { data, width, height } = frame.convert(VideoBufferType.I420)
    const index = readCellsFrom((x, y) => data[y * width + x]!, width, height)?.index
    if (index !== undefined) seen.push({ index, atMs: performance.now() })
    reached()
  }
}

async function readSound(track: RemoteTrack): Promise<void> {
  for await (const frame of new AudioStream(track, 48_000, 1)) {
    if (frame.data.some((sample) => Math.abs(sample) > 1000)) soundSeconds += frame.data.length / 48_000
  }
}

let wanted = PICTURES_FIRST
let tell: (() => void) | undefined
const reached = (): void => {
  if (seen.length >= wanted) tell?.()
}
const seePictures = (count: number): Promise<void> => {
  wanted = seen.length + count
  return new Promise((resolve) => (tell = resolve))
}

function stream(film: string): {
  child: ChildProcess
  events: Record<string, unknown>[]
  ended: Promise<unknown>
} {
  const main = new URL('../../../cli/main.ts', import.meta.url).pathname
  const args = ['stream', '--room', 'lesson', '--camera', film, '--mic', film, '--loop', '--json']
  const child = spawn(process.execPath, [main, ...args, '--identity', 'camera-1'], {
    env: { ...process.env, ...server.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const events: Record<string, unknown>[] = []
  createInterface(child.stdout).on('line', (line) => events.push(JSON.parse(line) as Record<string, unknown>))
  return { child, events, ended: once(child, 'exit') }
}

let room = await watch()
const { child, events, ended } = stream(process.argv[2]!)
try {
  await seePictures(PICTURES_FIRST)
  const first = [...seen]
  await room.disconnect()
  await server.restart()
  room = await watch()
  const before = seen.length
  await seePictures(PICTURES_AGAIN)
  child.kill('SIGINT')
  const [exitCode] = (await ended) as [number | null]
  const names = events.map(({ event }) => event)
  const again = seen.length - before
  console.log(JSON.stringify({ first, again, soundSeconds, exitCode, names }))
} finally {
  child.kill('SIGKILL')
  await room.disconnect()
  await server.stop()
  await dispose()
}
