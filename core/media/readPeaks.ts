/**
 * The waveform of one audio stream, 100 buckets a second, from a filter graph whose source is the file: decoding in
 * bulk that way is several times faster than packet by packet. PTS are honoured, so a hole is silence of its length
 * and bucket k covers media time firstPtsUs + k / 100 s.
 */
import { AVERROR_EOF, Filter, FilterGraph, Frame } from 'node-av'
import type { Peaks } from '../protocol/binary.ts'
import { check } from './libavInput.ts'

export const BUCKETS_PER_SECOND = 100
/** Enough for a waveform (and for alignment by sound later), and quick. */
const RATE_HZ = 8000
const BUCKET = RATE_HZ / BUCKETS_PER_SECOND
const BLOCK = 65_536

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
  using graph = new FilterGraph()
  graph.alloc()
  const sink = buildGraph(graph, path, options.streamId, firstBucket * BUCKET)
  check(await graph.config(), `decode the audio of stream ${options.streamId}`)
  using frame = new Frame()
  frame.alloc()
  for (;;) {
    const code = sink.buffersinkGetFrameSync(frame)
    if (code === AVERROR_EOF) break
    if (code < 0 && reduce.count() > 0) break
    check(code, `decode the audio of stream ${options.streamId}`)
    const bytes = frame.data?.[0]
    if (bytes) {
      const at = Number(frame.pts) - firstBucket * BUCKET
      reduce.add(new Float32Array(bytes.buffer, bytes.byteOffset, frame.nbSamples), at)
    }
    frame.unref()
    await options.onBlock()
  }
  return {
    bucketsPerSecond: BUCKETS_PER_SECOND,
    firstPtsUs: (firstBucket * 1e6) / BUCKETS_PER_SECOND,
    ...reduce.result(),
  }
}

/** The path goes in as an option, not as text of a graph: no name can break out of it. */
function buildGraph(graph: FilterGraph, path: string, streamId: number, firstPts: number) {
  const create = (name: string, options: Record<string, string | number>) => {
    const filter = Filter.getByName(name)
    const context = filter && graph.allocFilter(filter, name)
    if (!context) throw new Error(`FFmpeg has no filter ${name}`)
    for (const [option, value] of Object.entries(options))
      check(context.setOption(option, value), `set ${name} ${option}`)
    check(context.initStr(null), `start ${name}`)
    return context
  }
  const chain = [
    create('amovie', { filename: path, stream_index: streamId }),
    create('aresample', { sample_rate: RATE_HZ, async: 1, first_pts: firstPts }),
    create('aformat', { sample_fmts: 'flt', sample_rates: String(RATE_HZ), channel_layouts: 'mono' }),
    create('asetnsamples', { nb_out_samples: BLOCK, pad: 0 }),
    create('abuffersink', {}),
  ]
  for (let at = 1; at < chain.length; at++) check(chain[at - 1]!.link(0, chain[at]!, 0), 'link the filters')
  return chain.at(-1)!
}

/** Reduces mono samples in −1…1 to min, max and rms a bucket; samples outside the buckets are dropped. */
export function createReducer(buckets: number) {
  const min = new Float32Array(buckets)
  const max = new Float32Array(buckets)
  const squares = new Float64Array(buckets)
  const counts = new Uint16Array(buckets)
  let seen = 0
  return {
    count: () => seen,
    add(samples: Float32Array, firstSample: number): void {
      seen += samples.length
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
