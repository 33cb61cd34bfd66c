/**
 * `lockstep capture` killed ten times at random moments, while a person publishes and sends numbered packets.
 *
 * A packet of text is acknowledged once the recorder has it on its disk (written and synced); what is read from its
 * folder right after a kill holds all of these. A picture or sound that was taken 2 s before a kill has to be in the
 * file that is in the bucket at the end.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as passes } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JoinAnswer, JoinCard } from '../../capture/model/api.ts'
import type { z } from 'zod'
import type { RoomState } from '../../capture/model/api.types.ts'
import { readJournal } from '../../capture/embedded/journal/readJournal.ts'
import { createWallClock } from '../../capture/room/wallClock.ts'
import { listConsents } from '../../capture/store/consents.ts'
import { openCaptureStore } from '../../capture/store/store.ts'
import { probePtsUs } from '../fixtures/ffprobe.ts'
import { openCapture, type CaptureRun } from '../support/capture/captureRun.ts'
import { loadVideo } from '../support/capture/rtpPublisher/media/video.ts'
import { createRtpPublisher } from '../support/capture/rtpPublisher/publisher.ts'
import { startLivekit, type LivekitServer } from '../support/livekit.ts'
import { root } from '../support/program.ts'

const ROOM = 'interview'
const FPS = 15
const LOST_NS = 2_000_000_000n
/** Of the ten kills, these hit a process that is still starting: it takes up what the one before it left. */
const EARLY = new Set([2, 5, 8])
/** These hit one that records again; the others any moment in between. */
const LATE = new Set([0, 3, 4, 6, 7])
const TOPIC = 'answers'

let folder: string
let livekit: LivekitServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-kill-'))
  livekit = await startLivekit()
})
const endings: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of endings) await end()
  await livekit.stop()
  await rm(folder, { recursive: true, force: true })
})

const clock = createWallClock()
const project = (): string => join(folder, 'state/projects/default')
const open = (): Promise<CaptureRun> =>
  openCapture({ state: join(folder, 'state'), bucket: join(folder, 'bucket'), env: livekit.env })

