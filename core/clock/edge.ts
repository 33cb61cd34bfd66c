/**
 * What relates two clocks. `offsetUs` is how far clock `to` is ahead when clock `from` shows `atUs`: for a recording's
 * media clock and 'utc', wall time − media time; for two media clocks, where the one's moment lies in the other.
 * Every kind of evidence, from a manifest to a match of sound, is such an edge with its own σ.
 */
export const REFERENCE = 'utc'

/**
 * What an edge rests on: a clock somebody wrote down, a measurement of the first sample, the content itself, or that
 * both are one clock by construction (the streams of one file).
 */
export type Support = 'prior' | 'measured' | 'content' | 'exact'

/** A span of an edge over which its offset is one: evidence of content sees the steps of both its clocks. */
export interface EdgePiece {
  /** On clock `from`, µs. */
  readonly startUs: number
  readonly endUs: number
  /** Where the offset was measured, inside the span. */
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
}

export interface ClockEdge {
  readonly edgeId: string
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly support: Support
  /** to − from when clock `from` shows `atUs`. */
  readonly offsetUs: number
  /** One standard deviation, > 0. */
  readonly sigmaUs: number
  /** Absent: 0. */
  readonly atUs?: number | undefined
  /** Bounds of the offset that hold whatever else is true; either may be absent. */
  readonly lowerUs?: number | undefined
  readonly upperUs?: number | undefined
  /** How much faster `to` runs than `from` says, in parts per million. */
  readonly ratePpm?: number | undefined
  /** One standard deviation of the rate; absent with a rate: 1 ppm. */
  readonly rateSigmaPpm?: number | undefined
  /** Share of the places looked at that say the same, 0 to 1; evidence of content has it. */
  readonly agreement?: number | undefined
  /** By start; absent: one piece, everywhere. With pieces, offsetUs, atUs and sigmaUs repeat the longest one. */
  readonly pieces?: readonly EdgePiece[] | undefined
}
