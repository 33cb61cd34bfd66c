/**
 * The waveform of one audio stream, 100 buckets a second. PTS are honoured, so a hole is silence of its length and
 * bucket k covers media time firstPtsUs + k / 100 s.
 */
import { SOUND_RATE_HZ } from '../clock/match/sound.ts'
import type { Peaks } from '../protocol/binary.ts'
import { readSoundBlocks } from './soundGraph.ts'

export const BUCKETS_PER_SECOND = 100
const BUCKET = SOUND_RATE_HZ / BUCKETS_PER_SECOND

/**
 * Decodes the stream and reduces it. `streamId` is FFmpeg's stream index among all of the file's.
 * Throws an Error with FFmpeg's reason where the stream cannot be decoded; a broken tail ends the waveform there.
 */
export async function readPeaks(
  path: string,
  options: {
    streamId: number
    firstPtsUs: number
    endPtsUs: number
    onBlock: () => Promise<void> | undefined
  },
): Promise<Peaks> {
  // What lies before media time 0 is a codec's priming: nobody hears it.
  const firstBucket = Math.floor((Math.max(0, options.firstPtsUs) * BUCKETS_PER_SECOND) / 1e6)
  const buckets = Math.ceil((options.endPtsUs * BUCKETS_PER_SECOND) / 1e6) - firstBucket
  const reduce = createReducer(Math.max(1, buckets))
  const graph = { streamId: options.streamId, firstSample: firstBucket * BUCKET, format: 'flt' } as const
  for await (const { at, bytes, samples } of readSoundBlocks(path, graph)) {
    reduce.add(new Float32Array(bytes.buffer, bytes.byteOffset, samples), at - firstBucket * BUCKET)
    await options.onBlock()
  }
  return {
    bucketsPerSecond: BUCKETS_PER_SECOND,
    firstPtsUs: (firstBucket * 1e6) / BUCKETS_PER_SECOND,
    ...reduce.result(),
  }
}

/** Reduces mono samples in −1…1 to min, max and rms a bucket; samples outside the buckets are dropped. */
export function createReducer(buckets: number) {
  const min = new Float32Array(buckets)
  const max = new Float32Array(buckets)
  const squares = new Float64Array(buckets)
  const counts = new Uint16Array(buckets)
  return {
    add(samples: Float32Array, firstSample: number): void {
      for (let at = 0; at < samples.length; at++) {
        const bucket = Math.floor((firstSample + at) / BUCKET)
        if (bucket < 0 || bucket >= buckets) continue
        const value = samples[at]!
        if (value < min[bucket]!) min[bucket] = value
        if (value > max[bucket]!) max[bucket] = value
        squares[bucket]! += value * value
        counts[bucket]!++
      }
    },
    result: (): Pick<Peaks, 'min' | 'max' | 'rms'> => ({
      min: Int8Array.from(min, (value) => Math.round(Math.max(-1, value) * 127)),
      max: Int8Array.from(max, (value) => Math.round(Math.min(1, value) * 127)),
      rms: Uint8Array.from(squares, (sum, at) =>
        counts[at] ? Math.round(Math.min(1, Math.sqrt(sum / counts[at])) * 255) : 0,
      ),
    }),
  }
}
