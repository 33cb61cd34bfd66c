/**
 * How exactly our own recordings are placed without listening to them: a device whose media clock runs 80 ppm fast, and
 * one that runs 40 ppm slow and takes the time to be 1.3 s later than it is; recorded for 10 minutes
 * (LOCKSTEP_BENCH_SECONDS), ingested, and each picture and click compared with the instant at which it was taken.
 * All devices share one machine: no network's delay is in it.
 */
import assert from 'node:assert/strict'
import { env } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { ingest } from '../../ingest/pipeline.ts'
import type { VideoOptions } from '../support/capture/rtpPublisher/media/video.ts'
import { judgeSound, judgeVideo, type Place } from './captureJudge.ts'
import type { JoinedTrack, PersonOptions, PublishersTruth } from './capturePublishers.ts'
import type { RecorderProgress } from './captureRecorder.ts'
import { openCaptureRoom } from './captureRoom.ts'
import { quantile, type Bench } from './report.ts'

const SECONDS = Number(env['LOCKSTEP_BENCH_SECONDS'] ?? 600)
const VIDEO: VideoOptions = {
  codec: 'vp8',
  width: 320,
  height: 180,
  count: 900,
  fps: 15,
  kbps: 100,
  cellId: 5,
}
const DEVICES = {
  fast: { skewPpm: 80 },
  slow: { skewPpm: -40, clockOffsetMs: 1300 },
} as const
/** Issue 7, "reached when" 1; the drift after 10 minutes. */
const LIMITS = { driftPpm: 5, videoMs: 5, audioMs: 25 }

interface Placed {
  readonly object_key: string
  readonly epoch_us: number
  readonly offset_us: number
  readonly drift_ppm: number
  readonly sigma_us: number
  readonly method: string
}

async function place(bucket: string): Promise<readonly Placed[]> {
  const catalog = await openCatalog(`${bucket}.duckdb`, { create: true })
  try {
    await ingest({ catalog, uri: bucket })
    return await catalog.all<Placed>(
      `SELECT r.object_key, s.epoch_us, p.offset_us, p.drift_ppm, p.sigma_us, p.method
       FROM placements p JOIN recordings r USING (recording_id) JOIN sessions s ON s.session_id = p.session_id`,
    )
  } finally {
    await catalog.close()
  }
}

export const bench: Bench = async (report) => {
  const room = await openCaptureRoom()
  try {
    const recorder = await room.startRecorder('record')
    const people = Object.entries(DEVICES).map(([identity, device]): PersonOptions => ({
      ...device,
      identity,
      video: VIDEO,
      red: true,
      exchangeEveryMs: 10_000,
    }))
    const publishers = await room.startPublishers(people)
    await publishers.ask<JoinedTrack[]>('join')
    await setTimeout(SECONDS * 1000)
    await recorder.end<RecorderProgress>()
    const truth = await publishers.end<PublishersTruth>()
    const placed = await place(room.bucket)
    assert.equal(placed.length, truth.tracks.length, 'every track is placed')

    const wrong: string[] = []
    for (const { object_key, epoch_us, offset_us, drift_ppm, sigma_us, method } of placed) {
      const track = truth.tracks.find(({ trackId }) => object_key.includes(trackId))
      assert.ok(track, `${object_key} is of no track`)
      const wallOf: Place = (ptsSeconds) => epoch_us + offset_us + ptsSeconds * 1e6 * (1 + drift_ppm / 1e6)
      const file = `${room.bucket}/${object_key}`
      const isVideo = track.kind === 'video'
      const { errorsMs } = isVideo
        ? await judgeVideo(file, track, VIDEO, wallOf)
        : await judgeSound(file, track, wallOf)
      const { skewPpm } = DEVICES[track.identity as keyof typeof DEVICES]
      // Media time of a fast device is too long: the session's runs slower by as much.
      const driftError = drift_ppm - (1 / (1 + skewPpm / 1e6) - 1) * 1e6
      const p95 = quantile(errorsMs.map(Math.abs), 0.95)
      const name = `${skewPpm} ppm, ${isVideo ? 'camera' : 'microphone'} (${method})`
      const sigma = { name: 'its σ', value: sigma_us / 1e3 }
      report({ what: `${name}: placed off the truth, median`, value: quantile(errorsMs, 0.5), unit: 'ms' })
      report({ what: `${name}: placed off the truth, p95`, value: p95, unit: 'ms', baseline: sigma })
      report({ what: `${name}: drift off the truth`, value: driftError, unit: 'ppm' })
      if (p95 > (isVideo ? LIMITS.videoMs : LIMITS.audioMs)) wrong.push(`${name}: ${p95.toFixed(2)} ms off`)
      if (Math.abs(driftError) > LIMITS.driftPpm) wrong.push(`${name}: ${driftError.toFixed(2)} ppm off`)
    }
    assert.deepEqual(wrong, [])
  } finally {
    await room.close()
  }
}
