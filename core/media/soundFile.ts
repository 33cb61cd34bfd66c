/**
 * A sound as it is kept for matching: 8 kHz mono, 8 bits a sample by µ-law (ITU-T G.711), then the mean power of each
 * 100 ms. A file is a header, the samples, padding to 4 bytes, the powers (float32); all little-endian. µ-law keeps
 * 30 to 38 dB between a sound and its error down to −40 dBFS (20 dB at −60), at half the bytes of 16 bits.
 */
import { SOUND_RATE_HZ } from '../clock/match/sound.ts'

/** Samples of one level: 100 ms. */
export const LEVEL_SAMPLES = 800
export const SOUND_HEADER_BYTES = 32
const MAGIC = 0x31_53_4b_4c // LKS1

export interface SoundHeader {
  /** Media time of sample 0, µs: a multiple of 125. */
  readonly firstUs: number
  readonly sampleCount: number
}

export function formatSoundHeader({ firstUs, sampleCount }: SoundHeader): Uint8Array {
  const bytes = new Uint8Array(SOUND_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, SOUND_RATE_HZ, true)
  view.setFloat64(8, firstUs, true)
  view.setFloat64(16, sampleCount, true)
  return bytes
}

/** Undefined where it is not the header of a sound file. */
export function parseSoundHeader(bytes: Uint8Array): SoundHeader | undefined {
  if (bytes.length < SOUND_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== SOUND_RATE_HZ) return undefined
  return { firstUs: view.getFloat64(8, true), sampleCount: view.getFloat64(16, true) }
}

export const countLevels = (sampleCount: number): number => Math.ceil(sampleCount / LEVEL_SAMPLES)

/** Where the levels begin. */
export const findLevels = (sampleCount: number): number =>
  Math.ceil((SOUND_HEADER_BYTES + sampleCount) / 4) * 4

export const findSoundFileEnd = (sampleCount: number): number =>
  findLevels(sampleCount) + 4 * countLevels(sampleCount)

const BIAS = 132
const CLIP = 32_635

function encodeOne(value: number): number {
  const sign = value < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(value), CLIP) + BIAS
  const exponent = 31 - Math.clz32(magnitude) - 7
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

function decodeOne(code: number): number {
  const bits = ~code & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7)) - BIAS
  return (bits & 0x80 ? -magnitude : magnitude) / 32_768
}

const ENCODED = Uint8Array.from({ length: 65_536 }, (_, at) => encodeOne(at - 32_768))
const DECODED = Float32Array.from({ length: 256 }, (_, code) => decodeOne(code))

/** µ-law of silence. */
export const SILENT_CODE = encodeOne(0)

/** Writes the codes of 16-bit samples into `codes` from `at` on. */
export function encodeMuLaw(samples: Int16Array, codes: Uint8Array, at = 0): void {
  for (let index = 0; index < samples.length; index++) codes[at + index] = ENCODED[samples[index]! + 32_768]!
}

/** Writes samples in −1…1 into `samples` from `at` on. */
export function decodeMuLaw(codes: Uint8Array, samples: Float32Array, at = 0): void {
  for (let index = 0; index < codes.length; index++) samples[at + index] = DECODED[codes[index]!]!
}
