/** Which frames of a recording become pictures, and from which key frame each is decoded. Pure. */
import type { PacketTable } from '../protocol/binary.ts'
import { FRAME_TOLERANCE_US } from '../timeline/index.ts'

/** A picture a person can tell apart from the next on a strip as wide as a screen. */
const LEAST_PITCH_US = 2e6
const MOST_PICTURES = 600

export interface PlannedThumb {
  /** Media time the picture stands for: firstPts + k × pitch. */
  readonly timeUs: number
  /** The frame that is shown then, or a key frame at most half a pitch away. */
  readonly ptsUs: number
  readonly keyPtsUs: number
}

export interface ThumbsPlan {
  readonly pitchUs: number
  /** Ascending in every field; none where a hole is. */
  readonly pictures: readonly PlannedThumb[]
}

interface Planned {
  readonly packets: Pick<PacketTable, 'ptsUs' | 'key'>
  readonly endPtsUs: number
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
}

/** Plans at most 600 pictures at a regular pitch of 2 s or more. Frames before the first key frame give none. */
export function planThumbs({ packets: { ptsUs, key }, endPtsUs, holes }: Planned): ThumbsPlan {
  const firstUs = ptsUs[0]
  if (firstUs === undefined) return { pitchUs: LEAST_PITCH_US, pictures: [] }
  const keys = ptsUs.filter((_, at) => key[at] === 1)
  const pitchUs = Math.max(LEAST_PITCH_US, Math.ceil((endPtsUs - firstUs) / MOST_PICTURES))
  const pictures: PlannedThumb[] = []
  for (let timeUs = firstUs; timeUs < endPtsUs; timeUs += pitchUs) {
    if (holes.some(({ startPtsUs, endPtsUs: end }) => timeUs >= startPtsUs && timeUs < end)) continue
    const shown = ptsUs[findLast(ptsUs, timeUs + FRAME_TOLERANCE_US)]
    const at = findLast(keys, timeUs + FRAME_TOLERANCE_US)
    const [before, after] = [keys[at], keys[at + 1]]
    if (after !== undefined && after - timeUs < Math.min(pitchUs / 2, timeUs - (before ?? -Infinity)))
      pictures.push({ timeUs, ptsUs: after, keyPtsUs: after })
    else if (before === undefined || shown === undefined) continue
    else if (timeUs - before <= pitchUs / 2) pictures.push({ timeUs, ptsUs: before, keyPtsUs: before })
    else pictures.push({ timeUs, ptsUs: shown, keyPtsUs: before })
  }
  return { pitchUs, pictures }
}

/** Index of the last value ≤ limit in an ascending list; −1 where there is none. */
export function findLast(values: ArrayLike<number>, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
