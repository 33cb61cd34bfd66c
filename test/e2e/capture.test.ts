/**
 * A study day from the join links to the workbench: what two people in a browser and a streamer sent is recorded by our
 * own recorder, ingested and played, and each picture and click is held against the moment it was made. No sound is
 * aligned: the recorder's clocks alone place it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lane, RecordingView } from '../../core/protocol/index.ts'
import { findHindrance, runScript } from '../support/capture/inNamespace.ts'
import {
  measureClicks,
  measurePictures,
  percentile,
  timesOf,
  timesOfClicks,
} from '../support/capture/placementTruth.ts'
import type { StudyDay } from '../support/capture/studyDay.ts'
import { makeCellVideo } from '../support/cellMedia.ts'
import { isValid, watchMachine } from '../support/contention.ts'
import { judgePlayback } from '../support/judgeRun.ts'
import { decodeCells, probePts, run, words } from '../support/mediaJudge.ts'
import { findFaults } from '../support/verdict.ts'
import { judgeLanes } from './support/judgedLanes.ts'
import { openBucket, openWorkbench, playFrom, seekTo, tileOf, type OpenBucket } from './support/openBucket.ts'

const FILM_ID = 7
const FILM_PICTURES = 1500
/**
 * What Chromium's own stamps allow where three of its encoders share two cores with server, recorder and S3: a track is
 * stamped early for the first moments of a busy page. The recorder's own share is held to 5 ms by the bench captureDrift.
 */
const VIDEO_P50_MS = 5
const VIDEO_P95_MS = 10
const SOUND_P95_MS = 25

let root: string
let filmPts: number[]
let day: StudyDay
let wasQuiet: boolean
let bucket: OpenBucket

const bucketFolder = (): string => join(root, 'bucket')

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lockstep-study-day-'))
  const hindrance = findHindrance()
  // Said, not passed over: without a network of its own the streamer cannot be tried here.
  if (hindrance !== undefined) console.warn(`the study day is without a streamer: ${hindrance}`)
  const film = join(root, 'film.webm')
  const silent = join(root, 'silent.webm')
  await makeCellVideo(silent, { container: 'webm', frames: FILM_PICTURES, id: FILM_ID })
  const sound = '-f lavfi -i sine=f=440:r=48000 -shortest -c:v copy -c:a libopus'
  await run('ffmpeg', words(`-v error -y -i ${silent} ${sound} ${film}`))
  filmPts = await probePts(film)
  const script = fileURLToPath(new URL('../support/capture/studyDay.ts', import.meta.url))
  const args = hindrance === undefined ? [root, film] : [root]
  const watched = await watchMachine(() =>
    runScript(script, args, { timeoutMs: 180_000, isOpen: hindrance !== undefined }),
  )
  wasQuiet = isValid(watched)
  expect(watched.value.status, watched.value.stderr).toBe(0)
  day = JSON.parse(await readFile(join(root, 'truth.json'), 'utf8')) as StudyDay
  bucket = await openBucket([bucketFolder()])
})

afterAll(async () => {
  await bucket?.close()
  if (root) await rm(root, { recursive: true, force: true })
})

const inOrder = (lane: Lane): RecordingView[] =>
  lane.recordings.toSorted((a, b) => a.placement!.startUs - b.placement!.startUs)

/** What a person's devices made during the n-th recording of a lane; the screen is of the last joining. */
function devicesOf({ identity, source }: Lane, n: number) {
  const joinings = day.joinings.filter((one) => one.identity === identity)
  return joinings.at(source === 'screen_share' ? -1 : n)?.devices
}

/** Of every picture or click of a lane, ms. */
async function measureLane(lane: Lane): Promise<number[]> {
  const errors = inOrder(lane).map((recording, n) => {
    const options = { session: bucket.session, folder: bucketFolder(), recording }
    if (lane.identity === 'camera-1') {
      const zeroMs = Number(day.filmZeroNs) / 1e6
      const timeOf = (index: number): number => zeroMs + filmPts[index]! * 1000
      return measurePictures(options, { cellId: FILM_ID, timeOf })
    }
    const devices = devicesOf(lane, n)
    if (!devices) throw new Error(`no truth of ${lane.laneId}`)
    if (lane.kind === 'audio') return measureClicks(options, timesOfClicks(devices.sound))
    return measurePictures(options, timesOf(lane.source === 'screen_share' ? devices.screen : devices.camera))
  })
  return (await Promise.all(errors)).flat()
}

const describeErrors = (errorsMs: readonly number[]): string =>
  [0.05, 0.5, 0.95].map((share) => percentile(errorsMs, share).toFixed(1)).join(' … ')

