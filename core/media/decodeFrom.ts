/** Decodes one stream from a moment on: seeks to the key packet before it, or reads from the start where that fails. */
import {
  AV_PKT_FLAG_DISCARD,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
  Codec,
  CodecContext,
  Frame,
  type Stream,
} from 'node-av'
import { check, openLibavInput, readLibavPackets, toMicros, type LibavInput } from './libavInput.ts'

export interface DecodedFrame {
  /** Reused: copy or `ref` what outlives the next step. */
  readonly frame: Frame
  /** Media time, as the container writes it. */
  readonly ptsUs: number
}

export interface Decoding {
  readonly input: LibavInput
  readonly stream: Stream
  /** Frames in presentation order; the first ones may lie before the moment asked for. */
  readonly frames: Generator<DecodedFrame, void>
  /** Packets FFmpeg refused; what they held is missing. */
  badPackets(): number
  close(): void
}

/**
 * Opens `streamIndex` (among audio and video streams) at or before `fromUs`. What an MP4's edit list leaves out is
 * not decoded unless `wholeStream`: GStreamer's end before their last frame, which is in the packet table all the
 * same. Throws an Error with FFmpeg's reason.
 */
export function decodeFrom(
  path: string,
  streamIndex: number,
  fromUs: number,
  { wholeStream = false }: { wholeStream?: boolean } = {},
): Decoding {
  const input = openBefore(path, streamIndex, fromUs)
  try {
    const stream = getStream(input, streamIndex)
    const decoder = openDecoder(stream)
    let bad = 0
    const close = (): void => {
      decoder.freeContext()
      input.close()
    }
    return {
      input,
      stream,
      frames: decodeAll({ input, stream, decoder, wholeStream }, () => bad++),
      badPackets: () => bad,
      close,
    }
  } catch (error) {
    input.close()
    throw error
  }
}

/**
 * A file without an index may refuse to seek, or land too late: then it is opened anew and read from its start, which
 * costs time and nothing else. Never by a seek to 0: that would pass over packets before media time 0.
 */
function openBefore(path: string, streamIndex: number, fromUs: number): LibavInput {
  const input = openLibavInput(path)
  if (fromUs <= 0) return input
  try {
    const stream = getStream(input, streamIndex)
    const { num, den } = stream.timeBase
    const target = BigInt(Math.floor((fromUs * den) / (num * 1e6)))
    const seek = (): number => input.context.seekFrameSync(stream.index, target, AVSEEK_FLAG_BACKWARD)
    const landed = seek() < 0 ? undefined : firstPts(input, stream)
    if (landed !== undefined && landed <= fromUs && seek() >= 0) return input
  } catch (error) {
    input.close()
    throw error
  }
  input.close()
  return openLibavInput(path)
}

function getStream(input: LibavInput, streamIndex: number): Stream {
  const stream = input.streams[streamIndex]
  if (!stream) throw new Error(`the file has no stream ${streamIndex}`)
  return stream
}

function firstPts(input: LibavInput, stream: Stream): number | undefined {
  try {
    for (const packet of readLibavPackets(input.context)) {
      if (packet.streamIndex === stream.index) return toMicros(packet.pts, stream.timeBase)
    }
  } catch {
    return undefined
  }
  return undefined
}

export function openDecoder(stream: Stream): CodecContext {
  const codec = Codec.findDecoder(stream.codecpar.codecId)
  if (!codec) throw new Error('FFmpeg has no decoder for this codec')
  const context = new CodecContext()
  context.allocContext3(codec)
  check(context.parametersToContext(stream.codecpar), 'set up the decoder')
  context.pktTimebase = stream.timeBase
  context.threadCount = 1
  check(context.open2Sync(codec), `open the decoder ${codec.name ?? ''}`)
  return context
}

function* decodeAll(
  {
    input,
    stream,
    decoder,
    wholeStream,
  }: { input: LibavInput; stream: Stream; decoder: CodecContext; wholeStream: boolean },
  onBad: () => void,
): Generator<DecodedFrame, void> {
  using frame = new Frame()
  frame.alloc()
  for (const packet of readUntilBroken(input)) {
    if (packet.streamIndex !== stream.index) continue
    if (wholeStream) packet.clearFlags(AV_PKT_FLAG_DISCARD)
    if (decoder.sendPacketSync(packet) < 0) onBad()
    else yield* receiveAll(decoder, frame, stream)
  }
  decoder.sendPacketSync(null)
  yield* receiveAll(decoder, frame, stream)
}

/** A broken tail ends the stream where it breaks. */
export function* readUntilBroken(input: LibavInput) {
  const packets = readLibavPackets(input.context)
  for (;;) {
    let step
    try {
      step = packets.next()
    } catch {
      return
    }
    if (step.done) return
    yield step.value
  }
}

/** Frames the decoder has ready; one reused frame. */
export function* receiveAll(
  decoder: CodecContext,
  frame: Frame,
  stream: Stream,
): Generator<DecodedFrame, void> {
  for (;;) {
    const code = decoder.receiveFrameSync(frame)
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return
    if (code < 0) return
    const ptsUs = toMicros(frame.bestEffortTimestamp, stream.timeBase)
    if (ptsUs !== undefined) yield { frame, ptsUs }
    frame.unref()
  }
}
