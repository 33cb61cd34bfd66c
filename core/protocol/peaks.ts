/**
 * A waveform as the page reads it: one file of levels of detail, each a quarter of the one below. Little-endian.
 *
 * `LSK2`: u32 levels, f64 firstPtsUs, u32 bucketsPerSecond, u32 loud (0…127), u32 0, u32 0; then for each level, the
 * finest first, u32 stride, u32 count, u32 offset; then the levels, the coarsest first, so that a short piece from
 * the start holds the table and all that is wide. A bucket is three bytes, i8 min, i8 max, u8 rms (−127…127 and
 * 0…255 of full scale), so that any span of a level is one range of bytes. Bucket k of a level covers media time from
 * firstPts + k · stride / bucketsPerSecond; its extremes are exactly those of what it covers. Silence where the file
 * has a hole. `LSK1`, read for catalogs made before: the finest level alone, its three columns one after another.
 */
export interface Peaks {
  readonly bucketsPerSecond: number
  readonly firstPtsUs: number
  readonly min: Int8Array
  readonly max: Int8Array
  readonly rms: Uint8Array
}

export interface PeakLevel {
  /** Buckets of the finest level in one of this. */
  readonly stride: number
  readonly count: number
  /** Of its first byte in the file. */
  readonly offset: number
}

/** What a file says before its buckets. */
export interface PeaksHead {
  readonly firstPtsUs: number
  readonly bucketsPerSecond: number
  /** The magnitude one bucket in 200 exceeds, 0…1 of full scale: what the tallest bars are drawn against. */
  readonly loud: number
  /** The finest first. */
  readonly levels: readonly PeakLevel[]
}

export const PEAK_BYTES = 3
export const PEAK_FACTOR = 4
const LSK1 = 0x314b534c
const LSK2 = 0x324b534c
const HEAD_BYTES = 32
const ROW_BYTES = 12
const OLD_HEAD_BYTES = 24

type Columns = Pick<Peaks, 'min' | 'max' | 'rms'>

function reduceLevel(level: Columns): Columns {
  const count = Math.ceil(level.min.length / PEAK_FACTOR)
  const next = { min: new Int8Array(count), max: new Int8Array(count), rms: new Uint8Array(count) }
  for (let k = 0; k < count; k++) {
    const end = Math.min(level.min.length, (k + 1) * PEAK_FACTOR)
    let min = 127
    let max = -127
    let power = 0
    for (let i = k * PEAK_FACTOR; i < end; i++) {
      min = Math.min(min, level.min[i]!)
      max = Math.max(max, level.max[i]!)
      power += level.rms[i]! ** 2
    }
    next.min[k] = min
    next.max[k] = max
    next.rms[k] = Math.round(Math.sqrt(power / (end - k * PEAK_FACTOR)))
  }
  return next
}

function findLoud({ min, max }: Columns): number {
  const counts = new Uint32Array(129)
  for (let k = 0; k < min.length; k++) counts[Math.max(-min[k]!, max[k]!)]!++
  let above = 0
  let magnitude = 128
  while (magnitude > 0 && above + counts[magnitude]! <= min.length / 200) above += counts[magnitude--]!
  return Math.min(127, magnitude)
}

/** Writes a file of every level; a third larger than its finest. Grows with the buckets. */
export function formatPeaks(peaks: Peaks): Uint8Array<ArrayBuffer> {
  const levels: Columns[] = [peaks]
  while (levels.at(-1)!.min.length > PEAK_FACTOR) levels.push(reduceLevel(levels.at(-1)!))
  const buckets = levels.reduce((sum, { min }) => sum + min.length, 0)
  let offset = HEAD_BYTES + levels.length * ROW_BYTES
  const bytes = new Uint8Array(offset + buckets * PEAK_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LSK2, true)
  view.setUint32(4, levels.length, true)
  view.setFloat64(8, peaks.firstPtsUs, true)
  view.setUint32(16, peaks.bucketsPerSecond, true)
  view.setUint32(20, findLoud(peaks), true)
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    const { min, max, rms } = levels[depth]!
    const row = HEAD_BYTES + depth * ROW_BYTES
    view.setUint32(row, PEAK_FACTOR ** depth, true)
    view.setUint32(row + 4, min.length, true)
    view.setUint32(row + 8, offset, true)
    for (let k = 0; k < min.length; k++, offset += PEAK_BYTES) {
      bytes[offset] = min[k]!
      bytes[offset + 1] = max[k]!
      bytes[offset + 2] = rms[k]!
    }
  }
  return bytes
}

/** Reads the table from a piece of the file's start. Throws RangeError on a wrong magic or a piece too short for it. */
export function parsePeaksHead(bytes: Uint8Array): PeaksHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD_BYTES || view.getUint32(0, true) !== LSK2)
    throw new RangeError('not a peaks file (LSK2)')
  const count = view.getUint32(4, true)
  if (bytes.length < HEAD_BYTES + count * ROW_BYTES) throw new RangeError(`peaks head of ${count} levels cut`)
  const levels = Array.from({ length: count }, (_, depth) => {
    const row = HEAD_BYTES + depth * ROW_BYTES
    return {
      stride: view.getUint32(row, true),
      count: view.getUint32(row + 4, true),
      offset: view.getUint32(row + 8, true),
    }
  })
  return {
    firstPtsUs: view.getFloat64(8, true),
    bucketsPerSecond: view.getUint32(16, true),
    loud: view.getUint32(20, true) / 127,
    levels,
  }
}

/** Whether a file begins as those made before there were levels. */
export const isOldPeaks = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === LSK1

/** Reads the finest level of a whole file, `LSK2` or `LSK1`. Throws RangeError on another magic or a short buffer. */
export function parsePeaks(buffer: ArrayBuffer): Peaks {
  const bytes = new Uint8Array(buffer)
  if (isOldPeaks(bytes)) return parseOld(buffer)
  const { firstPtsUs, bucketsPerSecond, levels } = parsePeaksHead(bytes)
  const { count, offset } = levels[0]!
  if (bytes.length !== offset + count * PEAK_BYTES)
    throw new RangeError(`peaks of ${count}: ${bytes.length} bytes`)
  const at = (column: number): Uint8Array =>
    Uint8Array.from({ length: count }, (_, k) => bytes[offset + k * PEAK_BYTES + column]!)
  return {
    bucketsPerSecond,
    firstPtsUs,
    min: new Int8Array(at(0).buffer as ArrayBuffer),
    max: new Int8Array(at(1).buffer as ArrayBuffer),
    rms: at(2),
  }
}

function parseOld(buffer: ArrayBuffer): Peaks {
  const view = new DataView(buffer)
  const count = buffer.byteLength < OLD_HEAD_BYTES ? -1 : view.getUint32(8, true)
  if (buffer.byteLength !== OLD_HEAD_BYTES + count * 3)
    throw new RangeError(`peaks of ${count}: ${buffer.byteLength} bytes`)
  return {
    bucketsPerSecond: view.getUint32(4, true),
    firstPtsUs: view.getFloat64(16, true),
    min: new Int8Array(buffer, OLD_HEAD_BYTES, count),
    max: new Int8Array(buffer, OLD_HEAD_BYTES + count, count),
    rms: new Uint8Array(buffer, OLD_HEAD_BYTES + count * 2, count),
  }
}
