/**
 * What a pair's offset is worth. Timing is exact to a fraction of a ms; what is not known is where people sat: the
 * middle between talkers' places is the clocks' offset only if the talkers lie evenly about both microphones. The
 * figures are from rooms of 6 to 10 m drawn at random, with laptops before people and microphones on walls.
 */
import type { Fit } from './fit.ts'

/** One place heard says nothing of the distances. */
const ONE_PLACE_US = 7500
/** With people heard on both sides what is left is how evenly they sit. */
const BOTH_SIDES_US = 4000
/** Half the range at which both sides are surely heard. */
const WIDE_US = 10_000
/** Codecs and filters delay one recording more than another. */
const CODEC_US = 1500

export function findSigmaUs({ places, agreeing, pieces }: Fit, pieceAgreeing: number): number {
  const wide = Math.min(1, places.halfRangeUs / WIDE_US)
  const geometryUs = ONE_PLACE_US + wide * (BOTH_SIDES_US - ONE_PLACE_US)
  const timingUs = (2 * Math.max(300, places.noiseUs)) / Math.sqrt(Math.max(1, pieceAgreeing))
  // A short piece's shift against the others rests on few talkers.
  const shiftUs = pieces.length > 1 && pieceAgreeing < agreeing / 2 ? 8000 / Math.sqrt(pieceAgreeing) : 0
  return Math.hypot(geometryUs, timingUs, shiftUs, CODEC_US)
}
