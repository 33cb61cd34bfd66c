/**
 * Claps in a recording's sound: a rise out of quiet within milliseconds, broad in frequency, that dies away at once
 * and stands alone. Speech rises slower, clicks of a keyboard and applause do not stand alone, a tone is not broad.
 * Looked for in the difference of neighbouring samples, which weighs high frequencies more (pre-emphasis).
 */
import { SOUND_RATE_HZ, type Sound } from './match/sound.ts'

export interface Onset {
  /** Media time of the first loud sample, µs. */
  readonly atUs: number
  /** Loudest millisecond ÷ the loudest one in the 0.3 s before, dB. */
  readonly riseDb: number
}

const FRAME = 8
const BLOCK_FRAMES = 8192
/** Frames (ms) before and after that are looked at. */
const BEFORE = 300
const GAP = 4
const TAIL_FROM = 120
const TAIL_TO = 300
const LEAST_RISE_DB = 18
const LEAST_FALL_DB = 12
/** −46 dB of full scale: below, a rise is one of noise. */
const LEAST_POWER = 2.5e-5
/** What two samples do not foretell of the next, of its power: 1 for white noise, 0 for a tone, little for a vowel. */
const LEAST_BREADTH = 0.1
const ALONE_MS = 500

/** Finds claps in order. */
export const findOnsets = (sound: Sound): Onset[] => keepLone([...searchOnsets(sound)].flat())

/** What may be claps, in order, a block of some seconds a step; quiet ones are passed over by the levels. */
export function* searchOnsets(sound: Sound): Generator<readonly Onset[], void> {
  const frames = Math.floor(sound.sampleCount / FRAME)
  const step = BLOCK_FRAMES - BEFORE - TAIL_TO
  for (let first = 0; first < frames; first += step) {
    if (!isLoud(sound, first * FRAME, BLOCK_FRAMES * FRAME)) continue
    const from = first - BEFORE
    const samples = sound.read(from * FRAME - 1, BLOCK_FRAMES * FRAME + 1)
    yield findInBlock(samples)
      .filter(({ frame }) => frame >= BEFORE && frame < BEFORE + step)
      .map(({ riseDb, sample }) => ({
        atUs: sound.firstUs + ((from * FRAME + sample) * 1e6) / SOUND_RATE_HZ,
        riseDb,
      }))
  }
}

/** Those that stand alone: a clap is no applause. */
export const keepLone = (onsets: readonly Onset[]): Onset[] =>
  onsets.filter(
    ({ atUs }, at) =>
      atUs - (onsets[at - 1]?.atUs ?? -Infinity) > ALONE_MS * 1000 &&
      (onsets[at + 1]?.atUs ?? Infinity) - atUs > ALONE_MS * 1000,
  )

const LEVEL_SAMPLES = SOUND_RATE_HZ / 10

/** A clap of one loud millisecond raises its 100 ms to a hundredth of its own power. */
function isLoud({ levels }: Sound, first: number, count: number): boolean {
  const end = Math.min(levels.length, Math.ceil((first + count) / LEVEL_SAMPLES))
  for (let at = Math.max(0, Math.floor(first / LEVEL_SAMPLES)); at < end; at++)
    if (levels[at]! > LEAST_POWER / 100) return true
  return false
}

/** `samples[0]` precedes the first frame. */
function findInBlock(samples: Float32Array): { frame: number; riseDb: number; sample: number }[] {
  const count = Math.floor((samples.length - 1) / FRAME)
  const power = new Float32Array(count)
  const bright = new Float32Array(count)
  for (let frame = 0; frame < count; frame++) {
    for (let k = 1 + frame * FRAME; k <= (frame + 1) * FRAME; k++) {
      power[frame]! += samples[k]! ** 2 / FRAME
      bright[frame]! += (samples[k]! - samples[k - 1]!) ** 2 / FRAME
    }
  }
  const found: { frame: number; riseDb: number; sample: number }[] = []
  for (let frame = BEFORE; frame < count - TAIL_TO; frame++) {
    if (power[frame]! < LEAST_POWER || bright[frame]! < 4 * bright[frame - GAP]!) continue
    let peak = frame
    for (let at = frame; at < frame + 2 * GAP; at++) if (bright[at]! > bright[peak]!) peak = at
    const before = findMost(bright, frame - BEFORE, frame - 1)
    const riseDb = 10 * Math.log10(bright[peak]! / (before + 1e-12))
    if (riseDb < LEAST_RISE_DB) continue
    const tail = findMean(bright, frame + TAIL_FROM, frame + TAIL_TO)
    const fallDb = 10 * Math.log10(findMean(bright, frame, frame + 2 * GAP) / (tail + 1e-12))
    const breadth = findBreadth(samples, 1 + frame * FRAME, 1 + (frame + 2 * GAP) * FRAME)
    if (fallDb < LEAST_FALL_DB || breadth < LEAST_BREADTH) continue
    found.push({ frame, riseDb, sample: frame * FRAME + findFirstLoud(samples, frame, bright[peak]!) })
    frame += ALONE_MS / 10
  }
  return found
}

/** The sample, from the start of the frame before, at which a quarter of the peak's amplitude is reached. */
function findFirstLoud(samples: Float32Array, frame: number, peakPower: number): number {
  const limit = Math.sqrt(peakPower) / 4
  for (let k = -FRAME; k < 2 * GAP * FRAME; k++) {
    const at = 1 + frame * FRAME + k
    if (at > 0 && Math.abs(samples[at]! - samples[at - 1]!) >= limit) return k
  }
  return 0
}

/** Residual of linear prediction of order 2 over the power (Levinson's recursion), of neighbours' differences. */
function findBreadth(samples: Float32Array, from: number, to: number): number {
  const sums = [0, 0, 0]
  for (let at = from; at < to; at++) {
    const here = samples[at]! - samples[at - 1]!
    for (let lag = 0; lag < 3 && at - lag > from; lag++)
      sums[lag]! += here * (samples[at - lag]! - samples[at - lag - 1]!)
  }
  const [power, one, two] = sums as [number, number, number]
  if (power === 0) return 0
  const first = one / power
  const left = power * (1 - first ** 2)
  const second = left === 0 ? 0 : (two - first * one) / left
  return (1 - first ** 2) * (1 - second ** 2)
}

function findMost(values: Float32Array, from: number, to: number): number {
  let most = 0
  for (let at = from; at < to; at++) if (values[at]! > most) most = values[at]!
  return most
}

function findMean(values: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += values[at]!
  return sum / (to - from)
}
