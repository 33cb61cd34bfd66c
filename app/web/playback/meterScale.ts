/** Where a level stands on a meter, and the mark that stays at the highest for a while. */
const FLOOR_DB = -54
const HOLD_MS = 1_000
/** Of the meter's length a second. */
const FALL_PER_S = 0.6

/** 0 … 1 of the meter's length for a level of 0 … 1 of full scale: −54 dB to 0 dB, even in dB. */
export const meterPlace = (level: number): number =>
  level <= 0 ? 0 : Math.min(1, Math.max(0, 1 - (20 * Math.log10(level)) / FLOOR_DB))

export interface PeakHold {
  /** 0 … 1 of the meter's length. */
  readonly place: number
  /** When it was reached, ms. */
  readonly at: number
}

export const NO_HOLD: PeakHold = { place: 0, at: -Infinity }

/** The mark at `p` (ms) where the meter now stands at `place`. */
export function holdPeak(hold: PeakHold, place: number, p: number): PeakHold {
  return place >= heldPlace(hold, p) ? { place, at: p } : hold
}

/** Where the mark stands at `p` (ms): it falls after a second. */
export const heldPlace = ({ place, at }: PeakHold, p: number): number =>
  Math.max(0, place - (Math.max(0, p - at - HOLD_MS) / 1000) * FALL_PER_S)
