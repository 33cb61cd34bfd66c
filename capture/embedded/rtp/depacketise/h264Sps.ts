/** The picture's size from an H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1), cropping taken off. */
import { createBitReader, type BitReader } from './bits.ts'
import type { PictureSize } from '../framePart.ts'

const HIGH_PROFILES: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

/** Takes the NAL unit with its header; undefined where it ends too early. */
export function readSpsSize(unit: Uint8Array): PictureSize | undefined {
  const bits = createBitReader(dropEmulation(unit.subarray(1)))
  const profile = bits.read(8)
  bits.read(16)
  bits.readUe()
  const chroma = HIGH_PROFILES.includes(profile) ? readHigh(bits) : 1
  bits.readUe()
  const orderType = bits.readUe()
  if (orderType === 0) bits.readUe()
  if (orderType === 1) {
    bits.read(1)
    bits.readSe()
    bits.readSe()
    for (let left = bits.readUe(); left > 0 && !bits.isPastEnd; left--) bits.readSe()
  }
  bits.readUe()
  bits.read(1)
  const widthMbs = bits.readUe() + 1
  const heightUnits = bits.readUe() + 1
  const isFrameOnly = bits.read(1) === 1
  if (!isFrameOnly) bits.read(1)
  bits.read(1)
  const crop = bits.read(1) === 1 ? [0, 0, 0, 0].map(() => bits.readUe()) : [0, 0, 0, 0]
  if (bits.isPastEnd) return undefined
  const cropX = chroma === 1 || chroma === 2 ? 2 : 1
  const cropY = (chroma === 1 ? 2 : 1) * (isFrameOnly ? 1 : 2)
  return {
    width: widthMbs * 16 - cropX * (crop[0]! + crop[1]!),
    height: heightUnits * 16 * (isFrameOnly ? 1 : 2) - cropY * (crop[2]! + crop[3]!),
  }
}

/** Passes over the members of high profiles; returns chroma_format_idc. */
function readHigh(bits: BitReader): number {
  const chroma = bits.readUe()
  if (chroma === 3) bits.read(1)
  bits.readUe()
  bits.readUe()
  bits.read(1)
  if (bits.read(1) === 1) {
    for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) {
      if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64)
    }
  }
  return chroma
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let at = 0; at < size; at++) {
    if (next !== 0) next = (last + bits.readSe() + 256) % 256
    last = next === 0 ? last : next
  }
}

/** Without the 3 of each 0 0 3 (§7.4.1). */
function dropEmulation(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 3 && at >= 2 && bytes[at - 1] === 0 && bytes[at - 2] === 0))
}
