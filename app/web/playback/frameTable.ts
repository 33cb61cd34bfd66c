/**
 * Which frame is shown when: arithmetic on a recording's packet table, never `t × fps`. Frame `i` is shown from its
 * PTS until the next one's; half a millisecond of tolerance, because WebM stores whole milliseconds.
 */
import type { PacketTable } from '../../../core/protocol/index.ts'
import { FRAME_TOLERANCE_US } from '../../../core/timeline/frame.ts'

/** Index of the last frame with pts ≤ `mediaUs` + 0.5 ms; −1 before the first. */
export function frameIndexAt(table: Pick<PacketTable, 'ptsUs'>, mediaUs: number): number {
  const { ptsUs } = table
  const limit = mediaUs + FRAME_TOLERANCE_US
  let low = -1
  let high = ptsUs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (ptsUs[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}

/** Index of the last key frame at or before `index`; −1 when there is none. */
export function keyIndexAt(table: Pick<PacketTable, 'key'>, index: number): number {
  let at = Math.min(index, table.key.length - 1)
  while (at >= 0 && table.key[at] === 0) at--
  return at
}

/** Index of the first key frame, before which nothing can be decoded; the table's length when there is none. */
export function firstKeyIndex(table: PacketTable): number {
  const at = table.key.indexOf(1)
  return at < 0 ? table.key.length : at
}
