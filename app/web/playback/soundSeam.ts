/**
 * Where a chunk of sound begins, and how fast it plays, so that it follows the one before without a seam and yet lies
 * where the clock wants it: what the file's times and its samples disagree by is bent away within the chunk.
 */
export interface PlacedChunk {
  /** s of context time. */
  readonly when: number
  readonly until: number
  /** Seconds of media a second of context time. */
  readonly speed: number
}

/** WebM times are whole ms: that much is no disagreement. */
const EXACT_S = 0.0007
/** Beyond this it is a hole, and not bent over. */
const HOLE_S = 0.01
/** 0.5 % is 9 cents: not heard. */
const MOST_BENT = 0.005

/** `from` and `until` are where it should lie, `length` is its media, `end` where the one before ends; all in s. */
export function placeChunk(
  { from, until, length }: { readonly from: number; readonly until: number; readonly length: number },
  end: number | undefined,
): PlacedChunk {
  const speed = length / (until - from)
  const off = end === undefined ? Infinity : Math.abs(from - end)
  if (end === undefined || off > HOLE_S) return { when: from, until, speed }
  if (off <= EXACT_S) return { when: end, until: end + length / speed, speed }
  const bent = Math.min(
    speed * (1 + MOST_BENT),
    Math.max(speed * (1 - MOST_BENT), length / Math.max(1e-3, until - end)),
  )
  return { when: end, until: end + length / bent, speed: bent }
}
