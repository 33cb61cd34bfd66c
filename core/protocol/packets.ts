/**
 * The packet table of a stream, made at ingest and read by the page: what frames are chosen from (never `t × fps`), in
 * presentation order. Little-endian, version in the magic.
 *
 * `LSP2`: u32 magic, u32 count, then varints: PTS as steps, key flags as runs (columns.ts), and the durations that are
 * not the distance to the next packet (the last one's next is 0 away): how many, then for each how many packets after
 * the one before, and by how much longer. Eight hours of 30 frames a second are 0.9 MB.
 * `LSP1`: u32 magic, u32 count, u32 0, u32 0, f64 ptsUs[count], f64 durationUs[count], u8 key[count]. Read where
 * an older catalog has it, and written where a number is no whole µs that LSP2 could hold.
 */
import { readFlags, readSteps, writeFlags, writeSteps } from './columns.ts'
import { VarintReader, VarintWriter } from './varints.ts'

export interface PacketTable {
  readonly ptsUs: Float64Array
  readonly durationUs: Float64Array
  readonly key: Uint8Array
}

const LSP1 = 0x3150534c
const LSP2 = 0x3250534c
const HEAD_BYTES = 8
/** Nine years: changes of steps between such times still fit a varint. */
export const MOST_US = 2 ** 48

export function formatPackets(table: PacketTable): Uint8Array<ArrayBuffer> {
  return isWhole(table.ptsUs) && isWhole(table.durationUs) ? formatCompact(table) : formatPlain(table)
}

/** Throws RangeError on a wrong magic, or where the bytes are not a whole table. */
export function parsePackets(buffer: ArrayBuffer): PacketTable {
  const magic = buffer.byteLength < HEAD_BYTES ? 0 : new DataView(buffer).getUint32(0, true)
  if (magic === LSP2) return parseCompact(buffer)
  if (magic === LSP1) return parsePlain(buffer)
  throw new RangeError('not a packet table (LSP1 or LSP2)')
}

const isWhole = (values: Float64Array): boolean =>
  values.every((value) => Number.isInteger(value) && Math.abs(value) <= MOST_US)

function formatCompact({ ptsUs, durationUs, key }: PacketTable): Uint8Array<ArrayBuffer> {
  const count = ptsUs.length
  const writer = new VarintWriter()
  writeSteps(writer, ptsUs)
  writeFlags(writer, key)
  const others = Array.from(durationUs.keys()).filter((at) => durationUs[at] !== distanceAt(ptsUs, at))
  writer.unsigned(others.length)
  let last = 0
  for (const at of others) {
    writer.unsigned(at - last)
    writer.signed(durationUs[at]! - distanceAt(ptsUs, at))
    last = at
  }
  const columns = writer.take()
  const bytes = new Uint8Array(HEAD_BYTES + columns.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LSP2, true)
  view.setUint32(4, count, true)
  bytes.set(columns, HEAD_BYTES)
  return bytes
}

function parseCompact(buffer: ArrayBuffer): PacketTable {
  const count = new DataView(buffer).getUint32(4, true)
  const reader = new VarintReader(new Uint8Array(buffer, HEAD_BYTES))
  const ptsUs = readSteps(reader, count)
  const key = readFlags(reader, count)
  const others: number[] = []
  let at = 0
  for (let left = reader.unsigned(); left > 0; left--) {
    at += reader.unsigned()
    if (at >= count) throw new RangeError(`the duration of packet ${at} of ${count}`)
    others.push(at, reader.signed())
  }
  if (reader.left > 0) throw new RangeError(`packet table of ${count}: ${reader.left} bytes too many`)
  let durationUs: Float64Array | undefined
  return {
    ptsUs,
    key,
    // Playing needs none, and those of sixteen cameras of eight hours would hold 110 MB.
    get durationUs() {
      return (durationUs ??= findDurations(ptsUs, others))
    },
  }
}

/** `others`: packet and how much longer it lasts than up to the next, one after another. */
function findDurations(ptsUs: Float64Array, others: readonly number[]): Float64Array {
  const durationUs = ptsUs.map((_, at) => distanceAt(ptsUs, at))
  for (let pair = 0; pair < others.length; pair += 2) durationUs[others[pair]!]! += others[pair + 1]!
  return durationUs
}

const distanceAt = (ptsUs: Float64Array, at: number): number =>
  at + 1 < ptsUs.length ? ptsUs[at + 1]! - ptsUs[at]! : 0

const PLAIN_HEAD_BYTES = 16

function formatPlain({ ptsUs, durationUs, key }: PacketTable): Uint8Array<ArrayBuffer> {
  const count = ptsUs.length
  const bytes = new Uint8Array(PLAIN_HEAD_BYTES + count * 17)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LSP1, true)
  view.setUint32(4, count, true)
  new Float64Array(bytes.buffer, PLAIN_HEAD_BYTES, count).set(ptsUs)
  new Float64Array(bytes.buffer, PLAIN_HEAD_BYTES + count * 8, count).set(durationUs)
  bytes.set(key, PLAIN_HEAD_BYTES + count * 16)
  return bytes
}

function parsePlain(buffer: ArrayBuffer): PacketTable {
  const count = new DataView(buffer).getUint32(4, true)
  if (buffer.byteLength !== PLAIN_HEAD_BYTES + count * 17)
    throw new RangeError(`packet table of ${count}: ${buffer.byteLength} bytes`)
  return {
    ptsUs: new Float64Array(buffer, PLAIN_HEAD_BYTES, count),
    durationUs: new Float64Array(buffer, PLAIN_HEAD_BYTES + count * 8, count),
    key: new Uint8Array(buffer, PLAIN_HEAD_BYTES + count * 16, count),
  }
}
