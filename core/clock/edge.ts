/**
 * What relates two clocks. `offsetUs` is the time of clock `to` when clock `from` shows 0: for a recording's media
 * clock and 'utc', the wall time of media time 0; for two media clocks, where the one's 0 lies in the other.
 * Every kind of evidence, from a manifest to a match of sound, is such an edge with its own σ.
 */
export const REFERENCE = 'utc'

/** What an edge rests on: a clock somebody wrote down, a measurement of the first sample, the content itself. */
export type Support = 'prior' | 'measured' | 'content'

export interface ClockEdge {
  readonly edgeId: string
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly support: Support
  readonly offsetUs: number
  /** One standard deviation, > 0. */
  readonly sigmaUs: number
  /** Bounds of the offset that hold whatever else is true; either may be absent. */
  readonly lowerUs?: number | undefined
  readonly upperUs?: number | undefined
  /** How much faster `to` runs than `from` says, in parts per million. */
  readonly ratePpm?: number | undefined
}

/** Media time ↔ reference time of one recording. */
export interface ClockMap {
  /** Reference time of media time 0, µs. */
  readonly offsetUs: number
  readonly driftPpm: number
}

/** Reference time of a media time, µs, unrounded. */
export const toReference = (map: ClockMap, mediaUs: number): number =>
  map.offsetUs + mediaUs + (mediaUs * map.driftPpm) / 1e6

/** Media time of a reference time, µs, unrounded; inverts `toReference` to better than 1 µs. */
export const toMedia = (map: ClockMap, referenceUs: number): number =>
  (referenceUs - map.offsetUs) / (1 + map.driftPpm / 1e6)
