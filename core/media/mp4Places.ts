/** Where the packets of an MP4's track lie, from its chunk tables (ISO/IEC 14496-12 §8.7.3 to §8.7.5). */
import { findBox } from './mp4Boxes.ts'

/** Of each packet in decoding order: its first byte, and the one after its last. */
export interface Places {
  readonly start: Float64Array
  readonly end: Float64Array
}

/**
 * `table` is the track's stbl. Undefined where the tables are not whole, speak of other packets than its stsz, leave the
 * file, or name more than one description of what is coded.
 */
export function readPlaces(table: DataView, sizeBytes: number): Places | undefined {
  const sizes = findBox(table, 'stsz')
  const chunks = readChunks(table)
  const runs = findBox(table, 'stsc')
  if (!sizes || sizes.byteLength < 12 || !chunks || !runs || runs.byteLength < 8) return undefined
  const each = sizes.getUint32(4)
  const count = sizes.getUint32(8)
  const rows = runs.getUint32(4)
  if (count > sizeBytes || 8 + rows * 12 > runs.byteLength) return undefined
  if (each === 0 && 12 + count * 4 > sizes.byteLength) return undefined
  const start = new Float64Array(count)
  const end = new Float64Array(count)
  let packet = 0
  for (let row = 0; row < rows; row++) {
    const first = runs.getUint32(8 + row * 12) - 1
    const next = row + 1 < rows ? runs.getUint32(8 + (row + 1) * 12) - 1 : chunks.count
    const perChunk = runs.getUint32(12 + row * 12)
    if (runs.getUint32(16 + row * 12) !== 1 || next > chunks.count || first > next) return undefined
    for (let chunk = first; chunk < next && packet < count; chunk++) {
      let at = chunks.offset(chunk)
      for (let left = Math.min(perChunk, count - packet); left > 0; left--, packet++) {
        start[packet] = at
        at += each || sizes.getUint32(12 + packet * 4)
        end[packet] = at
      }
      if (at > sizeBytes) return undefined
    }
  }
  return packet === count ? { start, end } : undefined
}

interface Chunks {
  readonly count: number
  offset(chunk: number): number
}

function readChunks(table: DataView): Chunks | undefined {
  const narrow = findBox(table, 'stco')
  const offsets = narrow ?? findBox(table, 'co64')
  if (!offsets || offsets.byteLength < 8) return undefined
  const count = offsets.getUint32(4)
  if (8 + count * (narrow ? 4 : 8) > offsets.byteLength) return undefined
  return {
    count,
    offset: (chunk) =>
      narrow ? offsets.getUint32(8 + chunk * 4) : Number(offsets.getBigUint64(8 + chunk * 8)),
  }
}
