/**
 * Which frame is shown when: arithmetic on a recording's packet table, never `t × fps`. Frame `i` is shown from its
 * PTS until the next one's; half a millisecond of tolerance, because WebM stores whole milliseconds.
 */
import type { PacketTable } from '../../../core/protocol/index.ts'
import { findPiece } from '../../../core/protocol/packetIndex.ts'
import { FRAME_TOLERANCE_US } from '../../../core/timeline/frame.ts'
import type { PacketPieces } from './packetPieces.ts'

/** A table of which only some pieces may be known; absent: it is whole. */
export interface FrameTable extends PacketTable {
  readonly pieces?: PacketPieces
}

/** Of each piece, known or not: where it begins. */
export interface TablePieces {
  readonly firstPtsUs: Float64Array
  readonly firstFrame: Float64Array
  /** The first key frame of all; the table's length where there is none. */
  readonly firstKey: number
  /** Whether the frames around that media time are known. */
  isReady(mediaUs: number): boolean
  /** Asks for what is not known around it or soon after it; undefined where nothing new is asked for. */
  loadAround(mediaUs: number): Promise<unknown> | undefined
}

interface Times {
  readonly ptsUs: Float64Array
  readonly pieces?: Pick<TablePieces, 'firstPtsUs' | 'firstFrame'>
}

/** Index of the last frame with pts ≤ `mediaUs` + 0.5 ms; −1 before the first. In a piece not known, its last frame. */
export function frameIndexAt({ ptsUs, pieces }: Times, mediaUs: number): number {
  const limit = mediaUs + FRAME_TOLERANCE_US
  let low = -1
  let high = ptsUs.length - 1
  if (pieces) {
    const piece = findPiece(pieces, limit)
    if (limit < pieces.firstPtsUs[0]!) return -1
    low = pieces.firstFrame[piece]!
    high = (pieces.firstFrame[piece + 1] ?? ptsUs.length) - 1
  }
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
export function firstKeyIndex(table: Pick<FrameTable, 'key' | 'pieces'>): number {
  if (table.pieces) return table.pieces.firstKey
  const at = table.key.indexOf(1)
  return at < 0 ? table.key.length : at
}
