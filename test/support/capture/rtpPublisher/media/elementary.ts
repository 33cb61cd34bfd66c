/** Frames as a file that ffmpeg reads: IVF for VP8; frames of H264 are in Annex B already. */
import type { VideoOptions } from './video.ts'

type Format = Pick<VideoOptions, 'codec' | 'width' | 'height' | 'fps'>

export function writeElementary(format: Format, frames: readonly Uint8Array[]): Buffer {
  return format.codec === 'vp8' ? writeIvf(format, frames) : Buffer.concat(frames)
}

function writeIvf({ width, height, fps }: Format, frames: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(32)
  head.write('DKIF', 0)
  head.writeUInt16LE(32, 6)
  head.write('VP80', 8)
  head.writeUInt16LE(width, 12)
  head.writeUInt16LE(height, 14)
  head.writeUInt32LE(fps, 16)
  head.writeUInt32LE(1, 20)
  head.writeUInt32LE(frames.length, 24)
  const pieces = frames.flatMap((data, at) => {
    const frame = Buffer.alloc(12)
    frame.writeUInt32LE(data.length, 0)
    frame.writeBigUInt64LE(BigInt(at), 4)
    return [frame, data]
  })
  return Buffer.concat([head, ...pieces])
}
