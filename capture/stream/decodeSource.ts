/** Opens one source with FFmpeg and hands its pictures (4:2:0) and sound (16 bit, 48 kHz, 10 ms) on, with their times. */
import {
  AV_PIX_FMT_YUV420P,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  Codec,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  InputFormat,
  Packet,
  type CodecContext,
  type Stream,
} from 'node-av'
import { openDecoder, receiveAll } from '../../core/media/decodeFrom.ts'
import { createScaler, toEven, type PictureSize, type Scaler } from '../../core/media/fitPicture.ts'
import { openResampler, type Resampler } from '../../core/media/resample.ts'
import { BlockCutter } from './blocks.ts'
import { RATE_HZ, type SourceMessage, type SourceRequest, type VideoMessage } from './messages.ts'
import { classifyFailure, type SourceFailure } from './sourceErrors.ts'

type Pass = (message: SourceMessage) => Promise<void>

/** Resolves when the source has ended or failed, both of which it says; with `loops` a file never ends. */
export async function decodeSource(request: SourceRequest, pass: Pass): Promise<void> {
  let offsetUs = 0
  for (let isFirst = true; ; isFirst = false) {
    const input = await openInput(request)
    if ('failure' in input) return pass({ kind: 'failed', ...input })
    const { context, video, audio } = input
    try {
      if (isFirst) {
        const size = video && describeSize(video, request)
        await pass({ kind: 'opened', video: size, channels: audio && countChannels(audio) })
      }
      const last = await decodeOnce({ request, context, video, audio, offsetUs }, pass)
      if (last.code !== AVERROR_EOF && !isBrokenEnd(request, last)) {
        return await pass({ kind: 'failed', failure: 'ended_early', detail: FFmpegError.strerror(last.code) })
      }
      if (!request.loops || last.endUs <= offsetUs) return await pass({ kind: 'ended' })
      // The container's own length: two processes that read one file turn round together.
      const durationUs = Number(context.duration)
      offsetUs = durationUs > 0 ? offsetUs + durationUs : last.endUs
    } finally {
      context.closeInputSync()
    }
  }
}

interface Input {
  readonly context: FormatContext
  readonly video: Stream | undefined
  readonly audio: Stream | undefined
}
interface Failed {
  readonly failure: SourceFailure
  readonly detail: string
}

async function openInput(request: SourceRequest): Promise<Input | Failed> {
  const context = new FormatContext()
  const format = request.format === undefined ? null : InputFormat.findInputFormat(request.format)
  using options = Dictionary.fromObject({ ...request.options })
  const opened = await context.openInput(request.input, format, options)
  if (opened < 0) return fail(opened, request)
  const found = await context.findStreamInfo(null)
  if (found < 0) {
    context.closeInputSync()
    return fail(found, request)
  }
  const find = (type: number): Stream | undefined =>
    context.streams.find((stream) => stream.codecpar.codecType === type)
  const video = request.video && find(AVMEDIA_TYPE_VIDEO)
  const audio = request.audio ? find(AVMEDIA_TYPE_AUDIO) : undefined
  const lacking = describeLacking(request, { context, video, audio })
  if (lacking) context.closeInputSync()
  return lacking ?? { context, video, audio }
}

function describeLacking(request: SourceRequest, { video, audio }: Input): Failed | undefined {
  if (request.video && !video) return { failure: 'no_picture', detail: 'no video stream' }
  if (request.audio && !audio) return { failure: 'no_sound', detail: 'no audio stream' }
  const undecodable = [video, audio].find((stream) => stream && !Codec.findDecoder(stream.codecpar.codecId))
  return undecodable && { failure: 'codec_missing', detail: 'no decoder' }
}

const fail = (code: number, { format }: SourceRequest): Failed => ({
  failure: classifyFailure(code, format),
  detail: FFmpegError.strerror(code),
})

const countChannels = (stream: Stream): 1 | 2 => (stream.codecpar.channels === 1 ? 1 : 2)

/** A file that breaks off ends there; a camera that breaks off has stopped. */
const isBrokenEnd = (request: SourceRequest, last: { endUs: number }): boolean =>
  !request.isLive && last.endUs > 0

function describeSize(stream: Stream, { video }: SourceRequest): PictureSize {
  const { width, height } = stream.codecpar
  const factor = Math.min((video?.width ?? width) / width, (video?.height ?? height) / height, 1)
  return { width: toEven(width * factor), height: toEven(height * factor) }
}

interface Work extends Input {
  readonly request: SourceRequest
  readonly offsetUs: number
}

