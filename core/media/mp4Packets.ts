/**
 * Packet times of an MP4 straight from its sample tables (ISO/IEC 14496-12 §8.6): one pass over them, whatever the
 * length. A reader that also looks up where each packet lies walks the chunk it is in, and a chunk of a quiet camera
 * has thousands. Reads the tables as mediabunny does: the first edit alone, time stamps to the whole µs.
 */
import type { RangeReader } from './containerHead.ts'
import { findBox, listBoxes, readMoov } from './mp4Boxes.ts'
import { readPlaces } from './mp4Places.ts'
import { emptyPackets, type RawPackets } from './summarise.ts'

const ROW_BYTES = 8

/**
 * The packets of the track with this id, in decode order. Undefined where its table is not of the plain kind (fragments,
 * moved sound, damage): whoever reads the file packet by packet knows more of it. Rejects where the store fails.
 */
export async function readMp4Packets(reader: RangeReader, trackId: number): Promise<RawPackets | undefined> {
  const moov = await readMoov(reader)
  if (!moov || findBox(moov, 'mvex')) return undefined
  const movieScale = readField(findBox(moov, 'mvhd'))
  for (const { type, body } of listBoxes(moov)) {
    if (type === 'trak' && readField(findBox(body, 'tkhd')) === trackId)
      return movieScale ? readTrack(body, movieScale, reader.sizeBytes) : undefined
  }
  return undefined
}

/** `mostPackets`: no more can be in the file, as each has a byte. */
function readTrack(track: DataView, movieScale: number, mostPackets: number): RawPackets | undefined {
  const scale = readField(findBox(track, 'mdia', 'mdhd'))
  const table = findBox(track, 'mdia', 'minf', 'stbl')
  if (!scale || !table) return undefined
  const steps = findBox(table, 'stts')
  const sizes = findBox(table, 'stsz')
  const shifts = findBox(table, 'ctts')
  const keys = findBox(table, 'stss')
  const edits = findBox(track, 'edts', 'elst')
  const isSound = findBox(track, 'mdia', 'minf', 'smhd') !== undefined
  if (!steps || !sizes || sizes.byteLength < 12 || (shifts && isSound)) return undefined
  const count = sizes.getUint32(8)
  if (count > mostPackets || sumCounts(steps) !== count || (shifts && sumCounts(shifts) === undefined))
    return undefined
  const offset = edits ? readEdit(edits, scale / movieScale) : 0
  const toMicros = (units: number): number => Math.round((units / scale) * 1e6)
  const raw = emptyPackets()
  let at = 0
  for (let row = 0; row < countRows(steps); row++) {
    const step = readRow(steps, row, 1)
    const stepUs = toMicros(step)
    for (let left = readRow(steps, row, 0); left > 0; left--, at += step) {
      raw.ptsUs.push(at - offset)
      raw.durationUs.push(stepUs)
      raw.key.push(!keys)
    }
  }
  if (shifts) addShifts(raw.ptsUs, shifts)
  for (let packet = 0; packet < count; packet++) raw.ptsUs[packet] = toMicros(raw.ptsUs[packet]!)
  if (keys && !markKeys(raw.key, keys)) return undefined
  const places = isSound ? undefined : readPlaces(table, mostPackets)
  return places?.start.length === count ? { ...raw, places } : raw
}

function addShifts(pts: number[], shifts: DataView): void {
  let packet = 0
  for (let row = 0; row < countRows(shifts); row++) {
    const shift = readRow(shifts, row, 1) | 0
    const end = Math.min(pts.length, packet + readRow(shifts, row, 0))
    for (; packet < end; packet++) pts[packet]! += shift
  }
}

/** Whether the list of key frames is whole. */
function markKeys(key: boolean[], keys: DataView): boolean {
  if (keys.byteLength < 8) return false
  const count = keys.getUint32(4)
  if (8 + count * 4 > keys.byteLength) return false
  for (let row = 0; row < count; row++) {
    const packet = keys.getUint32(8 + row * 4) - 1
    if (packet >= 0 && packet < key.length) key[packet] = true
  }
  return true
}

const countRows = (table: DataView): number => table.getUint32(4)
const readRow = (table: DataView, row: number, column: 0 | 1): number =>
  table.getUint32(8 + row * ROW_BYTES + column * 4)

/** How many packets the rows of an stts or ctts speak of; undefined where a row is missing. */
function sumCounts(table: DataView): number | undefined {
  if (table.byteLength < 8 || 8 + countRows(table) * ROW_BYTES > table.byteLength) return undefined
  let sum = 0
  for (let row = 0; row < countRows(table); row++) sum += readRow(table, row, 0)
  return sum
}

/** What follows the two dates in a header: the units a second of an mvhd or mdhd, the id of a tkhd; 0 where it is cut. */
function readField(head: DataView | undefined): number {
  const at = head && head.byteLength > 0 && head.getUint8(0) === 1 ? 20 : 12
  return head && at + 4 <= head.byteLength ? head.getUint32(at) : 0
}

/** What media time the first edit calls 0, in the track's units; `ratio`: of them in one of the movie's. */
function readEdit(edits: DataView, ratio: number): number {
  if (edits.byteLength < 8) return 0
  const wide = edits.getUint8(0) === 1
  const rowBytes = wide ? 20 : 12
  let before = 0
  for (let at = 8; at + rowBytes <= edits.byteLength; at += rowBytes) {
    const length = wide ? Number(edits.getBigUint64(at)) : edits.getUint32(at)
    const mediaTime = wide ? Number(edits.getBigInt64(at + 8)) : edits.getInt32(at + 4)
    const rate = edits.getInt32(at + rowBytes - 4)
    if (mediaTime !== -1) return rate === 1 << 16 ? mediaTime - Math.round(before * ratio) : 0
    before += length
  }
  return 0
}
