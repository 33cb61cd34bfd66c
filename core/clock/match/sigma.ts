/**
 * What a pair's offset is worth. Timing is exact to a fraction of a ms; what is not known is where people sat: the
 * middle between talkers' places is the clocks' offset only if the talkers lie evenly about both microphones.
 */
import type { Fit } from './fit.ts'

/**
 * Error of the middle, by half the range of the places heard: a fit to 200,000 random rooms of 5 to 10 m with two to
 * six people, laptops before them and some microphones on walls (6.7 ms where one place is heard, 2.8 where the
 * range is widest).
 */
const WIDE_US = 2800
const NARROW_US = 4200
const FALL_US = 2500
/** Places nobody spoke from, or too seldom to be seen; codecs that delay one recording more than another. */
const UNSEEN_US = 3000
/** A shorter piece is laid on the longest by the places that both hear. */
const SHIFT_US = 12_000

export function findSigmaUs({ places, pieces }: Fit, pieceAgreeing: number): number {
  const geometryUs = WIDE_US + NARROW_US * Math.exp(-places.halfRangeUs / FALL_US)
  const count = Math.max(1, pieceAgreeing)
  const timingUs = (2 * Math.max(300, places.noiseUs)) / Math.sqrt(count)
  const longest = pieces.every(({ agreeing }) => agreeing <= pieceAgreeing)
  return Math.hypot(geometryUs, UNSEEN_US, timingUs, longest ? 0 : SHIFT_US / Math.sqrt(count))
}
