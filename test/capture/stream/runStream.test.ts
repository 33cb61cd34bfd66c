import { mkdtemp, rm } from 'node:fs/promises'
import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Publish } from '../../../capture/stream/publisher.ts'
import { runStream, type StreamEvent, type StreamOptions } from '../../../capture/stream/runStream.ts'
import { parseSource } from '../../../capture/stream/source.ts'
import { startSource } from '../../../capture/stream/sourceProcess.ts'
import { UserError } from '../../../core/model/index.ts'
import { readCellsFrom } from '../../../fixtures/cells.ts'
import { makeCellVideo } from '../../support/cellMedia.ts'
import { probePts, run, words } from '../../support/mediaJudge.ts'
import { startRtsp, type RtspServer } from '../../support/rtsp.ts'

let root: string
let film: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lockstep-stream-'))
  const silent = join(root, 'silent.webm')
  film = join(root, 'film.webm')
  await makeCellVideo(silent, { container: 'webm', frames: 50 })
  const sound = '-f lavfi -i sine=f=440:r=48000 -shortest -c:v copy -c:a libopus'
  await run('ffmpeg', words(`-v error -y -i ${silent} ${sound} ${film}`))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** A room of our own: what is captured, and when; it can be lost. */
function createRoom() {
  const captured: { index: number | undefined; dueUs: bigint; atMs: number }[] = []
  let soundBlocks = 0
  let lose: ((error: UserError | undefined) => void) | undefined
  let [joined, closed] = [0, 0]
  const failures: Error[] = []
  let [isStalled, sentBytes] = [false, 0]
  const publish: Publish = async (_access, _tracks, onLost) => {
    joined++
    if (failures.length > 0) throw failures.shift()!
    lose = onLost
    return {
      trackIds: ['TR_1'],
      capturePicture: ({ data, width, height }, dueUs) => {
        const index = readCellsFrom((x, y) => data[y * width + x]!, width, height)?.index
        captured.push({ index, dueUs, atMs: nowMs() })
      },
      captureSound: (samples) => void (soundBlocks += samples.length / 480),
      readSentBytes: async () => (isStalled ? 1000 : (sentBytes += 1000)),
      close: async () => void closed++,
    }
  }
  return {
    captured,
    publish,
    soundBlocks: () => soundBlocks,
    joined: () => joined,
    closed: () => closed,
    lose: (error?: UserError) => lose?.(error),
    /** From now on the library sends nothing, and says nothing of it. */
    stall: () => void (isStalled = true),
    /** The next tries to join fail by these. */
    fail: (...errors: readonly Error[]) => void failures.push(...errors),
  }
}

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
const answer = (status: number, text: string) =>
  (async () => new Response(text, { status })) as unknown as typeof fetch

function start(
  room: ReturnType<typeof createRoom>,
  options: Partial<StreamOptions> & { fetch?: typeof fetch; haste?: number },
): { done: ReturnType<typeof runStream>; abort: () => void; events: StreamEvent[] } {
  const life = new AbortController()
  const events: StreamEvent[] = []
  const done = runStream({
    camera: undefined,
    mic: undefined,
    loops: false,
    fps: undefined,
    size: undefined,
    getAccess: async () => ({ url: 'ws://x', token: 't', room: 'r', identity: 'i' }),
    signal: life.signal,
    onEvent: (event) => events.push(event),
    ...options,
    effects: {
      publish: room.publish,
      startSource,
      fetch: options.fetch ?? answer(200, 'success'),
      nowMs: () => nowMs() * (options.haste ?? 1),
      wallMs: () => performance.timeOrigin + performance.now(),
      after: (ms, act) => {
        // Waits of seconds are shortened: none of the tests is about their length.
        const timer = setTimeout(act, ms > 1000 ? 50 : ms)
        return () => clearTimeout(timer)
      },
    },
  })
  return { done, abort: () => life.abort(), events }
}

const openFile = (path: string) => parseSource(path, { cwd: '/' })

it('captures each picture of a file when its time stamp says, with its sound', async () => {
  const room = createRoom()
  const source = openFile(film)
  const { done } = start(room, { camera: source, mic: source })
  const state = await done
  const pts = await probePts(film)
  const indices = room.captured.map(({ index }) => index)
  const firstUs = room.captured[0]!.dueUs
  expect(state.pictures + state.droppedPictures).toBe(50)
  // A busy machine may drop; what is captured is in order and in time.
  expect(state.droppedPictures).toBeLessThan(5)
  expect(indices).toEqual(indices.toSorted((a, b) => a! - b!))
  const base = pts[room.captured[0]!.index!]!
  for (const { index, dueUs, atMs } of room.captured) {
    expect(Number(dueUs - firstUs) / 1e6).toBeCloseTo(pts[index!]! - base, 3)
    expect(atMs - Number(dueUs) / 1000).toBeLessThanOrEqual(201)
  }
  expect(room.soundBlocks()).toBeGreaterThan(180)
  expect(room.closed()).toBe(1)
})

it('plays a file again and again, thinner and smaller where that is asked for', async () => {
  const room = createRoom()
  const wish = { fps: 5, size: { width: 300, height: 300 }, loops: true }
  const { done, abort } = start(room, { camera: openFile(film), ...wish })
  await vi.waitFor(() => expect(room.captured.length).toBeGreaterThan(12), { timeout: 20_000 })
  abort()
  await done
  const due = room.captured.map(({ dueUs }) => Number(dueUs) / 1000)
  const steps = due.slice(1).map((ms, n) => ms - due[n]!)
  expect(Math.min(...steps)).toBeGreaterThan(150)
  expect(room.captured.some(({ index }, n) => n > 0 && index! < room.captured[n - 1]!.index!)).toBe(true)
})

