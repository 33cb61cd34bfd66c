/** Frames into RTP, as senders do it: VP8 (RFC 7741), H264 with STAP-A and FU-A (RFC 6184), Opus, RED (RFC 2198). */
import type { RtpPacketIn } from '../../../capture/model/media.ts'

export interface MadeFrame {
  /** Since the start, RTP ticks. */
  readonly ticks: number
  readonly data: Uint8Array
  readonly isKey: boolean
}

export interface Payload {
  readonly data: Uint8Array
  readonly marker: boolean
  readonly ticks: number
  /** Index of the frame. */
  readonly frame: number
}

const MOST = 1100
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const split = (data: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.max(1, Math.ceil(data.length / MOST)) }, (_, at) =>
    data.subarray(at * MOST, (at + 1) * MOST),
  )

/** With picture ids of 15 bits; `layers`: base and upper frame by turns, every upper one for nobody. */
export function packetiseVp8(frames: readonly MadeFrame[]): Payload[] {
  return frames.flatMap((frame, at) => {
    const pieces = split(frame.data)
    return pieces.map((piece, part) => {
      const id = (100 + at) & 0x7fff
      const head = bytes(0x80 | (part === 0 ? 0x10 : 0), 0x80, 0x80 | (id >> 8), id & 0xff)
      return {
        data: Buffer.concat([head, piece]),
        marker: part === pieces.length - 1,
        ticks: frame.ticks,
        frame: at,
      }
    })
  })
}

/** NAL units between Annex B start codes. */
export function splitAnnexB(data: Uint8Array): Uint8Array[] {
  const starts: number[] = []
  for (let at = 0; at + 3 <= data.length; at++)
    if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1) starts.push(at + 3)
  return starts.map((start, at) => {
    const next = starts[at + 1]
    if (next === undefined) return data.subarray(start)
    const end = next - 3
    return data.subarray(start, data[end - 1] === 0 ? end - 1 : end)
  })
}

/** Small units together in one STAP-A, large ones in FU-A. */
export function packetiseH264(frames: readonly MadeFrame[]): Payload[] {
  return frames.flatMap((frame, at) => {
    const units = splitAnnexB(frame.data).filter((unit) => (unit[0]! & 31) !== 9)
    const small = units.filter((unit) => (unit[0]! & 31) >= 6)
    const payloads: Uint8Array[] = []
    if (small.length > 1) {
      const parts = small.flatMap((unit) => [bytes(unit.length >> 8, unit.length & 0xff), unit])
      payloads.push(Buffer.concat([bytes(0x78), ...parts]))
    } else payloads.push(...small)
    for (const unit of units.filter((one) => !small.includes(one))) payloads.push(...fragment(unit))
    return payloads.map((data, part) => ({
      data,
      marker: part === payloads.length - 1,
      ticks: frame.ticks,
      frame: at,
    }))
  })
}

function fragment(unit: Uint8Array): Uint8Array[] {
  if (unit.length <= MOST) return [unit]
  const pieces = split(unit.subarray(1))
  return pieces.map((piece, at) => {
    const flags = (at === 0 ? 0x80 : 0) | (at === pieces.length - 1 ? 0x40 : 0)
    return Buffer.concat([bytes((unit[0]! & 0xe0) | 28, flags | (unit[0]! & 31)), piece])
  })
}

export const packetiseOpus = (frames: readonly MadeFrame[]): Payload[] =>
  frames.map(({ data, ticks }, frame) => ({ data, ticks, frame, marker: frame === 0 }))

/** Each packet carries the one before it again. */
export function packetiseRed(frames: readonly MadeFrame[]): Payload[] {
  return frames.map(({ data, ticks }, frame) => {
    const before = frames[frame - 1]
    const offset = before ? ticks - before.ticks : 0
    const head =
      before && offset < 1 << 14
        ? bytes(
            0x80 | 111,
            offset >> 6,
            ((offset & 63) << 2) | (before.data.length >> 8),
            before.data.length & 0xff,
          )
        : bytes()
    const again = before && head.length > 0 ? before.data : bytes()
    return { data: Buffer.concat([head, bytes(111), again, data]), ticks, frame, marker: frame === 0 }
  })
}

export interface SendOptions {
  readonly trackId: string
  readonly mimeType: string
  readonly clockRateHz: number
  readonly ssrc?: number
  readonly firstSequence?: number
  readonly firstTimestamp?: number
  readonly startNs?: bigint
}

/** The packets as they arrive without delay, 0.1 ms apart within a frame. */
export function sendPayloads(payloads: readonly Payload[], options: SendOptions): RtpPacketIn[] {
  const {
    trackId,
    mimeType,
    clockRateHz,
    ssrc = 7,
    firstSequence = 65_500,
    firstTimestamp = 4_294_900_000,
  } = options
  const startNs = options.startNs ?? 1_749_655_840_000_000_000n
  return payloads.map(({ data, ticks, marker }, at) => ({
    trackId,
    ssrc,
    payloadType: 96,
    mimeType,
    clockRateHz,
    sequenceNumber: (firstSequence + at) & 0xffff,
    timestamp: (firstTimestamp + ticks) % 2 ** 32,
    marker,
    payload: data,
    arrivalNs: startNs + BigInt(Math.round((ticks * 1e9) / clockRateHz)) + BigInt(at % 100) * 1000n,
  }))
}
