/**
 * Peaks at every level of detail, each a quarter of the one below, so that a bar of any width costs a few reads.
 * Level 0 is the file's own buckets; a level's extremes are exactly those of what it covers.
 */
import type { Peaks } from '../../../core/protocol/index.ts'

const FACTOR = 4

interface PeakLevel {
  readonly min: Int8Array
  readonly max: Int8Array
  readonly rms: Uint8Array
}

export interface PeakPyramid {
  /** What it was built from. */
  readonly peaks: Peaks
  readonly bucketUs: number
  readonly firstPtsUs: number
  readonly levels: readonly PeakLevel[]
  /** The magnitude one bucket in 200 exceeds, 0…1 of full scale: what the tallest bars are drawn against. */
  readonly loud: number
}

/** Bars ready to draw: extremes −1…1 and rms 0…1, one element a bar. */
export interface WaveBars {
  readonly top: Float32Array
  readonly bottom: Float32Array
  readonly rms: Float32Array
}

function reduceLevel(level: PeakLevel): PeakLevel {
  const count = Math.ceil(level.min.length / FACTOR)
  const next = { min: new Int8Array(count), max: new Int8Array(count), rms: new Uint8Array(count) }
  for (let k = 0; k < count; k++) {
    const end = Math.min(level.min.length, (k + 1) * FACTOR)
    let min = 127
    let max = -127
    let power = 0
    for (let i = k * FACTOR; i < end; i++) {
      min = Math.min(min, level.min[i]!)
      max = Math.max(max, level.max[i]!)
      power += level.rms[i]! ** 2
    }
    next.min[k] = min
    next.max[k] = max
    next.rms[k] = Math.round(Math.sqrt(power / (end - k * FACTOR)))
  }
  return next
}

function findLoud({ min, max }: PeakLevel): number {
  const counts = new Uint32Array(129)
  for (let k = 0; k < min.length; k++) counts[Math.max(-min[k]!, max[k]!)]!++
  let above = 0
  let magnitude = 128
  while (magnitude > 0 && above + counts[magnitude]! <= min.length / 200) above += counts[magnitude--]!
  return Math.min(1, magnitude / 127)
}

/** Builds every level once; takes a third more memory than the peaks alone. */
export function buildPyramid(peaks: Peaks): PeakPyramid {
  const levels: PeakLevel[] = [peaks]
  while (levels.at(-1)!.min.length > FACTOR) levels.push(reduceLevel(levels.at(-1)!))
  const bucketUs = 1e6 / peaks.bucketsPerSecond
  return { peaks, bucketUs, firstPtsUs: peaks.firstPtsUs, levels, loud: findLoud(peaks) }
}

/**
 * Reads `count` bars from media time `fromUs`, each `barUs` long. A bar covers every bucket it touches at the level
 * it is read from, at most one bucket of a quarter of its length more on each side; outside the file it is silent.
 */
export function readBars(pyramid: PeakPyramid, fromUs: number, barUs: number, count: number): WaveBars {
  const wanted = Math.floor(Math.log(Math.max(1, barUs / pyramid.bucketUs)) / Math.log(FACTOR))
  const depth = Math.min(pyramid.levels.length - 1, Math.max(0, wanted - 1))
  const level = pyramid.levels[depth]!
  const bucketUs = pyramid.bucketUs * FACTOR ** depth
  const bars = { top: new Float32Array(count), bottom: new Float32Array(count), rms: new Float32Array(count) }
  for (let k = 0; k < count; k++) {
    const from = (fromUs + k * barUs - pyramid.firstPtsUs) / bucketUs
    const start = Math.max(0, Math.floor(from))
    const end = Math.min(level.min.length, Math.max(Math.floor(from) + 1, Math.ceil(from + barUs / bucketUs)))
    let min = 0
    let max = 0
    let power = 0
    for (let i = start; i < end; i++) {
      min = Math.min(min, level.min[i]!)
      max = Math.max(max, level.max[i]!)
      power += level.rms[i]! ** 2
    }
    bars.top[k] = max / 127
    bars.bottom[k] = min / 127
    if (end > start) bars.rms[k] = Math.sqrt(power / (end - start)) / 255
  }
  return bars
}
