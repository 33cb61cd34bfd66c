/** Where a moment of a recording lies in the session, by the clocks as they are shown. Pure; µs. */
import { toMedia, toReference, type ClockMap } from '../../../core/clock/clockMap.ts'
import type { ClockGraph, GraphEdge, RecordingClock } from '../../../core/protocol/clock.ts'

/** Media time → session time; undefined where it is not placed. `firstPtsUs`: media time of its first sample. */
export function mapOf(
  { epochWallUs }: Pick<ClockGraph, 'epochWallUs'>,
  recording: RecordingClock,
  firstPtsUs: number,
): ClockMap | undefined {
  if (recording.placedWallUs === null) return undefined
  const { driftPpm, steps } = recording
  const first = toReference({ offsetUs: 0, driftPpm, steps }, firstPtsUs)
  return { offsetUs: recording.placedWallUs - epochWallUs - first, driftPpm, steps }
}

export const sessionTime = (map: ClockMap | undefined, mediaUs: number): number | undefined =>
  map && toReference(map, mediaUs)

export const mediaTime = (map: ClockMap | undefined, sessionUs: number): number | undefined =>
  map && toMedia(map, sessionUs)

/** How far `to` is ahead of `from` by an edge, when `from` shows `fromUs`: of the piece that holds it, or the nearest. */
export function offsetAt(edge: GraphEdge, fromUs: number): number {
  const away = ({ startUs, endUs }: { startUs: number; endUs: number }): number =>
    Math.max(0, startUs - fromUs, fromUs - endUs)
  const [piece = edge] = edge.pieces.toSorted((a, b) => away(a) - away(b))
  return piece.offsetUs + ((edge.ratePpm ?? 0) * (fromUs - piece.atUs)) / 1e6
}
