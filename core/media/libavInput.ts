/** Opens a file with FFmpeg's demuxers in this process and reads its packets, time stamps untouched. */
import {
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  FFmpegError,
  FormatContext,
  Packet,
  type Stream,
} from 'node-av'

const NO_PTS = -9223372036854775808n

export interface LibavInput {
  readonly context: FormatContext
  /** Audio and video streams, in the file's order. */
  readonly streams: readonly Stream[]
  readonly container: string
  close(): void
}

/** Throws an Error naming the operation and FFmpeg's reason. */
export function openLibavInput(path: string): LibavInput {
  const context = new FormatContext()
  // A closed context is freed by FFmpeg where opening fails.
  check(context.openInputSync(path), `open ${path}`)
  try {
    check(context.findStreamInfoSync(null), 'read the stream headers')
    const streams = context.streams.filter(isPlayable)
    const container = context.iformat?.name?.split(',')[0] ?? 'unknown'
    return {
      context,
      streams,
      container: CONTAINERS[container] ?? container,
      close: () => context.closeInputSync(),
    }
  } catch (error) {
    context.closeInputSync()
    throw error
  }
}

const CONTAINERS: Readonly<Record<string, string>> = { mov: 'mp4' }

const isPlayable = (stream: Stream): boolean =>
  stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO || stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO

/** Yields one reused packet after the other until the end of the file. Throws where reading fails before it. */
export function* readLibavPackets(context: FormatContext): Generator<Packet, void> {
  using packet = new Packet()
  packet.alloc()
  for (;;) {
    const code = context.readFrameSync(packet)
    if (code === AVERROR_EOF) return
    check(code, 'read a packet')
    yield packet
    packet.unref()
  }
}

/** Undefined for a packet without a time stamp. */
export function toMicros(value: bigint, timeBase: { num: number; den: number }): number | undefined {
  return value === NO_PTS ? undefined : Math.round((Number(value) * timeBase.num * 1e6) / timeBase.den)
}

export function check(code: number, operation: string): number {
  if (code < 0) throw new Error(`FFmpeg could not ${operation}: ${FFmpegError.strerror(code)}`)
  return code
}
