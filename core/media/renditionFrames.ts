/** Which frames of a video a rendition keeps, and which of them are key frames. Pure. */

export const RENDITION_CLOCK_HZ = 90_000
const KEY_EVERY_US = 1_000_000
/** A step of half a second is a hole wherever one is found (`summarisePackets`). */
const JUMP_US = 500_000
/** Time stamps in whole milliseconds make steps uneven. */
const JITTER_US = 1_000
/** How much earlier than its turn a frame may come: half a frame of 60 a second. */
const EARLY_US = 8_000

export interface KeptFrame {
  /** PTS in 1/90000 s. */
  readonly ticks: bigint
  readonly key: boolean
}

/**
 * Creates the choice; to be asked for each frame in order, media time in µs. Undefined: the frame is left out.
 *
 * With a `leastStepUs` of 0 all are kept, except one that does not come later than the last in 1/90000 s. Otherwise
 * frames may be left out that come sooner than that after the last kept one: on average none follow closer.
 * A frame is a key frame where a second has passed since the last one, and after each jump.
 */
export function createFrameChoice(leastStepUs: number): (ptsUs: number) => KeptFrame | undefined {
  let lastTicks: bigint | undefined
  let lastUs = -Infinity
  let keyUs = -Infinity
  let dueUs = -Infinity
  return (ptsUs) => {
    const ticks = BigInt(Math.round((ptsUs * RENDITION_CLOCK_HZ) / 1e6))
    if (lastTicks !== undefined && ticks <= lastTicks) return undefined
    if (leastStepUs > 0) {
      if (ptsUs < dueUs - EARLY_US) return undefined
      dueUs = Math.max(dueUs, ptsUs - EARLY_US) + leastStepUs
    }
    const key = ptsUs - keyUs >= KEY_EVERY_US - JITTER_US || ptsUs - lastUs >= JUMP_US - JITTER_US
    if (key) keyUs = ptsUs
    lastTicks = ticks
    lastUs = ptsUs
    return { ticks, key }
  }
}
