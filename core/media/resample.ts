/** Brings decoded sound of any rate, format and layout to interleaved float samples, time stamps kept. */
import {
  avGetSampleFmtName,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  Filter,
  FilterGraph,
  Frame,
  type FilterContext,
} from 'node-av'
import { check, toMicros } from './libavInput.ts'

export interface SampleBlock {
  /** Interleaved, −1…1; reused after the next step. */
  readonly samples: Float32Array
  readonly ptsUs: number
}

export interface Resampler {
  convert(frame: Frame, ptsUs: number): Generator<SampleBlock, void>
  flush(): Generator<SampleBlock, void>
  close(): void
}

interface Chain {
  readonly graph: FilterGraph
  readonly source: FilterContext
  readonly sink: FilterContext
  readonly form: string
}

/** FFmpeg's text for a layout: its mask, or the number of channels where nobody wrote their order. */
const describeLayout = ({ channelLayout, channels }: Frame): string =>
  channelLayout.mask ? `0x${channelLayout.mask.toString(16)}` : `${channels}C`

/** Opens anew where a stream changes its rate, format or layout. */
export function openResampler(target: { rateHz: number; channels: 1 | 2 }): Resampler {
  const out = new Frame()
  out.alloc()
  let chain: Chain | undefined

  function* drain(from: Chain): Generator<SampleBlock, void> {
    const timeBase = from.sink.buffersinkGetTimeBase()
    for (;;) {
      const code = from.sink.buffersinkGetFrameSync(out)
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return
      check(code, 'resample the sound')
      const bytes = out.data?.[0]
      const ptsUs = toMicros(out.pts, timeBase)
      if (bytes && ptsUs !== undefined) {
        yield {
          samples: new Float32Array(bytes.buffer, bytes.byteOffset, out.nbSamples * target.channels),
          ptsUs,
        }
      }
      out.unref()
    }
  }
  function* end(): Generator<SampleBlock, void> {
    if (!chain) return
    check(chain.source.buffersrcAddFrameSync(null), 'end the resampler')
    yield* drain(chain)
    chain.graph.free()
    chain = undefined
  }
  return {
    *convert(frame, ptsUs) {
      const form = `${frame.sampleRate}:${frame.format}:${frame.channels}`
      if (chain && chain.form !== form) yield* end()
      chain ??= openChain(frame, form, target)
      frame.pts = BigInt(Math.round((ptsUs * frame.sampleRate) / 1e6))
      check(chain.source.buffersrcAddFrameSync(frame), 'resample the sound')
      yield* drain(chain)
    },
    flush: end,
    close() {
      chain?.graph.free()
      out.free()
    },
  }
}

function openChain(frame: Frame, form: string, target: { rateHz: number; channels: 1 | 2 }): Chain {
  const graph = new FilterGraph()
  graph.alloc()
  const create = (name: string, options: Record<string, string | number>): FilterContext => {
    const filter = Filter.getByName(name)
    const context = filter && graph.allocFilter(filter, name)
    if (!context) throw new Error(`FFmpeg has no filter ${name}`)
    for (const [option, value] of Object.entries(options))
      check(context.setOption(option, value), `set ${name} ${option}`)
    check(context.initStr(null), `start ${name}`)
    return context
  }
  const rateHz = frame.sampleRate
  const source = create('abuffer', {
    time_base: `1/${rateHz}`,
    sample_rate: rateHz,
    sample_fmt: avGetSampleFmtName(frame.format as never) ?? 'fltp',
    channel_layout: describeLayout(frame),
  })
  const layout = target.channels === 1 ? 'mono' : 'stereo'
  const chain = [
    source,
    create('aresample', { sample_rate: target.rateHz }),
    create('aformat', { sample_fmts: 'flt', sample_rates: String(target.rateHz), channel_layouts: layout }),
    create('abuffersink', {}),
  ]
  for (let at = 1; at < chain.length; at++) check(chain[at - 1]!.link(0, chain[at]!, 0), 'link the filters')
  check(graph.configSync(), 'set up the resampler')
  return { graph, source, sink: chain.at(-1)!, form }
}
