/**
 * What the embedded recorder costs: 40 people with two tracks each in one room of a real server. The baseline takes the
 * same tracks of the same room by the same subscriber, and drops what comes.
 */
import assert from 'node:assert/strict'
import { env } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { openCaptureRoom, readRecordings, waitUntilRecorded } from './captureRoom.ts'
import type { CaptureChild, Usage } from './captureChild.ts'
import type { JoinedTrack, PersonOptions, PublishersTruth } from './capturePublishers.ts'
import type { RecorderProgress } from './captureRecorder.ts'
import { quantile, type Bench } from './report.ts'

const PEOPLE = Number(env['LOCKSTEP_BENCH_PEOPLE'] ?? 40)
const SECONDS = Number(env['LOCKSTEP_BENCH_SECONDS'] ?? 60)
const FPS = 10
const PACKET_SECONDS = 0.02
/** Issue 7, "reached when" 5. */
const LIMITS = { startedSeconds: 5, coreSecondsTrackMinute: 1.5, megabytesTrack: 15 }

const people = Array.from({ length: PEOPLE }, (_, at): PersonOptions => {
  const video = { codec: 'vp8', width: 288, height: 162, count: 600, fps: FPS, kbps: 60, cellId: 1 } as const
  return { identity: `person-${at}`, video, red: true, exchangeEveryMs: 10_000 }
})

interface Spent extends Usage {
  readonly coreSecondsTrackMinute: number
  readonly publisherCoreSeconds: number
}

/** Over `SECONDS` of the room as it is now. */
async function spend(child: CaptureChild, publishers: CaptureChild, tracks: number): Promise<Spent> {
  const [before, theirs] = await Promise.all([child.usage(), publishers.usage()])
  const begun = performance.now()
  await setTimeout(SECONDS * 1000)
  const [after, theirsAfter] = await Promise.all([child.usage(), publishers.usage()])
  const trackMinutes = (tracks * (performance.now() - begun)) / 60_000
  return {
    ...after,
    coreSecondsTrackMinute: (after.cpuSeconds - before.cpuSeconds) / trackMinutes,
    publisherCoreSeconds: (theirsAfter.cpuSeconds - theirs.cpuSeconds) / trackMinutes,
  }
}

const waitFor = async (met: () => Promise<boolean>, what: string): Promise<void> => {
  const deadline = performance.now() + 60_000
  while (!(await met())) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`)
    await setTimeout(200)
  }
}

export const bench: Bench = async (report) => {
  const room = await openCaptureRoom()
  try {
    const recorder = await room.startRecorder('record')
    const idle = await recorder.usage()
    const publishers = await room.startPublishers(people)
    const joined = await publishers.ask<JoinedTrack[]>('join')
    const tracks = joined.length
    const waits = await waitUntilRecorded(recorder, joined)
    const recording = await spend(recorder, publishers, tracks)
    const { troubles } = await recorder.end<RecorderProgress>()
    const counter = await room.startRecorder('count')
    const idleCounter = await counter.usage()
    await waitFor(
      async () => (await counter.ask<RecorderProgress>('progress')).packets > 50 * tracks,
      'packets',
    )
    const counting = await spend(counter, publishers, tracks)
    await counter.end()
    const truth = await publishers.end<PublishersTruth>()

    const recordings = await readRecordings(room.bucket)
    const lostOf = (kind: 'audio' | 'video', perSecond: number): number[] =>
      recordings
        .filter(({ trackId }) => truth.tracks.find((one) => one.trackId === trackId)?.kind === kind)
        .map(({ lastPtsSeconds, lockstep: { frames } }) => {
          const expected = Math.round(lastPtsSeconds * perSecond) + 1
          return (100 * (expected - frames.written)) / expected
        })
    const [video, audio] = [lostOf('video', FPS), lostOf('audio', 1 / PACKET_SECONDS)]
    assert.equal(tracks, 2 * PEOPLE)
    assert.equal(recordings.length, tracks, 'a file a track')
    assert.deepEqual(troubles, [])
    assert.ok(recordings.every(({ lastPtsSeconds }) => lastPtsSeconds > SECONDS))

    const perTrack = (bytes: number): number => bytes / tracks / 1e6
    report({ what: 'tracks recorded at once', value: tracks, unit: 'tracks' })
    report({
      what: 'from published to recorded, median',
      value: quantile(
        waits.map(({ all }) => all),
        0.5,
      ),
      unit: 's',
    })
    const last = Math.max(...waits.map(({ all }) => all))
    report({ what: 'from published to recorded, last', value: last, unit: 's' })
    const dropped = { name: 'receive and drop', value: counting.coreSecondsTrackMinute }
    report({
      what: 'CPU of the recorder a track-minute',
      value: recording.coreSecondsTrackMinute,
      unit: 'core-s',
      baseline: dropped,
    })
    report({
      what: 'memory of the recorder a track, over idle',
      value: perTrack(recording.rssBytes - idle.rssBytes),
      unit: 'MB',
      baseline: { name: 'receive and drop', value: perTrack(counting.rssBytes - idleCounter.rssBytes) },
    })
    for (const [what, lost] of [
      ['video frames', video],
      ['sound packets', audio],
    ] as const) {
      report({ what: `${what} lost, median track`, value: quantile(lost, 0.5), unit: '%' })
      report({ what: `${what} lost, worst track`, value: Math.max(...lost), unit: '%' })
    }
    report({
      what: 'CPU of the publishers a track-minute',
      value: recording.publisherCoreSeconds,
      unit: 'core-s',
    })
    assert.ok(last <= LIMITS.startedSeconds, 'all recordings start within 5 s')
    assert.ok(recording.coreSecondsTrackMinute <= LIMITS.coreSecondsTrackMinute, 'CPU a track-minute')
    assert.ok(perTrack(recording.rssBytes - idle.rssBytes) <= LIMITS.megabytesTrack, 'memory a track')
    assert.ok(quantile(video, 0.5) <= 0.1 && quantile(audio, 0.5) <= 0.1, 'nothing is lost without loss')
  } finally {
    await room.close()
  }
}
