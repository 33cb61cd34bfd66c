/** Finds a picture by time in an index that is kept coarse first (core/protocol/thumbs.ts). Pure, and makes nothing. */
import type { ThumbsIndex } from '../../../core/protocol/thumbs.ts'

export interface PictureIndex {
  readonly thumbs: ThumbsIndex
  readonly perSheet: number
  /** Ascending; the k-th is picture `pictureOf[k]`. */
  readonly timesUs: Float64Array
  readonly pictureOf: Uint16Array
}

/** A picture further than this many pitches from a time says nothing of it: there is a hole. */
const REACH = 0.75

export function buildPictureIndex(thumbs: ThumbsIndex): PictureIndex {
  const order = thumbs.timesUs.map((_, at) => at).sort((a, b) => thumbs.timesUs[a]! - thumbs.timesUs[b]!)
  return {
    thumbs,
    perSheet: thumbs.columns * thumbs.rows,
    timesUs: Float64Array.from(order, (at) => thumbs.timesUs[at]!),
    pictureOf: Uint16Array.from(order),
  }
}

/** Every how many pictures suffice, so that slots of `slotUs` each have one of their own: a power of two. */
export function findStride({ thumbs, timesUs }: PictureIndex, slotUs: number): number {
  let stride = 1
  while (stride * 2 * thumbs.pitchUs <= slotUs && stride * 2 < timesUs.length) stride *= 2
  return stride
}

/**
 * Returns the picture nearest to a time among every `stride`-th, or −1 where the nearest of all is too far away:
 * a hole is shown as one, however coarse the strip.
 */
export function findPicture(index: PictureIndex, timeUs: number, stride: number): number {
  const { timesUs, pictureOf, thumbs } = index
  const nearest = findNearest(timesUs, timeUs)
  if (
    nearest < 0 ||
    Math.abs(timesUs[nearest]! - timeUs) > REACH * Math.max(thumbs.pitchUs, stride * thumbs.pitchUs)
  )
    return -1
  // Half way between two it is the one before, so that neighbouring slots never share one.
  const coarse = Math.ceil(nearest / stride - 0.5) * stride
  return pictureOf[Math.min(coarse, lastMultiple(timesUs.length, stride))]!
}

const lastMultiple = (count: number, stride: number): number => Math.floor((count - 1) / stride) * stride

function findNearest(timesUs: Float64Array, timeUs: number): number {
  let low = 0
  let high = timesUs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timesUs[middle]! < timeUs) low = middle + 1
    else high = middle
  }
  if (low === timesUs.length) return low - 1
  if (low === 0) return timesUs.length > 0 ? 0 : -1
  return timeUs - timesUs[low - 1]! <= timesUs[low]! - timeUs ? low - 1 : low
}
