/** What of a chunk of decoded sound a span plays: a step, or another recording's coming, inside the chunk cuts it. */
import { CROSSFADE_S, type SoundSpan } from './soundSpans.ts'

/** s from the chunk's start; nothing where `until` ≤ `from`. The fades are s long, inside. */
export interface SoundPart {
  readonly from: number
  readonly until: number
  readonly fadeIn: number
  readonly fadeOut: number
}

/** Where sound ends by itself, this much takes the click away and is not missed. */
const EDGE_S = 0.001

export interface ChunkPlace {
  /** Media time of its first sample, s. */
  readonly start: number
  /** s. */
  readonly length: number
  /** Whether no sound lies directly before it, or after it. */
  readonly begins: boolean
  readonly ends: boolean
}

const fadeAt = (isSpanEdge: boolean, isCut: boolean, isChunkEdge: boolean): number =>
  isSpanEdge ? (isCut ? CROSSFADE_S : EDGE_S) : isChunkEdge ? EDGE_S : 0

export function findSoundPart(
  span: Pick<SoundSpan, 'startMediaUs' | 'endMediaUs' | 'cutsIn' | 'cutsOut'>,
  { start, length, begins, ends }: ChunkPlace,
): SoundPart {
  const spanFrom = span.startMediaUs / 1e6 - start
  const spanUntil = span.endMediaUs / 1e6 - start + (span.cutsOut ? CROSSFADE_S : 0)
  return {
    from: Math.max(0, spanFrom),
    until: Math.min(length, spanUntil),
    fadeIn: fadeAt(spanFrom >= 0, span.cutsIn, begins),
    fadeOut: fadeAt(spanUntil <= length, span.cutsOut, ends),
  }
}
