/**
 * A sound as ten bands' loudness at 50 Hz: what is left of speech over any distance, microphone and codec, and small
 * enough to search hours. Bytes of half a decibel, made in blocks of a minute and kept as long
 * as the sound is, since many searches read them.
 */
import type { Fft, FftModule } from './fft.ts'
import { SOUND_RATE_HZ, type Sound } from './sound.ts'

export const FEATURE_RATE_HZ = 50
export const BANDS = 10
const HOP = SOUND_RATE_HZ / FEATURE_RATE_HZ
const FRAME = 256
const BLOCK_FRAMES = 60 * FEATURE_RATE_HZ
const EDGES_HZ = [200, 300, 430, 580, 760, 980, 1250, 1600, 2050, 2650, 3400]
const EDGES = EDGES_HZ.map((hz) => Math.round((hz / SOUND_RATE_HZ) * FRAME))
const WINDOW = Float32Array.from({ length: FRAME }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME))
/** −110 dB, the lowest byte. */
const FLOOR_DB = -110
/** What is slower than a second is gain control and distance, no speech. */
const SMOOTHED_FRAMES = 25

export interface FeatureReader {
  /** Bands one after another, each `count` values from frame `first` of the sound on, of mean 0 and variance 1. */
  read(sound: Sound, first: number, count: number): Float32Array[]
}

export function openFeatures(module: FftModule): FeatureReader {
  const blocksOf = new WeakMap<Sound, Map<number, Uint8Array>>()
  const fft = module.plan(FRAME)
  const getBlock = (sound: Sound, index: number): Uint8Array => {
    let blocks = blocksOf.get(sound)
    if (!blocks) blocksOf.set(sound, (blocks = new Map()))
    let block = blocks.get(index)
    if (!block) blocks.set(index, (block = makeBlock(fft, sound, index)))
    return block
  }
  return {
    read(sound, first, count) {
      const raw = Array.from({ length: BANDS }, () => new Float32Array(count))
      const frames = Math.floor(sound.sampleCount / HOP)
      for (let at = 0; at < count;) {
        const frame = first + at
        const index = Math.floor(frame / BLOCK_FRAMES)
        const end = Math.min(count, (index + 1) * BLOCK_FRAMES - first)
        if (frame >= 0 && index * BLOCK_FRAMES < frames) {
          const block = getBlock(sound, index)
          for (let band = 0; band < BANDS; band++) {
            const row = raw[band]!
            for (let to = at; to < end; to++)
              row[to] = block[band * BLOCK_FRAMES + first + to - index * BLOCK_FRAMES]!
          }
        }
        at = end
      }
      for (const row of raw) normalise(row)
      return raw
    },
  }
}

function makeBlock(fft: Fft, sound: Sound, index: number): Uint8Array {
  const samples = sound.read(index * BLOCK_FRAMES * HOP, BLOCK_FRAMES * HOP + FRAME)
  const block = new Uint8Array(BANDS * BLOCK_FRAMES)
  const frame = new Float32Array(FRAME)
  const spectrum = new Float32Array(FRAME)
  for (let at = 0; at < BLOCK_FRAMES; at++) {
    for (let n = 0; n < FRAME; n++) frame[n] = samples[at * HOP + n]! * WINDOW[n]!
    fft.forward(frame, spectrum)
    for (let band = 0; band < BANDS; band++) {
      let power = 0
      for (let bin = EDGES[band]!; bin < EDGES[band + 1]!; bin++)
        power += spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2
      const db = 10 * Math.log10(power / FRAME ** 2 + 1e-12)
      block[band * BLOCK_FRAMES + at] = Math.max(0, Math.min(255, 2 * (db - FLOOR_DB)))
    }
  }
  return block
}

/** Takes off the second around each value, and scales; silence stays 0. */
function normalise(row: Float32Array): void {
  const sums = new Float64Array(row.length + 1)
  for (let at = 0; at < row.length; at++) sums[at + 1] = sums[at]! + row[at]!
  let squares = 0
  for (let at = 0; at < row.length; at++) {
    const from = Math.max(0, at - SMOOTHED_FRAMES)
    const to = Math.min(row.length, at + SMOOTHED_FRAMES + 1)
    row[at]! -= (sums[to]! - sums[from]!) / (to - from)
    squares += row[at]! ** 2
  }
  const deviation = Math.sqrt(squares / row.length)
  if (deviation < 1) row.fill(0)
  else for (let at = 0; at < row.length; at++) row[at]! /= deviation
}
