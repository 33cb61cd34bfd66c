/**
 * A small binary file made at ingest and read by the page; little-endian, version in the magic. Peaks: peaks.ts.
 *
 * Packets `LSP1`: u32 count, u32 0, then f64 ptsUs[count], f64 durationUs[count], u8 key[count], in presentation
 * order: the table frames are chosen from (never `t × fps`).
 */
export * from './peaks.ts'

export interface PacketTable {
  readonly ptsUs: Float64Array
  readonly durationUs: Float64Array
  readonly key: Uint8Array
}

const PACKETS = 0x3150534c

export function formatPackets(table: PacketTable): Uint8Array<ArrayBuffer> {
  const count = table.ptsUs.length
  const bytes = new Uint8Array(16 + count * 17)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, PACKETS, true)
  view.setUint32(4, count, true)
  new Float64Array(bytes.buffer, 16, count).set(table.ptsUs)
  new Float64Array(bytes.buffer, 16 + count * 8, count).set(table.durationUs)
  bytes.set(table.key, 16 + count * 16)
  return bytes
}

/** Throws RangeError on a wrong magic or a short buffer. */
export function parsePackets(buffer: ArrayBuffer): PacketTable {
  const view = new DataView(buffer)
  if (buffer.byteLength < 16 || view.getUint32(0, true) !== PACKETS)
    throw new RangeError('not a packet table (LSP1)')
  const count = view.getUint32(4, true)
  if (buffer.byteLength !== 16 + count * 17)
    throw new RangeError(`packet table of ${count}: ${buffer.byteLength} bytes`)
  return {
    ptsUs: new Float64Array(buffer, 16, count),
    durationUs: new Float64Array(buffer, 16 + count * 8, count),
    key: new Uint8Array(buffer, 16 + count * 16, count),
  }
}