it('joins again when the room is lost, and ends when that makes no sense', async () => {
  const room = createRoom()
  const { done, events } = start(room, { camera: openFile(film), loops: true })
  await vi.waitFor(() => expect(room.captured.length).toBeGreaterThan(2), { timeout: 20_000 })
  room.fail(
    new UserError('too_many', 'wait a little'),
    new Error('signal failure: wss://x?access_token=eyJh'),
  )
  room.lose()
  await vi.waitFor(() => expect(room.joined()).toBe(4), { timeout: 20_000 })
  const said = events.flatMap((event) => (event.event === 'trouble' ? [event.message] : []))
  expect(said).toEqual([
    expect.stringContaining('lost'),
    'wait a little',
    expect.stringContaining('no media path'),
  ])
  await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ event: 'state', isJoined: true }))
  room.lose(new UserError('identity_taken', 'someone else'))
  await expect(done).rejects.toMatchObject({ code: 'identity_taken' })
})

it('joins again where the library sends nothing though it says that it is in the room', async () => {
  const room = createRoom()
  const { done, abort, events } = start(room, { mic: openFile(film), loops: true, haste: 10 })
  await vi.waitFor(() => expect(room.soundBlocks()).toBeGreaterThan(10), { timeout: 20_000 })
  expect(room.joined()).toBe(1)
  room.stall()
  await vi.waitFor(() => expect(room.joined()).toBeGreaterThan(1), { timeout: 20_000 })
  expect(events.find(({ event }) => event === 'trouble')).toMatchObject({
    message: expect.stringContaining('lost'),
  })
  abort()
  await done
  expect(room.closed()).toBe(room.joined())
})

it('says in words what is wrong, and no secret with it', async () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6.c2ln'
  const refused = start(createRoom(), {
    camera: openFile(film),
    fetch: answer(401, `invalid token: ${token}, error: signature is invalid`),
  })
  await expect(refused.done).rejects.toMatchObject({
    code: 'livekit_refused',
    message: expect.not.stringContaining('eyJ'),
    hint: expect.stringContaining('LIVEKIT_API_KEY'),
  })
  const down = (async () => Promise.reject(new TypeError('fetch failed'))) as unknown as typeof fetch
  await expect(start(createRoom(), { camera: openFile(film), fetch: down }).done).rejects.toMatchObject({
    code: 'livekit_down',
  })
  const mute = openFile(join(root, 'silent.webm'))
  await expect(start(createRoom(), { mic: mute }).done).rejects.toMatchObject({ code: 'source_no_sound' })
  const text = openFile(import.meta.filename)
  await expect(start(createRoom(), { camera: text }).done).rejects.toMatchObject({
    code: 'source_unreadable',
  })
  const closed = parseSource('rtsp://ann:geheim@127.0.0.1:9/x?key=geheim', { cwd: '/' })
  const error: unknown = await start(createRoom(), { camera: closed }).done.catch((cause: unknown) => cause)
  expect(error).toMatchObject({
    code: 'source_unreachable',
    message: expect.stringContaining('rtsp://127.0.0.1:9/x'),
  })
  expect(JSON.stringify(error) + String(error)).not.toContain('geheim')
  for (const name of ['/dev/video99', 'no/such.mp4']) {
    expect(() => parseSource(name, { cwd: '/', platform: 'linux' })).toThrow(
      expect.objectContaining({ code: 'source_missing' }),
    )
  }
  expect(() => parseSource('hw:0', { cwd: '/', platform: 'win32' })).toThrow(
    expect.objectContaining({ code: 'source_unsupported' }),
  )
})

it('plays an RTSP camera with a password as it comes, and comes back when the camera does', async () => {
  const rtsp = await startRtsp({ credentials: 'ann:geheim' })
  const camera = startCamera(rtsp)
  const room = createRoom()
  const openCamera = (user: string) =>
    parseSource(rtsp.url.replace('rtsp://', `rtsp://${user}@`), { cwd: '/' })
  try {
    await rtsp.untilLive()
    const wrong = start(createRoom(), { camera: openCamera('ann:falsch') })
    await expect(wrong.done).rejects.toMatchObject({ code: 'source_refused_credentials' })
    const { done, abort, events } = start(room, {
      camera: openCamera('ann:geheim'),
      mic: openCamera('ann:geheim'),
    })
    done.catch(() => undefined)
    await vi.waitFor(() => expect(room.captured.length).toBeGreaterThan(20), { timeout: 20_000 })
    const before = room.captured.length
    rtsp.dropReaders()
    await vi.waitFor(() => expect(events.some(({ event }) => event === 'trouble')).toBe(true), {
      timeout: 20_000,
    })
    await vi.waitFor(() => expect(room.captured.length).toBeGreaterThan(before + 20), { timeout: 20_000 })
    // The camera's own, and one that decodes it: the one before it is gone.
    expect(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap')).toHaveLength(2)
    abort()
    await done
    expect(room.soundBlocks()).toBeGreaterThan(50)
    expect(JSON.stringify(events)).not.toContain('geheim')
  } finally {
    camera.kill('SIGKILL')
    await rtsp.stop()
  }
})

function startCamera(rtsp: RtspServer): ChildProcess {
  const picture = `-re -stream_loop -1 -i ${film} -c:v libx264 -preset ultrafast -tune zerolatency -g 10 -pix_fmt yuv420p`
  const args = words(`-v error ${picture} -c:a aac -f rtsp -rtsp_transport tcp ${rtsp.url}`)
  return spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
