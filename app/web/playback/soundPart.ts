/** What of a chunk of decoded sound a piece plays: a step inside the chunk cuts it. */
import type { PlacedPiece } from './laneFrames.ts'

/** s from the chunk's start; nothing where `until` ≤ `from`. */
export interface SoundPart {
  readonly from: number
  readonly until: number
}

/** `start` and `length` are the chunk's media time and length, s. */
export const findSoundPart = (
  { startMediaUs, endMediaUs }: Pick<PlacedPiece, 'startMediaUs' | 'endMediaUs'>,
  start: number,
  length: number,
): SoundPart => ({
  from: Math.max(0, startMediaUs / 1e6 - start),
  until: Math.min(length, endMediaUs / 1e6 - start),
})
