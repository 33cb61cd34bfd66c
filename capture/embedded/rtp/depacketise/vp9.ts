/**
 * VP9 in RTP (RFC 9628 §4.2): the layer frames of one picture share a timestamp and become one frame of the file, with
 * a superframe index (VP9 bitstream specification, Annex B) where there are several.
 */
import { createBitReader } from './bits.ts'
import {
  concatBytes,
  type FrameLinks,
  type FramePart,
  type PictureSize,
  type VideoCodec,
} from '../framePart.ts'

interface Vp9Part extends FramePart {
  readonly startsLayer: boolean
  readonly isPredicted: boolean
}

export const vp9: VideoCodec = {
  name: 'vp9',
  parsePart,
  completeFrame(parts) {
    const layers: Uint8Array[][] = []
    for (const part of parts as readonly Vp9Part[]) {
      if (part.startsLayer) layers.push([])
      layers.at(-1)?.push(...part.data)
    }
    const frames = layers.map(concatBytes)
    const [first] = frames
    if (!first) return undefined
    const isKey = !(parts[0] as Vp9Part).isPredicted
    const sizes = frames.map(readSize).filter((size) => size !== undefined)
    return { data: joinLayers(frames), isKey, size: isKey ? sizes.at(-1) : undefined }
  },
}

function parsePart(payload: Uint8Array): Vp9Part | undefined {
  const flags = payload[0]
  if (flags === undefined) return undefined
  const has = (mask: number): boolean => (flags & mask) !== 0
  let at = 1
  const links: { -readonly [name in keyof FrameLinks]: FrameLinks[name] } = {}
  if (has(0x80)) {
    const byte = payload[at++] ?? 0
    const isLong = (byte & 0x80) !== 0
    links.pictureId = isLong ? ((byte & 0x7f) << 8) | (payload[at++] ?? 0) : byte
    links.pictureIdTurn = isLong ? 1 << 15 : 1 << 7
  }
  let spatialId = 0
  const isFlexible = has(0x10)
  if (has(0x20)) {
    const byte = payload[at++] ?? 0
    links.temporalId = byte >> 5
    links.isSync = (byte & 0x10) !== 0
    spatialId = (byte >> 1) & 7
    if (!isFlexible) links.tl0PicIdx = payload[at++] ?? 0
  }
  const isPredicted = has(0x40)
  if (isFlexible && isPredicted) {
    const references: number[] = []
    for (let more = true; more && references.length < 3;) {
      const byte = payload[at++] ?? 0
      references.push(byte >> 1)
      more = (byte & 1) !== 0
    }
    links.references = references
  }
  if (has(0x02)) at = skipStructure(payload, at)
  if (at >= payload.length) return undefined
  const startsLayer = has(0x08)
  const starts = startsLayer && spatialId === 0
  return {
    data: [payload.subarray(at)],
    starts,
    startsKey: starts && !isPredicted,
    startsLayer,
    isPredicted,
    links,
  }
}

/** The scalability structure: N_S(3) Y(1) G(1), sizes, the picture group. */
function skipStructure(payload: Uint8Array, from: number): number {
  let at = from
  const head = payload[at++] ?? 0
  if (head & 0x10) at += 4 * ((head >> 5) + 1)
  if (head & 0x08) {
    const pictures = payload[at++] ?? 0
    for (let n = 0; n < pictures; n++) at += 1 + (((payload[at] ?? 0) >> 2) & 3)
  }
  return at
}

/** The size in an intra frame's uncompressed header (§6.2); undefined for any other frame. */
function readSize(frame: Uint8Array): PictureSize | undefined {
  const bits = createBitReader(frame)
  if (bits.read(2) !== 2) return undefined
  const profile = bits.read(1) + 2 * bits.read(1)
  if (profile === 3) bits.read(1)
  if (bits.read(1) === 1 || bits.read(1) === 1) return undefined
  bits.read(2)
  if (bits.read(24) !== 0x498342) return undefined
  if (profile >= 2) bits.read(1)
  const isRgb = bits.read(3) === 7
  if (!isRgb) bits.read(1)
  if (profile === 1 || profile === 3) bits.read(isRgb ? 1 : 3)
  return { width: bits.read(16) + 1, height: bits.read(16) + 1 }
}

function joinLayers(frames: readonly Uint8Array[]): Uint8Array {
  if (frames.length === 1) return frames[0]!
  const marker = 0xc0 | (3 << 3) | (frames.length - 1)
  const sizes = frames.flatMap(({ length }) => [0, 8, 16, 24].map((shift) => (length >> shift) & 0xff))
  return concatBytes([...frames, Uint8Array.of(marker, ...sizes, marker)])
}
