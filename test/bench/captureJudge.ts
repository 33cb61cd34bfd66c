/**
 * Compares a recording with what its publisher knows: every picture's number is read from the picture, every click is
 * found in the sound, by ffmpeg and never by the product, and each is placed by the wall clock of media time 0.
 */
import { readCellsFrom } from '../../fixtures/cells.ts'
import {
  CLICK_SAMPLES,
  clickHz,
  LOOP_SECONDS,
  SAMPLE_RATE_HZ,
} from '../support/capture/rtpPublisher/media/sound.ts'
import type { VideoOptions } from '../support/capture/rtpPublisher/media/video.ts'
import { decodePictures, decodeSound, probePts } from '../support/mediaJudge.ts'
import type { TrackTruth } from './capturePublishers.ts'

export interface Judged {
  /** Pictures or clicks that were compared with the truth. */
  readonly compared: number
  /** Pictures sent between the first and the last that is there, and not there; clicks likewise. */
  readonly lostPercent: number
  /** Placed less true, ms. */
  readonly errorsMs: readonly number[]
}

/** µs of true time since 1970 at a media time, s. */
export type Place = (ptsSeconds: number) => number

interface Seen {
  /** As far as it can be read: modulo `period`. */
  readonly number: number
  readonly wallUs: number
}

/** Throws where what is seen is not what was sent, or stands in another order. */
function compare(what: string, seen: readonly Seen[], truth: TrackTruth, period: number): Judged {
  const errorsMs: number[] = []
  const found: number[] = []
  for (const { number, wallUs } of seen) {
    const nearest = truth.sent.reduce((a, b) =>
      Math.abs(Number(b.takenNs) / 1e3 - wallUs) < Math.abs(Number(a.takenNs) / 1e3 - wallUs) ? b : a,
    )
    // Read, then found again among those sent: the one with this number that lies nearest in time.
    const shift = (((number - nearest.number) % period) + period) % period
    const is = nearest.number + (shift > period / 2 ? shift - period : shift)
    const sent = truth.sent.find((one) => one.number === is)
    if (!sent) throw new Error(`${what}: number ${number} was never sent near ${wallUs} µs`)
    if (is <= (found.at(-1) ?? -1)) throw new Error(`${what}: ${is} comes after ${found.at(-1)}`)
    found.push(is)
    errorsMs.push((wallUs - Number(sent.takenNs) / 1e3) / 1e3)
  }
  const between = truth.sent.filter(({ number }) => number >= found[0]! && number <= found.at(-1)!).length
  return { compared: found.length, lostPercent: (100 * (between - found.length)) / between, errorsMs }
}

export async function judgeVideo(
  file: string,
  truth: TrackTruth,
  options: VideoOptions,
  place: Place,
): Promise<Judged> {
  const { width, height, count } = options
  const [pictures, times] = await Promise.all([decodePictures(file, width, height), probePts(file)])
  const what = `video of ${truth.identity}`
  if (pictures.length !== times.length)
    throw new Error(`${what}: ${times.length} frames stand in the file, ${pictures.length} can be decoded`)
  const seen = pictures.map(({ luma }, at): Seen => {
    const number = readCellsFrom(luma, width, height)?.index
    if (number === undefined) throw new Error(`${what}: picture ${at} of ${pictures.length} bears no number`)
    return { number, wallUs: place(times[at]!) }
  })
  return compare(what, seen, truth, count)
}

const QUIET = 0.08
const LOUD = 0.2
/** Less than half of it, so that its end is not read. */
const HALF_CLICK = CLICK_SAMPLES / 2 - 240

export async function judgeSound(file: string, truth: TrackTruth, place: Place): Promise<Judged> {
  const samples = await decodeSound(file, { keepsHoles: true })
  const seen: Seen[] = []
  for (let at = 0; at < samples.length; at++) {
    if (Math.abs(samples[at]!) < LOUD) continue
    let onset = at
    while (onset > 0 && at - onset < 48 && Math.abs(samples[onset - 1]!) > QUIET) onset--
    const [number, again] = [0, HALF_CLICK].map((from) =>
      readPitch(samples.subarray(at + from, at + from + HALF_CLICK)),
    )
    // A click that a hole cuts has no one pitch.
    if (number !== undefined && number === again) seen.push({ number, wallUs: place(onset / SAMPLE_RATE_HZ) })
    at += SAMPLE_RATE_HZ / 2
  }
  return compare(`sound of ${truth.identity}`, seen, truth, LOOP_SECONDS)
}

function readPitch(samples: Float32Array): number | undefined {
  let crossings = 0
  for (let at = 1; at < samples.length; at++) if (samples[at - 1]! < 0 !== samples[at]! < 0) crossings++
  const hz = (crossings / 2 / samples.length) * SAMPLE_RATE_HZ
  const number = Math.round((hz - clickHz(0)) / (clickHz(1) - clickHz(0)))
  const isNear = number >= 0 && number < LOOP_SECONDS && Math.abs(hz - clickHz(number)) < 60
  return isNear ? number : undefined
}
