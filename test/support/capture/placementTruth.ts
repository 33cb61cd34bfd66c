/**
 * What was recorded, against what was sent: each frame's name read by ffmpeg from the recorded file, each click found in
 * the recorded sound, at the wall time their placement gives them, less the wall time they were made.
 */
import { join } from 'node:path'
import type { RecordingView, SessionDetail } from '../../../core/protocol/index.ts'
import { decodeCells, decodeSound, probePts } from '../mediaJudge.ts'
import type { DeviceTruth, PictureTruth } from './fakeDevices/deviceTruth.ts'

/** Wall time of media time `ptsUs`, ms since 1970. Throws where the recording is not placed. */
export function wallMsOf(session: SessionDetail, recording: RecordingView, ptsUs: number): number {
  const { placement } = recording
  if (!placement) throw new Error(`${recording.objectKey} is not placed`)
  return (session.epochWallUs + placement.offsetUs + ptsUs * (1 + placement.driftPpm / 1e6)) / 1000
}

export interface MeasureOptions {
  readonly session: SessionDetail
  /** Of the bucket. */
  readonly folder: string
  readonly recording: RecordingView
}

/** Of a video whose frames carry the cells of `truth`; frames that cannot be read are left out. */
export async function measurePictures(
  { session, folder, recording }: MeasureOptions,
  truth: { readonly cellId: number; readonly timeOf: (index: number) => number | undefined },
): Promise<number[]> {
  const file = join(folder, recording.objectKey)
  const [pts, cells] = [await probePts(file), await decodeCells(file, recording.width!, recording.height!)]
  return cells.flatMap((cell, n) => {
    const madeMs = cell?.id === truth.cellId ? truth.timeOf(cell.index) : undefined
    return madeMs === undefined ? [] : [wallMsOf(session, recording, pts[n]! * 1e6) - madeMs]
  })
}

/** When each frame was drawn, ms since 1970. */
export const timesOf = ({ cellId, frames }: PictureTruth) => {
  const drawn = new Map(frames.map(({ index, drawnMs }) => [index, drawnMs]))
  return { cellId, timeOf: (index: number) => drawn.get(index) }
}

/** Clicks of a microphone, ms since 1970. */
export interface ClickTimes {
  /** When they were rendered. */
  readonly made: readonly number[]
  /** How much later the page's own track handed them on, median; what a sender's browser takes before it sends. */
  readonly senderLatencyMs: number
}

export function timesOfClicks({ rendered, clicks, handedMs }: DeviceTruth['sound']): ClickTimes {
  const zeroMs = median(rendered.map(({ sample, renderedMs }) => renderedMs - sample / 48))
  const made = clicks.map(({ sample }) => zeroMs + sample / 48)
  return { made, senderLatencyMs: median(handedMs.flatMap((atMs) => nearest(made, atMs))) }
}

/** Errors of the clicks that are in the file, against when they were rendered. */
export async function measureClicks(
  { session, folder, recording }: MeasureOptions,
  { made }: ClickTimes,
): Promise<number[]> {
  const samples = await decodeSound(join(folder, recording.objectKey), { keepsHoles: true })
  return findOnsets(samples).flatMap((onset) =>
    nearest(made, wallMsOf(session, recording, (onset / 48_000) * 1e6)),
  )
}

/** How much later than the nearest of `made` a time is; nothing where none is near. */
function nearest(made: readonly number[], atMs: number): number[] {
  const [least] = made.map((madeMs) => atMs - madeMs).toSorted((a, b) => Math.abs(a) - Math.abs(b))
  return least === undefined || Math.abs(least) > NEAR_MS ? [] : [least]
}

const NEAR_MS = 300
const LOUD = 0.15
const QUIET_SAMPLES = 24_000

/** Samples at which sound becomes loud after half a second of quiet. */
function findOnsets(samples: Float32Array): number[] {
  const onsets: number[] = []
  let loudAt = -1
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) < LOUD) continue
    if (loudAt >= 0 && at - loudAt > QUIET_SAMPLES) onsets.push(at)
    loudAt = at
  }
  return onsets
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Of the ascending values, NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
