/**
 * A waveform's bars at any zoom from its levels of detail, each a quarter of the one below: a bar of any width costs
 * a few reads. Tiles that are not here yet are drawn from the finest coarser level that is.
 */
import { PEAK_BYTES, PEAK_FACTOR, parsePeaksHead, type PeaksHead } from '../../../core/protocol/peaks.ts'

const TILE_BITS = 12
/** Buckets of a tile: 12 KiB. */
export const TILE_BUCKETS = 1 << TILE_BITS

export interface PeakPyramid {
  readonly head: PeaksHead
  /** Of the finest level. */
  readonly bucketUs: number
  /** Bytes of a tile, three a bucket; undefined while it is not here. `ask`: to be read, where it is not. */
  tile(depth: number, tile: number, ask: boolean): Uint8Array | undefined
}

/** Bars ready to draw: extremes −1…1 and rms 0…1, one element a bar. */
export interface WaveBars {
  readonly top: Float32Array
  readonly bottom: Float32Array
  readonly rms: Float32Array
}

/** Makes a pyramid of a whole file that is here. Throws RangeError where it is none. */
export function openPyramid(file: Uint8Array): PeakPyramid {
  const head = parsePeaksHead(file)
  return {
    head,
    bucketUs: 1e6 / head.bucketsPerSecond,
    tile(depth, tile) {
      const { offset, count } = head.levels[depth]!
      const end = Math.min(count, (tile + 1) * TILE_BUCKETS)
      return file.subarray(offset + tile * TILE_BUCKETS * PEAK_BYTES, offset + end * PEAK_BYTES)
    },
  }
}

/** The level that bars of a length are read from: each covers 4 to 16 buckets of it, where there are so many. */
export function findDepth({ head, bucketUs }: PeakPyramid, barUs: number): number {
  const wanted = Math.floor(Math.log(Math.max(1, barUs / bucketUs)) / Math.log(PEAK_FACTOR))
  return Math.min(head.levels.length - 1, Math.max(0, wanted - 1))
}

/** Sums the buckets of one level up, tile by tile. */
class LevelReader {
  min = 0
  max = 0
  power = 0
  buckets = 0
  private readonly bucketUs: number
  private readonly count: number
  private at = -1
  private bytes: Uint8Array | undefined
  private readonly pyramid: PeakPyramid
  private readonly depth: number
  private readonly ask: boolean

  constructor(pyramid: PeakPyramid, depth: number, ask: boolean) {
    const { count, stride } = pyramid.head.levels[depth]!
    this.pyramid = pyramid
    this.depth = depth
    this.ask = ask
    this.count = count
    this.bucketUs = pyramid.bucketUs * stride
  }

  /** Sums up what lies under a bar; false where a tile of it is not here. */
  read(fromUs: number, lengthUs: number): boolean {
    const from = (fromUs - this.pyramid.head.firstPtsUs) / this.bucketUs
    const start = Math.max(0, Math.floor(from))
    const wanted = Math.max(Math.floor(from) + 1, Math.ceil(from + lengthUs / this.bucketUs))
    const end = Math.min(this.count, wanted)
    this.min = 0
    this.max = 0
    this.power = 0
    this.buckets = Math.max(0, end - start)
    for (let bucket = start; bucket < end;) {
      const tile = bucket >> TILE_BITS
      if (tile !== this.at) {
        this.at = tile
        this.bytes = this.pyramid.tile(this.depth, tile, this.ask)
      }
      if (!this.bytes) return false
      const stop = Math.min(end, (tile + 1) << TILE_BITS)
      this.sum(this.bytes, bucket - (tile << TILE_BITS), stop - (tile << TILE_BITS))
      bucket = stop
    }
    return true
  }

  private sum(bytes: Uint8Array, from: number, to: number): void {
    let { min, max, power } = this
    for (let place = from * PEAK_BYTES; place < to * PEAK_BYTES; place += PEAK_BYTES) {
      const low = (bytes[place]! << 24) >> 24
      const high = (bytes[place + 1]! << 24) >> 24
      const rms = bytes[place + 2]!
      if (low < min) min = low
      if (high > max) max = high
      power += rms * rms
    }
    this.min = min
    this.max = max
    this.power = power
  }
}

/**
 * Reads `count` bars from media time `fromUs`, each `barUs` long. A bar covers every bucket it touches at the level
 * it is read from, at most one bucket of a quarter of its length more on each side; outside the file it is silent.
 */
export function readBars(pyramid: PeakPyramid, fromUs: number, barUs: number, count: number): WaveBars {
  const depth = findDepth(pyramid, barUs)
  const readers = pyramid.head.levels.slice(depth).map((_, k) => new LevelReader(pyramid, depth + k, k === 0))
  const bars = { top: new Float32Array(count), bottom: new Float32Array(count), rms: new Float32Array(count) }
  for (let k = 0; k < count; k++) {
    let from = 0
    while (from < readers.length && !readers[from]!.read(fromUs + k * barUs, barUs)) from++
    const reader = readers[from]
    if (!reader) continue
    bars.top[k] = reader.max / 127
    bars.bottom[k] = reader.min / 127
    if (reader.buckets > 0) bars.rms[k] = Math.sqrt(reader.power / reader.buckets) / 255
  }
  return bars
}

/** 40 ms a bucket where the finest level has 10: enough to tell speech from silence, at a quarter of the bytes. */
const LOUDNESS_DEPTH = 1

/** RMS 0 … 1 of full scale at a media time, the louder of the bucket and its neighbours; 0 outside and while away. */
export function loudnessAt(pyramid: PeakPyramid, mediaUs: number): number {
  const depth = Math.min(LOUDNESS_DEPTH, pyramid.head.levels.length - 1)
  const { stride, count } = pyramid.head.levels[depth]!
  const bucket = Math.floor((mediaUs - pyramid.head.firstPtsUs) / (pyramid.bucketUs * stride))
  let loudest = 0
  for (let at = Math.max(0, bucket - 1); at <= Math.min(count - 1, bucket + 1); at++) {
    const tile = at >> TILE_BITS
    const rms = pyramid.tile(depth, tile, true)?.[(at - tile * TILE_BUCKETS) * PEAK_BYTES + 2] ?? 0
    loudest = Math.max(loudest, rms)
  }
  return loudest / 255
}
