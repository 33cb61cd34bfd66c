/** What a file's packets are as frames of its recording, and how a rendition's are known: all at once. */
import type { RenditionIndex } from '../../../core/protocol/renditionIndex.ts'
import { frameIndexAt, keyIndexAt, type FrameTable } from './frameTable.ts'
import type { PacketRuns } from './packetPieces.ts'

/** Between frames of the recording and packets of a file of it. */
export interface FrameMap {
  /** The last frame at or before `index` that can be decoded alone; −1 when there is none. */
  keyAt(index: number): number
  /** The last frame at or before `index` that the file has; −1 when there is none. */
  nearest(index: number): number
  /** The packet decoding begins with to show frame `index`, and that frame's. */
  packetsTo(index: number): { readonly first: number; readonly until: number }
}

/** Of the recording's own file. A key frame's packet may come before others that are shown before it. */
export function framesOfOriginal(table: FrameTable, runs: PacketRuns): FrameMap {
  const packetOf = (frame: number): number => {
    const run = runs.find(frame)
    const ptsUs = table.ptsUs[frame]
    if (!run || ptsUs === undefined || run.ptsUs[frame - run.first] === ptsUs) return frame
    const found = run.ptsUs.indexOf(ptsUs)
    return found < 0 ? frame : run.first + found
  }
  const keyAt = (index: number): number => keyIndexAt(table, index)
  return {
    keyAt,
    nearest: (index) => index,
    packetsTo: (index) => ({
      first: packetOf(Math.max(0, keyAt(index))),
      until: packetOf(Math.max(0, index)),
    }),
  }
}

/** Of a rendition, which may lack frames: stored times differ by less than the tolerance. */
export function framesOfRendition(
  table: Pick<FrameTable, 'ptsUs' | 'pieces'>,
  index: Pick<RenditionIndex, 'ptsUs' | 'key'>,
): FrameMap {
  const own = (frame: number): number => frameIndexAt(index, table.ptsUs[frame] ?? Infinity)
  const frameOf = (packet: number): number => (packet < 0 ? -1 : frameIndexAt(table, index.ptsUs[packet]!))
  const ownKey = (frame: number): number => keyIndexAt(index, own(frame))
  return {
    keyAt: (frame) => frameOf(ownKey(frame)),
    nearest: (frame) => frameOf(own(frame)),
    packetsTo: (frame) => ({ first: Math.max(0, ownKey(frame)), until: Math.max(0, own(frame)) }),
  }
}

/** A rendition's packets, which are adjacent, as one run. */
export function runOfRendition({
  codec,
  description,
  widthPx,
  heightPx,
  ptsUs,
  key,
  offset,
}: RenditionIndex): PacketRuns {
  const run = { first: 0, ptsUs, key, start: offset.subarray(0, -1), end: offset.subarray(1) }
  return {
    config: { codec, description, codedWidth: widthPx, codedHeight: heightPx },
    count: ptsUs.length,
    find: () => run,
    load: () => Promise.resolve(),
  }
}
