/**
 * Where talkers stood, seen in the offsets: sound from each reaches one microphone earlier or later than the other,
 * so windows of one talker lie together, up to 29 ms from those of another in a room of 10 m. The clocks' own offset
 * is nearest to the middle between the outermost, since people sit by their own microphones.
 */
import { findMedian } from '../median.ts'

/** Windows of one talker lie no farther apart. */
const GAP_US = 1200
/** A place heard in a smaller part of the sound is a chance hit. */
const LEAST_PART = 0.05

export interface Places {
  readonly middleUs: number
  /** Half the way between the outermost places, µs. */
  readonly halfRangeUs: number
  readonly count: number
  /** How far windows lie from their own place, µs: what timing alone is worth. */
  readonly noiseUs: number
}

/** `values` are residuals of one span, µs, with their weights. */
export function findPlaces(values: readonly number[], weights: readonly number[]): Places {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!)
  const groups: number[][] = []
  for (const at of order) {
    const group = groups.at(-1)
    if (group && values[at]! - values[group.at(-1)!]! <= GAP_US) group.push(at)
    else groups.push([at])
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const places = groups.filter(
    (group) => group.length >= 2 && group.reduce((sum, at) => sum + weights[at]!, 0) >= LEAST_PART * total,
  )
  const centres = places.map((group) => findMedian(group.map((at) => values[at]!)))
  const off = places.flatMap((group, index) => group.map((at) => Math.abs(values[at]! - centres[index]!)))
  if (centres.length === 0) {
    const middleUs = findMedian(values)
    const noiseUs = 1.48 * findMedian(values.map((value) => Math.abs(value - middleUs)))
    return { middleUs, halfRangeUs: noiseUs, count: 0, noiseUs }
  }
  const lowest = Math.min(...centres)
  const highest = Math.max(...centres)
  return {
    middleUs: (lowest + highest) / 2,
    halfRangeUs: (highest - lowest) / 2,
    count: centres.length,
    noiseUs: 1.48 * findMedian(off),
  }
}
