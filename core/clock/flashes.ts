/** Flashes in a picture: its mean brightness leaps up within one frame and comes back within a second. */
export interface LumaSample {
  /** Media time of the frame, µs. */
  readonly ptsUs: number
  /** Mean of Y, 0 to 255. */
  readonly luma: number
}

export interface Flash {
  /** The first bright frame; the flash began after the frame before it. */
  readonly atUs: number
  /** Time since that frame: the flash lies in it. */
  readonly frameUs: number
  readonly leap: number
}

/** Of 255: more than an exposure control does within a frame, less than a lamp or a white page in a dim picture. */
const LEAST_LEAP = 18
/** A cut or a lamp that stays on is no flash of a clapper; and a frame that came late proves no leap. */
const LONGEST_US = 1_000_000
const LONGEST_FRAME_US = 250_000
/** How much more than the picture's own restlessness, in robust standard deviations of its changes. */
const LEAST_SIGMAS = 8

/** Finds flashes among the frames of one or more spans, in order; a leap across a gap is none. */
export function findFlashes(frames: readonly LumaSample[]): Flash[] {
  const changes = frames.slice(1).map(({ luma }, at) => Math.abs(luma - frames[at]!.luma))
  const restless = changes.length === 0 ? 0 : 1.4826 * changes.toSorted((a, b) => a - b)[changes.length >> 1]!
  const threshold = Math.max(LEAST_LEAP, LEAST_SIGMAS * restless)
  const flashes: Flash[] = []
  for (let at = 1; at < frames.length; at++) {
    const [before, frame] = [frames[at - 1]!, frames[at]!]
    const leap = frame.luma - before.luma
    const frameUs = frame.ptsUs - before.ptsUs
    if (leap < threshold || frameUs > LONGEST_FRAME_US) continue
    const comesBack = frames
      .slice(at + 1)
      .some(({ ptsUs, luma }) => ptsUs - frame.ptsUs <= LONGEST_US && luma < frame.luma - leap / 2)
    if (comesBack) flashes.push({ atUs: frame.ptsUs, frameUs, leap })
  }
  return flashes
}