/** Decodes to the end; `endUs` is where the last frame ends, as far as is known. */
async function decodeOnce(work: Work, pass: Pass): Promise<{ code: number; endUs: number }> {
  using packet = new Packet()
  packet.alloc()
  const pictures = work.video && new Pictures(work.video, work)
  const sounds = work.audio && new Sounds(work.audio, work)
  const feed = async (stream: number | undefined): Promise<void> => {
    const from = stream === undefined ? null : packet
    if (pictures && (stream === undefined || stream === work.video?.index)) {
      for (const message of pictures.decode(from)) await pass(message)
    }
    if (sounds && (stream === undefined || stream === work.audio?.index)) {
      for (const message of sounds.decode(from)) await pass(message)
    }
  }
  try {
    for (;;) {
      const code = await work.context.readFrame(packet)
      if (code < 0) {
        await feed(undefined)
        return { code, endUs: Math.max(pictures?.endUs ?? 0, sounds?.endUs ?? 0) }
      }
      await feed(packet.streamIndex)
      packet.unref()
    }
  } finally {
    pictures?.close()
    sounds?.close()
  }
}

/** Allows for times that are rounded to their unit. */
const EARLY_SHARE = 0.9

class Pictures {
  endUs = 0
  private readonly decoder: CodecContext
  private readonly frame = new Frame()
  private readonly scaler: Scaler
  private readonly leastStepUs: number
  private nextUs = Number.NEGATIVE_INFINITY
  private readonly stream: Stream
  private readonly offsetUs: number

  constructor(stream: Stream, { request, offsetUs }: Work) {
    this.stream = stream
    this.offsetUs = offsetUs
    this.decoder = openDecoder(stream)
    this.frame.alloc()
    this.scaler = createScaler(describeSize(stream, request), 0, 'video')
    this.leastStepUs = request.video?.fps === undefined ? 0 : 1e6 / request.video.fps
  }

  *decode(packet: Packet | null): Generator<VideoMessage, void> {
    if (this.decoder.sendPacketSync(packet) < 0 && packet) return
    for (const { frame, ptsUs } of receiveAll(this.decoder, this.frame, this.stream)) {
      const atUs = ptsUs + this.offsetUs
      this.endUs = Math.max(this.endUs, atUs + 1)
      if (atUs < this.nextUs) continue
      this.nextUs = atUs + this.leastStepUs * EARLY_SHARE
      yield { kind: 'video', ptsUs: atUs, ...copyPicture(this.scaler.scale(frame)) }
    }
  }

  close(): void {
    this.scaler.close()
    this.frame.free()
    this.decoder.freeContext()
  }
}

function copyPicture(frame: Frame): Pick<VideoMessage, 'width' | 'height' | 'data'> {
  if (frame.format !== AV_PIX_FMT_YUV420P) throw new Error('the picture was not scaled to 4:2:0')
  const { width, height } = frame
  const data = new Uint8Array((width * height * 3) / 2)
  let at = 0
  for (const [plane, shift] of [0, 1, 1].entries()) {
    const [from, stride] = [frame.data![plane]!, frame.linesize[plane]!]
    for (let y = 0; y < height >> shift; y++, at += width >> shift)
      data.set(from.subarray(y * stride, y * stride + (width >> shift)), at)
  }
  return { width, height, data }
}

class Sounds {
  endUs = 0
  private readonly decoder: CodecContext
  private readonly frame = new Frame()
  private readonly resampler: Resampler
  private readonly cutter: BlockCutter
  private readonly stream: Stream
  private readonly offsetUs: number

  constructor(stream: Stream, { offsetUs }: Work) {
    const channels = countChannels(stream)
    this.stream = stream
    this.offsetUs = offsetUs
    this.decoder = openDecoder(stream)
    this.frame.alloc()
    this.resampler = openResampler({ rateHz: RATE_HZ, channels })
    this.cutter = new BlockCutter(channels)
  }

  *decode(packet: Packet | null): Generator<SourceMessage, void> {
    if (this.decoder.sendPacketSync(packet) < 0 && packet) return
    for (const { frame, ptsUs } of receiveAll(this.decoder, this.frame, this.stream)) {
      for (const block of this.resampler.convert(frame, ptsUs)) {
        for (const cut of this.cutter.push(block.samples, block.ptsUs + this.offsetUs)) {
          this.endUs = cut.ptsUs + 10_000
          yield { kind: 'audio', ...cut }
        }
      }
    }
  }

  close(): void {
    this.resampler.close()
    this.frame.free()
    this.decoder.freeContext()
  }
}