describe('a study day', () => {
  it('was recorded, each joining in a file of its own, and brought in by one button', () => {
    const lanes = bucket.session.lanes.map(({ laneId, recordings }) => `${laneId} ${recordings.length}`)
    const streamed = day.filmZeroNs === undefined ? [] : ['camera-1/camera 1', 'camera-1/microphone 1']
    expect(lanes.toSorted()).toEqual(
      ['alice/camera 1', 'alice/microphone 1', 'bob/camera 2', 'bob/microphone 2', 'bob/screen_share 1']
        .concat(streamed)
        .toSorted(),
    )
    // What is no secret is found in each kind of place: the search itself works.
    for (const place of ['log', 'wall: document', 'join page: document', 'capture.sqlite', 'command'])
      expect(
        day.seen.some((one) => one.includes(` in ${place}`)),
        place,
      ).toBe(true)
    expect(day.leaks).toEqual([])
    expect(day.ingest).toMatchObject({ state: 'done', url: expect.stringContaining('/s/') })
  })

  it('lies where it happened, without any sound aligned', async ({ skip }) => {
    const lanes = bucket.session.lanes.filter((lane) => lane.laneId !== 'camera-1/microphone')
    const measured = await Promise.all(
      lanes.map(async (lane) => ({ lane, errorsMs: await measureLane(lane) })),
    )
    for (const { lane, errorsMs } of measured)
      console.log(`${lane.laneId}: ${errorsMs.length} × late by ${describeErrors(errorsMs)} ms (5, 50, 95 %)`)
    for (const { identity, devices } of day.joinings) {
      const { senderLatencyMs } = timesOfClicks(devices.sound)
      console.log(`${identity}'s browser handed sound on after ${senderLatencyMs.toFixed(1)} ms`)
    }
    const amountOf = (kind: string, share: number): number =>
      percentile(
        measured.flatMap(({ lane, errorsMs }) => (lane.kind === kind ? errorsMs.map(Math.abs) : [])),
        share,
      )
    const found = {
      videoP50Ms: amountOf('video', 0.5),
      videoP95Ms: amountOf('video', 0.95),
      soundP95Ms: amountOf('audio', 0.95),
    }
    console.log(`amount of the error: ${JSON.stringify(found)}`)
    for (const { lane, errorsMs } of measured)
      expect(errorsMs.length, lane.laneId).toBeGreaterThan(lane.kind === 'video' ? 50 : 10)
    // A browser that gets no processor stamps late, and nobody can tell from outside.
    const isGood =
      found.videoP50Ms <= VIDEO_P50_MS && found.videoP95Ms <= VIDEO_P95_MS && found.soundP95Ms <= SOUND_P95_MS
    if (!wasQuiet && !isGood) return skip('other processes kept the machine busy')
    expect(found.videoP50Ms).toBeLessThanOrEqual(VIDEO_P50_MS)
    expect(found.videoP95Ms).toBeLessThanOrEqual(VIDEO_P95_MS)
    expect(found.soundP95Ms).toBeLessThanOrEqual(SOUND_P95_MS)
  })

  it('plays in the workbench, every tile within one frame', async () => {
    const names = new Map(
      await Promise.all(
        bucket.session.lanes
          .flatMap(({ recordings }) => recordings)
          .filter(({ width }) => width !== null)
          .map(async ({ objectKey, width, height }) => {
            const cells = await decodeCells(join(bucketFolder(), objectKey), width!, height!)
            return [objectKey, cells.map((cell) => cell?.index)] as const
          }),
      ),
    )
    const lanes = await judgeLanes(
      bucket.session,
      bucketFolder(),
      (key) => (index) => names.get(key)?.[index] ?? -1,
    )
    const fromUs = bucket.session.lanes.find(({ laneId }) => laneId === 'bob/screen_share')!.recordings[0]!
      .placement!.startUs
    const { page, errors } = await bucket.newPage()
    await openWorkbench(page, bucket, '?judge=1')
    await playFrom(page, fromUs + 1_000_000)
    const judged = await judgePlayback(page, lanes, { seconds: 4, screenshots: 6 })
    expect(findFaults(judged, { p95: 1, withinOne: 0.99 })).toEqual([])
    expect(errors).toEqual([])
  })

  it('says why nothing is there, and what was written and marked', async () => {
    const gapOf = (laneId: string, reason: string) =>
      bucket.session.lanes.find((lane) => lane.laneId === laneId)!.gaps.find((gap) => gap.reason === reason)!
    const { page } = await bucket.newPage()
    await openWorkbench(page, bucket)
    for (const [laneId, reason, said] of [
      ['alice/camera', 'muted', /muted/],
      ['bob/camera', 'left', /rejoined/],
    ] as const) {
      const gap = gapOf(laneId, reason)
      await seekTo(page, (gap.startUs + gap.endUs) / 2)
      await expect.poll(() => tileOf(page, laneId).innerText()).toMatch(said)
    }
    const log = page.getByRole('tabpanel', { name: /log/i })
    for (const { text } of day.messages) await expect.poll(() => log.innerText()).toContain(text)
    await expect.poll(() => log.innerText()).toContain(day.marker)
  })
})