/** A process that is killed before it says that it listens, or just then. */
async function startAndKill(): Promise<void> {
  const args = [
    'capture',
    '--bucket',
    join(folder, 'bucket'),
    '--state',
    join(folder, 'state'),
    '--port',
    '0',
  ]
  const child = spawn(execPath, [join(root, 'cli/main.ts'), ...args, '--no-open'], {
    env: { ...process.env, ...livekit.env },
    stdio: 'ignore',
  })
  await passes(300 + Math.random() * 1200)
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function readFiles(place: string, name: RegExp): Promise<string[]> {
  const names = await readdir(place, { recursive: true }).catch(() => [])
  return names.filter((one) => name.test(one)).map((one) => join(place, one))
}

/** Numbers of the packets in text files, in the order of their lines; a torn last line is left out. */
async function readNumbers(place: string): Promise<number[]> {
  const paths = (await readFiles(place, /part-\d+\.jsonl$/)).toSorted()
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return texts.flatMap((text) =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .flatMap((line) => (line === '' ? [] : Number((JSON.parse(line) as { payload: string }).payload))),
  )
}

/** Arrivals of all frames in the recorder's journals, by track, ns. */
async function readArrivals(): Promise<Map<string, bigint[]>> {
  const found = new Map<string, bigint[]>()
  for (const path of await readFiles(join(project(), 'spool'), /\.journal$/)) {
    let trackId = ''
    for await (const record of readJournal(path)) {
      if (record.type === 'head') trackId = record.track.trackId
      if (record.type === 'frame') found.set(trackId, [...(found.get(trackId) ?? []), record.arrivalNs])
    }
  }
  return found
}

interface Round {
  readonly startNs: bigint
  readonly killNs: bigint
  /** Text that was on the disk at the kill, and the number that was sent last 2 s before it. */
  readonly acknowledged: readonly number[]
  readonly sentBefore: number
  readonly arrivals: ReadonlyMap<string, readonly bigint[]>
}

const isRecorded = ({ participants }: RoomState): boolean =>
  participants.flatMap(({ tracks }) => tracks).filter(({ recording }) => recording?.status === 'active')
    .length === 2

it('killed ten times, loses no text that was acknowledged and no media but the last moments', async () => {
  const sentNs: bigint[] = []
  let capture = await open()
  endings.push(() => capture.stop())
  await capture.ask('POST', '/projects/default/rooms', { name: ROOM })
  const code = new URL(await capture.link(ROOM, 'ada')).pathname.split('/').at(-1)!
  const card = await capture.ask<z.infer<typeof JoinCard>>('GET', `/join/${code}`)
  const { consentVersion } = card
  const answer = await capture.ask<z.infer<typeof JoinAnswer>>('POST', `/join/${code}`, {
    name: 'Ada',
    consentVersion,
  })
  const video = await loadVideo({
    width: 284,
    height: 160,
    count: 150,
    cellId: 5,
    codec: 'vp8',
    fps: FPS,
    kbps: 60,
  })
  const ada = createRtpPublisher({
    url: livekit.url,
    identity: 'ada',
    createToken: () => answer.token,
    tracks: [{ kind: 'video', video }, { kind: 'audio' }],
    clock,
  })
  endings.push(() => ada.leave())
  const [camera, microphone] = await ada.join()
  endings.push(async () => clearInterval(sending))
  const sending = setInterval(() => {
    const payload = new TextEncoder().encode(String(sentNs.length))
    sentNs.push(clock.nowNs())
    void ada.sendData(payload, TOPIC)
  }, 20)
  await capture.untilRoom(ROOM, isRecorded)
  const readState = async (): Promise<string> => {
    const paths = ['/keys', '/projects', '/projects/default/rooms', `/projects/default/rooms/${ROOM}/links`]
    const answers = await Promise.all(paths.map((path) => capture.ask('GET', path)))
    // Links name the port, which is another one each time.
    return JSON.stringify(answers, undefined, 1).replaceAll(capture.url, '')
  }
  const state = await readState()

  const rounds: Round[] = []
  let startNs = sentNs[0]!
  for (let at = 0; at < 10; at++) {
    if (EARLY.has(at)) await startAndKill()
    else {
      if (LATE.has(at)) await capture.untilRoom(ROOM, isRecorded)
      await passes(500 + Math.random() * 3500)
      await capture.kill()
    }
    const killNs = clock.nowNs()
    const arrivals = await readArrivals()
    const acknowledged = await readNumbers(join(project(), 'text'))
    const sentBefore = sentNs.findLastIndex((ns) => ns < killNs - LOST_NS)
    rounds.push({ startNs, killNs, arrivals, acknowledged, sentBefore })
    startNs = clock.nowNs()
    if (EARLY.has(at + 1)) continue
    capture = await open()
    expect(await readState()).toEqual(state)
  }

  // It goes on by itself, in the same two recordings.
  const room = await capture.untilRoom(ROOM, isRecorded)
  expect(room.participants[0]?.tracks.map(({ trackId }) => trackId).toSorted()).toEqual(
    [camera!.trackId, microphone!.trackId].toSorted(),
  )
  const lastNs = clock.nowNs()
  await expect
    .poll(async () => [...(await readArrivals()).values()].filter((all) => all.at(-1)! > lastNs).length)
    .toBe(2)
  clearInterval(sending)
  await ada.leave()
  await capture.ask('DELETE', `/projects/default/rooms/${ROOM}`)
  await expect.poll(() => readFiles(join(project(), 'spool'), /./)).toEqual([])
  await expect.poll(() => readFiles(join(project(), 'text'), /./)).toEqual([])
  await capture.stop()

  const numbers = await readNumbers(join(folder, 'bucket'))
  const known = new Set(numbers)
  expect(known.size).toBe(numbers.length)
  let fromNumber = 0
  for (const { acknowledged, sentBefore, arrivals, startNs: upNs, killNs } of rounds) {
    expect(acknowledged.filter((number) => !known.has(number))).toEqual([])
    // Nothing is missing from the first packet that this process heard of, to 2 s before its end.
    const first = acknowledged.find((number) => number >= fromNumber)
    const heardNs = arrivals.get(camera!.trackId)?.find((ns) => ns > upNs)
    if (heardNs !== undefined && heardNs < killNs - LOST_NS) expect(first).toBeDefined()
    if (first !== undefined)
      for (let number = first; number <= sentBefore; number++)
        expect(known, `packet ${number}`).toContain(number)
    fromNumber = Math.max(fromNumber, ...acknowledged) + 1
  }

  const media = await readFiles(join(folder, 'bucket'), /\.(webm|ogg)$/)
  expect(media).toHaveLength(2)
  for (const path of media) {
    const { stderr, status } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'])
    expect({ said: String(stderr), status }).toEqual({ said: '', status: 0 })
    const isVideo = path.endsWith('.webm')
    judgeMedia(path, rounds, {
      trackId: (isVideo ? camera : microphone)!.trackId,
      stepMs: isVideo ? 1000 / FPS : 20,
    })
  }
  expect(await readFiles(join(folder, 'bucket'), /EG_\w+\.egressinfo\.json$/)).toHaveLength(2)

  const store = await openCaptureStore({ folder: join(folder, 'state') })
  expect(listConsents(store, 'default', ROOM)).toMatchObject([
    { identity: 'ada', name: 'Ada', version: consentVersion },
  ])
  store.close()
}, 240_000)

/** Without gaps while a process recorded, and a hole while none did. */
function judgeMedia(
  path: string,
  rounds: readonly Round[],
  { trackId, stepMs }: { trackId: string; stepMs: number },
): void {
  const ptsMs = probePtsUs(path).map((us) => us / 1000)
  const zeroNs = rounds[0]!.arrivals.get(trackId)![0]!
  const toMs = (ns: bigint): number => Number(ns - zeroNs) / 1e6
  // Pictures are handed over when a tick finds them due, so arrivals stand off their instants by some milliseconds.
  const slackMs = 100
  for (const [at, { startNs, killNs, arrivals }] of rounds.entries()) {
    const resumedNs = arrivals.get(trackId)?.find((ns) => ns > startNs)
    const untilMs = toMs(killNs - LOST_NS)
    if (LATE.has(at)) expect(resumedNs, `round ${at}`).toBeDefined()
    const within = ptsMs.filter(
      (ms) => resumedNs !== undefined && ms > toMs(resumedNs) - slackMs && ms < toMs(killNs),
    )
    const gaps = within.slice(1).map((ms, next) => [within[next]!, ms] as const)
    for (const [before, after] of gaps)
      if (before < untilMs) expect(after - before, `round ${at} at ${before} ms`).toBeLessThan(1.5 * stepMs)
    if (resumedNs !== undefined && toMs(resumedNs) < untilMs)
      expect(within.at(-1), `round ${at}`).toBeGreaterThan(untilMs - 2 * stepMs)
    const next = rounds[at + 1]
    if (!next) continue
    const down = ptsMs.filter((ms) => ms > toMs(killNs) + slackMs && ms < toMs(next.startNs) - slackMs)
    expect(down, `while nothing ran after round ${at}`).toEqual([])
  }
}
