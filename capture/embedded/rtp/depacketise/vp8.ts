/** VP8 in RTP (RFC 7741 §4.2), and the size in a key frame's header (RFC 6386 §9.1). */
import {
  concatBytes,
  type FrameLinks,
  type FramePart,
  type PictureSize,
  type VideoCodec,
} from '../framePart.ts'

export const vp8: VideoCodec = {
  name: 'vp8',
  parsePart,
  completeFrame(parts) {
    const data = concatBytes(parts.flatMap((part) => part.data))
    if (data.length < 3) return undefined
    const isKey = (data[0]! & 1) === 0
    if (isKey && data.length < 10) return undefined
    return { data, isKey, size: isKey ? readSize(data) : undefined }
  },
}

function parsePart(payload: Uint8Array): FramePart | undefined {
  const first = payload[0]
  if (first === undefined) return undefined
  let at = 1
  const links: { -readonly [name in keyof FrameLinks]: FrameLinks[name] } = {
    isDiscardable: (first & 0x20) !== 0,
  }
  if (first & 0x80) {
    const extension = payload[at++] ?? 0
    if (extension & 0x80) {
      const byte = payload[at++] ?? 0
      const isLong = (byte & 0x80) !== 0
      links.pictureId = isLong ? ((byte & 0x7f) << 8) | (payload[at++] ?? 0) : byte
      links.pictureIdTurn = isLong ? 1 << 15 : 1 << 7
    }
    if (extension & 0x40) links.tl0PicIdx = payload[at++] ?? 0
    if (extension & 0x30) {
      const byte = payload[at++] ?? 0
      if (extension & 0x20) {
        links.temporalId = byte >> 6
        links.isSync = (byte & 0x20) !== 0
      }
    }
  }
  if (at >= payload.length) return undefined
  const starts = (first & 0x10) !== 0 && (first & 0x07) === 0
  return { data: [payload.subarray(at)], starts, startsKey: starts && (payload[at]! & 1) === 0, links }
}

const readSize = (frame: Uint8Array): PictureSize => ({
  width: (frame[6]! | (frame[7]! << 8)) & 0x3fff,
  height: (frame[8]! | (frame[9]! << 8)) & 0x3fff,
})
