/** What the publisher does to H264 (ITU-T H.264): takes a byte stream apart and sets the frame number of a slice. */
import type { FramePieces } from './video.ts'

const SLICE = 1
const IDR = 5
const SEI = 6
const SPS = 7
const AUD = 9

const typeOf = (unit: Uint8Array): number => unit[0]! & 31

/** Annex B: frames of one slice each, with the parameter sets before it; without start codes, SEI and delimiters. */
export function splitAccessUnits(bytes: Buffer): FramePieces[] {
  const frames: FramePieces[] = []
  let pending: Uint8Array[] = []
  for (const unit of splitUnits(bytes)) {
    if (typeOf(unit) === SEI || typeOf(unit) === AUD) continue
    pending.push(unit)
    if (typeOf(unit) !== SLICE && typeOf(unit) !== IDR) continue
    frames.push(pending)
    pending = []
  }
  return frames
}

function* splitUnits(bytes: Buffer): Generator<Uint8Array> {
  const code = Buffer.from([0, 0, 1])
  for (let at = bytes.indexOf(code); at >= 0;) {
    const next = bytes.indexOf(code, at + 3)
    // A start code may have one zero more, which belongs to neither unit.
    const end = next < 0 ? bytes.length : bytes[next - 1] === 0 ? next - 1 : next
    yield bytes.subarray(at + 3, end)
    at = next
  }
}

/** §7.4.2.1.1, of a baseline stream's parameter set. */
export function readFrameNumberBits(frame: FramePieces): number {
  const sps = frame.find((unit) => typeOf(unit) === SPS)
  if (!sps) throw new Error('the first frame has no sequence parameter set')
  const bits = createBits(unescape(sps), 32)
  bits.readGolomb()
  return bits.readGolomb() + 4
}

/** §7.3.3: the same frame with another `frame_num`, modulo 2^`bits`; an IDR picture has 0 and keeps it. */
export function setFrameNumber(frame: FramePieces, number: number, bits: number): FramePieces {
  return frame.map((unit) => {
    if (typeOf(unit) !== SLICE) return unit
    const raw = unescape(unit)
    const at = createBits(raw, 8)
    for (const _ of ['first_mb_in_slice', 'slice_type', 'pic_parameter_set_id']) at.readGolomb()
    at.write(number % 2 ** bits, bits)
    return escape(raw)
  })
}

function createBits(bytes: Uint8Array, from: number) {
  let at = from
  const read = (): number => (bytes[at >> 3]! >> (7 - (at++ & 7))) & 1
  return {
    /** ue(v), §9.1. */
    readGolomb: (): number => {
      let zeros = 0
      while (read() === 0) zeros++
      let value = 1
      for (let i = 0; i < zeros; i++) value = (value << 1) | read()
      return value - 1
    },
    write: (value: number, count: number): void => {
      for (let i = count - 1; i >= 0; i--, at++) {
        const mask = 1 << (7 - (at & 7))
        bytes[at >> 3] = (value >> i) & 1 ? bytes[at >> 3]! | mask : bytes[at >> 3]! & ~mask
      }
    },
  }
}

/** §7.4.1: without the bytes that keep start codes out. */
function unescape(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, at) => !(byte === 3 && at >= 2 && unit[at - 1] === 0 && unit[at - 2] === 0))
}

function escape(raw: Uint8Array): Uint8Array {
  const bytes: number[] = []
  let zeros = 0
  for (const byte of raw) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Uint8Array.from(bytes)
}
