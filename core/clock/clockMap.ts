/**
 * Media time ↔ reference time of one recording: t = a_k + (1 + s)·m, where the piece k begins at a step. A capture
 * that stalled has lost time: from the step on its media lies later (by > 0) although its PTS go on without a hole.
 */

/** From `mediaUs` on everything lies `byUs` later than it did before (µs; negative: earlier). */
export interface ClockStep {
  readonly mediaUs: number
  readonly byUs: number
}

export interface ClockMap {
  /** Reference time of media time 0, as the first piece has it, µs. */
  readonly offsetUs: number
  /** How much faster the reference runs than the media's clock says, parts per million. */
  readonly driftPpm: number
  /** By media time; absent or empty: none. */
  readonly steps?: readonly ClockStep[] | undefined
}

/** Reference time of a media time, µs, unrounded. */
export function toReference(map: ClockMap, mediaUs: number): number {
  let shift = 0
  for (const step of map.steps ?? []) if (step.mediaUs <= mediaUs) shift += step.byUs
  return map.offsetUs + shift + mediaUs + (mediaUs * map.driftPpm) / 1e6
}

/**
 * Media time of a reference time, µs, unrounded; inverts `toReference` to better than 1 µs. In the time a stall lost it
 * is the media time of the step; where a step went back, so that two media times lie at one time, the later one.
 */
export function toMedia(map: ClockMap, referenceUs: number): number {
  const rate = 1 + map.driftPpm / 1e6
  const steps = map.steps ?? []
  let shift = steps.reduce((sum, step) => sum + step.byUs, 0)
  for (let at = steps.length - 1; at >= 0; at--) {
    const { mediaUs, byUs } = steps[at]!
    const inPiece = (referenceUs - map.offsetUs - shift) / rate
    if (inPiece >= mediaUs) return inPiece
    shift -= byUs
    const before = (referenceUs - map.offsetUs - shift) / rate
    if (before >= mediaUs) return mediaUs
  }
  return (referenceUs - map.offsetUs - shift) / rate
}
