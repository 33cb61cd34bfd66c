/** Frames into RTP payloads: VP8 (RFC 7741), H264 in mode 1 (RFC 6184), Opus with its predecessors (RFC 2198). */
import type { FramePieces } from './media/video.ts'

/** Pieces of at most `mtu` bytes with the payload descriptor of §4.2: the start of the one partition, a 15-bit id. */
export function packetiseVp8(frame: FramePieces, pictureId: number, mtu: number): Uint8Array[] {
  const [bytes = new Uint8Array()] = frame
  const payloads: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += mtu) {
    const start = at === 0 ? 0x10 : 0
    const head = [0x80 | start, 0x80, 0x80 | ((pictureId >> 8) & 0x7f), pictureId & 0xff]
    payloads.push(join(head, bytes.subarray(at, at + mtu)))
  }
  return payloads
}

const STAP_A = 24
const FU_A = 28

/** Parameter sets in one STAP-A (§5.7.1), a slice as it is or in FU-A (§5.8). */
export function packetiseH264(frame: FramePieces, mtu: number): Uint8Array[] {
  const slice = frame.at(-1) ?? new Uint8Array()
  const sets = frame.slice(0, -1)
  const together = sets.flatMap((unit) => [unit.length >> 8, unit.length & 0xff, ...unit])
  return [
    ...(sets.length === 0 ? [] : [join([(sets[0]![0]! & 0xe0) | STAP_A], together)]),
    ...(slice.length <= mtu ? [slice] : fragment(slice, mtu)),
  ]
}

function fragment(slice: Uint8Array, mtu: number): Uint8Array[] {
  const header = slice[0]!
  const payloads: Uint8Array[] = []
  for (let at = 1; at < slice.length; at += mtu) {
    const start = at === 1 ? 0x80 : 0
    const end = at + mtu >= slice.length ? 0x40 : 0
    payloads.push(join([(header & 0xe0) | FU_A, start | end | (header & 31)], slice.subarray(at, at + mtu)))
  }
  return payloads
}

export interface RedPredecessor {
  /** How much earlier on the RTP clock, below 2^14. */
  readonly ticksEarlier: number
  /** Below 1024 bytes. */
  readonly data: Uint8Array
}

/** §3: the predecessors, the earliest first, then what is new. */
export function packetiseRed(
  payloadType: number,
  data: Uint8Array,
  predecessors: readonly RedPredecessor[],
): Uint8Array {
  const heads = predecessors.flatMap(({ ticksEarlier, data: { length } }) => [
    0x80 | payloadType,
    ticksEarlier >> 6,
    ((ticksEarlier & 63) << 2) | (length >> 8),
    length & 0xff,
  ])
  return Uint8Array.from([...heads, payloadType, ...predecessors.flatMap((one) => [...one.data]), ...data])
}

function join(head: readonly number[], rest: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(head.length + rest.length)
  bytes.set(head)
  bytes.set(rest, head.length)
  return bytes
}
