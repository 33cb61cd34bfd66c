/**
 * Two small binary files made at ingest and read by the page; little-endian, version in the magic.
 *
 * Packets `LSP1`: u32 count, u32 0, then f64 ptsUs[count], f64 durationUs[count], u8 key[count], in presentation
 * order: the table frames are chosen from (never `t × fps`).
 * Peaks `LSK1`: u32 bucketsPerSecond, u32 count, f64 firstPtsUs, then i8 min[count], i8 max[count], u8 rms[count]
 * (−127…127 and 0…255 of full scale), bucket k covering media time firstPts + k / bucketsPerSecond. Silence where
 * the file has a hole.
 */
export interface PacketTable {
  readonly ptsUs: Float64Array
  readonly durationUs: Float64Array
  readonly key: Uint8Array
}

export interface Peaks {
  readonly bucketsPerSecond: number
  readonly firstPtsUs: number
  readonly min: Int8Array
  readonly max: Int8Array
  readonly rms: Uint8Array
}

const PACKETS = 0x3150534c
const PEAKS = 0x314b534c

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

export function formatPeaks(peaks: Peaks): Uint8Array<ArrayBuffer> {
  const count = peaks.min.length
  const bytes = new Uint8Array(24 + count * 3)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, PEAKS, true)
  view.setUint32(4, peaks.bucketsPerSecond, true)
  view.setUint32(8, count, true)
  view.setFloat64(16, peaks.firstPtsUs, true)
  new Int8Array(bytes.buffer, 24, count).set(peaks.min)
  new Int8Array(bytes.buffer, 24 + count, count).set(peaks.max)
  bytes.set(peaks.rms, 24 + count * 2)
  return bytes
}

/** Throws RangeError on a wrong magic or a short buffer. */
export function parsePeaks(buffer: ArrayBuffer): Peaks {
  const view = new DataView(buffer)
  if (buffer.byteLength < 24 || view.getUint32(0, true) !== PEAKS)
    throw new RangeError('not a peaks file (LSK1)')
  const count = view.getUint32(8, true)
  if (buffer.byteLength !== 24 + count * 3)
    throw new RangeError(`peaks of ${count}: ${buffer.byteLength} bytes`)
  return {
    bucketsPerSecond: view.getUint32(4, true),
    firstPtsUs: view.getFloat64(16, true),
    min: new Int8Array(buffer, 24, count),
    max: new Int8Array(buffer, 24 + count, count),
    rms: new Uint8Array(buffer, 24 + count * 2, count),
  }
}
