/**
 * One audio stream as 8 kHz mono in large blocks, from a filter graph whose source is the file: decoding in bulk that
 * way is several times faster than packet by packet. PTS are honoured: a hole comes out as silence of its length.
 */
import { AVERROR_EOF, Filter, FilterGraph, Frame } from 'node-av'
import { SOUND_RATE_HZ } from '../clock/match/sound.ts'
import { check } from './libavInput.ts'

const BLOCK = 65_536

export interface SoundGraphOptions {
  /** FFmpeg's stream index among all of the file's. */
  readonly streamId: number
  /** Sample (8 kHz, counted from media time 0) to begin at: what lies before is cut off, what lacks is silence. */
  readonly firstSample: number
  readonly format: 'flt' | 's16'
  /** How far samples may stand off their PTS before silence is put in or samples are dropped; FFmpeg's: 0.1 s. */
  readonly toleranceSeconds?: number
}

export interface SoundBlock {
  /** Sample of the first value, counted from media time 0. */
  readonly at: number
  /** Of the graph's format; valid until the next block is asked for. */
  readonly bytes: Uint8Array
  readonly samples: number
}

/** Yields the blocks in order. Throws an Error with FFmpeg's reason; a broken tail ends the sound there. */
export async function* readSoundBlocks(path: string, options: SoundGraphOptions): AsyncGenerator<SoundBlock> {
  using graph = new FilterGraph()
  graph.alloc()
  const sink = buildGraph(graph, path, options)
  const operation = `decode the audio of stream ${options.streamId}`
  check(await graph.config(), operation)
  using frame = new Frame()
  frame.alloc()
  for (let read = 0; ;) {
    const code = sink.buffersinkGetFrameSync(frame)
    if (code === AVERROR_EOF) return
    if (code < 0 && read > 0) return
    check(code, operation)
    const bytes = frame.data?.[0]
    read += frame.nbSamples
    if (bytes) yield { at: Number(frame.pts), bytes, samples: frame.nbSamples }
    frame.unref()
  }
}

/** The path goes in as an option, not as text of a graph: no name can break out of it. */
function buildGraph(graph: FilterGraph, path: string, options: SoundGraphOptions) {
  const create = (name: string, settings: Record<string, string | number>) => {
    const filter = Filter.getByName(name)
    const context = filter && graph.allocFilter(filter, name)
    if (!context) throw new Error(`FFmpeg has no filter ${name}`)
    for (const [setting, value] of Object.entries(settings))
      check(context.setOption(setting, value), `set ${name} ${setting}`)
    check(context.initStr(null), `start ${name}`)
    return context
  }
  const { streamId, firstSample, format, toleranceSeconds } = options
  const tolerance: Record<string, number> =
    toleranceSeconds === undefined ? {} : { min_hard_comp: toleranceSeconds }
  const chain = [
    create('amovie', { filename: path, stream_index: streamId }),
    create('aresample', { sample_rate: SOUND_RATE_HZ, async: 1, first_pts: firstSample, ...tolerance }),
    create('aformat', { sample_fmts: format, sample_rates: String(SOUND_RATE_HZ), channel_layouts: 'mono' }),
    create('asetnsamples', { nb_out_samples: BLOCK, pad: 0 }),
    create('abuffersink', {}),
  ]
  for (let at = 1; at < chain.length; at++) check(chain[at - 1]!.link(0, chain[at]!, 0), 'link the filters')
  return chain.at(-1)!
}
