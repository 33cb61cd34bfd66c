/**
 * Cuts `[startUs, endUs)` of media time out of an audio stream to the sample, by re-encoding it to Opus in Ogg at
 * 48 kHz. Decoding starts earlier, so that the codec has settled; clip sample n is what sounds at startUs + n/48000.
 * Where the source has no samples, and where its capture stalled, there is silence. The file's own end trim makes its length exact.
 */
import { AV_CHANNEL_LAYOUT_MONO, AV_CHANNEL_LAYOUT_STEREO, AV_SAMPLE_FMT_FLT, Frame } from 'node-av'
import { openClipWriter } from './clipWriter.ts'
import { piecesOf } from './cutPieces.ts'
import { decodeFrom } from './decodeFrom.ts'
import type { CutRequest, CutResult } from './messages.ts'
import { openResampler } from './resample.ts'

export const CLIP_RATE_HZ = 48_000
/** RFC 7845 §4.6 asks for 80 ms of pre-roll. */
const PRE_ROLL_US = 200_000
/** Time stamps of a millisecond container jitter; sound goes on without a seam until they are off by more. */
const SEAM_SAMPLES = 480
const BLOCK = 960
const toSamples = (us: number): number => Math.round((us * CLIP_RATE_HZ) / 1e6)

export async function cutAudio(
  path: string,
  cut: CutRequest,
  onFrame: () => Promise<void> | undefined,
): Promise<CutResult> {
  const channels = cut.channels === 1 ? 1 : 2
  const pieces = piecesOf(cut)
  const last = pieces.at(-1)!
  const total = toSamples(last.atUs) + toSamples(last.endUs) - toSamples(last.startUs)
  const decoding = decodeFrom(path, cut.streamIndex, cut.startUs - PRE_ROLL_US)
  const resampler = openResampler({ rateHz: CLIP_RATE_HZ, channels })
  const line = await openLine(cut.out, channels, total)
  let next: { readonly piece: number; readonly at: number } | undefined
  let firstSourcePtsUs: number | undefined
  let lastSourcePtsUs = 0
  try {
    const place = (samples: Float32Array, ptsUs: number): void => {
      const source = toSamples(ptsUs)
      for (const [piece, { startUs, endUs, atUs }] of pieces.entries()) {
        const from = Math.max(0, toSamples(startUs) - source)
        const until = Math.min(samples.length / channels, toSamples(endUs) - source)
        if (from >= until) continue
        const stamped = toSamples(atUs) + source + from - toSamples(startUs)
        const goesOn = next?.piece === piece && Math.abs(stamped - next.at) <= SEAM_SAMPLES
        const at = goesOn ? next!.at : stamped
        next = { piece, at: at + until - from }
        firstSourcePtsUs ??= Math.max(ptsUs, startUs)
        lastSourcePtsUs = ptsUs
        line.put(samples.subarray(from * channels, until * channels), at)
      }
    }
    for (const { frame, ptsUs } of decoding.frames) {
      if (ptsUs >= cut.endUs) break
      for (const block of resampler.convert(frame, ptsUs)) place(block.samples, block.ptsUs)
      await onFrame()
    }
    for (const block of resampler.flush()) place(block.samples, block.ptsUs)
    if (firstSourcePtsUs === undefined) throw new Error('no sample of the span could be decoded')
    line.finish()
    return {
      frames: undefined,
      samples: total,
      firstSourcePtsUs,
      lastSourcePtsUs,
      badPackets: decoding.badPackets(),
    }
  } finally {
    line.close()
    resampler.close()
    decoding.close()
  }
}

/** Exactly `total` samples in order, silence where nothing was put. */
async function openLine(out: string, channels: 1 | 2, total: number) {
  const channelLayout = channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO
  const timeBase = { num: 1, den: CLIP_RATE_HZ }
  const writer = await openClipWriter(out, {
    encoder: 'libopus' as never,
    encoderOptions: { b: channels === 1 ? '96000' : '160000', application: 'audio' },
    muxer: 'ogg',
    muxerOptions: {},
    configure(context) {
      context.sampleRate = CLIP_RATE_HZ
      context.sampleFormat = AV_SAMPLE_FMT_FLT
      context.channelLayout = channelLayout
      context.timeBase = timeBase as never
    },
  })
  const block = new Float32Array(BLOCK * channels)
  let written = 0
  let filled = 0
  const send = (): void => {
    if (filled === 0) return
    const bytes = Buffer.from(block.buffer, 0, filled * channels * 4)
    using frame = Frame.fromAudioBuffer(bytes, {
      nbSamples: filled,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: CLIP_RATE_HZ,
      channelLayout,
      timeBase,
      pts: BigInt(written),
    })
    writer.write(frame)
    written += filled
    filled = 0
    block.fill(0)
  }
  const skipTo = (at: number): void => {
    while (written + filled < at) {
      filled += Math.min(BLOCK - filled, at - written - filled)
      if (filled === BLOCK) send()
    }
  }
  return {
    /** Samples interleaved; what lies before the line's end so far, or outside it, is left out. */
    put(samples: Float32Array, at: number): void {
      skipTo(Math.min(Math.max(0, at), total))
      const end = Math.min(total, at + samples.length / channels)
      let from = written + filled
      while (from < end) {
        const count = Math.min(BLOCK - filled, end - from)
        block.set(samples.subarray((from - at) * channels, (from - at + count) * channels), filled * channels)
        filled += count
        from += count
        if (filled === BLOCK) send()
      }
    },
    finish(): void {
      skipTo(total)
      send()
      writer.finish()
    },
    close: () => writer.close(),
  }
}
