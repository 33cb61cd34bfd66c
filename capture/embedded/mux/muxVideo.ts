/**
 * Frames into WebM (VP8, VP9) or MP4 (H264), as they came, at their own times. MP4 has the RTP clock's own ticks
 * (1/90000 s): every PTS is exact. WebM has whole milliseconds (mediabunny writes the TimestampScale that WebM
 * recommends): a PTS is off by at most half of one, never more as the recording grows. H264's parameter sets stay in
 * the stream too, so that a new one (another size) is known where it begins; VP8 and VP9 carry sizes in key frames.
 */
import {
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny'
import { familyOf, type FramePlan, type PlacedFrame } from './placedFrames.ts'

export interface VideoFile {
  readonly frames: number
  readonly lastTicks: number
}

export interface MuxVideoOptions {
  readonly plan: FramePlan
  /** The largest of all key frames: what players make room for. */
  readonly size: { readonly width: number; readonly height: number }
}

const CODECS = { vp8: 'vp8', vp9: 'vp9', h264: 'avc' } as const

export const findVideoCodec = (mimeType: string): (typeof CODECS)[keyof typeof CODECS] | undefined =>
  (CODECS as Partial<Record<string, (typeof CODECS)[keyof typeof CODECS]>>)[familyOf(mimeType)]

/** Writes the file anew; frames are read one after another and none is kept. */
export async function muxVideo(
  path: string,
  frames: AsyncIterable<PlacedFrame>,
  { plan, size }: MuxVideoOptions,
): Promise<VideoFile> {
  const codec = findVideoCodec(plan.mimeType) ?? 'vp8'
  const source = new EncodedVideoPacketSource(codec)
  const format = codec === 'avc' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat()
  const output = new Output({ format, target: new FilePathTarget(path) })
  // Of a frame rate, MP4 takes its ticks; WebM would round to it.
  output.addVideoTrack(source, codec === 'avc' ? { frameRate: plan.clockRateHz } : {})
  await output.start()
  const file = { frames: 0, lastTicks: 0 }
  let held: PlacedFrame | undefined
  let usualTicks = plan.clockRateHz / 30
  const write = async ({ frame, ticks }: PlacedFrame, untilTicks: number): Promise<void> => {
    const rate = plan.clockRateHz
    const type = frame.isKey ? 'key' : 'delta'
    const packet = new EncodedPacket(frame.data, type, ticks / rate, (untilTicks - ticks) / rate)
    const decoderConfig = {
      codec: nameCodec(codec, frame.data),
      codedWidth: size.width,
      codedHeight: size.height,
    }
    await source.add(packet, file.frames === 0 ? { decoderConfig } : undefined)
    file.frames++
    file.lastTicks = ticks
  }
  try {
    for await (const placed of frames) {
      // Its bytes are a view of what was read: they outlive the step by one frame.
      if (held) {
        usualTicks = Math.min(placed.ticks - held.ticks, plan.clockRateHz)
        await write(held, placed.ticks)
      }
      held = placed
    }
    if (held) await write(held, held.ticks + usualTicks)
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  return file
}

/** RFC 6381's name; H264's profile and level stand behind the SPS's first byte. */
function nameCodec(codec: 'vp8' | 'vp9' | 'avc', frame: Uint8Array): string {
  if (codec !== 'avc') return codec === 'vp8' ? 'vp8' : 'vp09.00.10.08'
  const at = frame.findIndex(
    (byte, index) => (byte & 31) === 7 && frame[index - 1] === 1 && frame[index - 2] === 0,
  )
  const hex = [...frame.subarray(at + 1, at + 4)].map((byte) => byte.toString(16).padStart(2, '0'))
  return `avc1.${at < 0 ? '42e01f' : hex.join('')}`
}
