/** Media time ↔ session time of one placed recording, by the one map that everything reads. */
import { findPieces, isLost, mapSpan, toMedia, toReference } from '../../../core/clock/index.ts'
import type { PlacementView, RecordingView } from '../../../core/protocol/index.ts'

export type Placed = RecordingView & { readonly placement: PlacementView }

export const isPlaced = (recording: RecordingView): recording is Placed => recording.placement !== null

/** Returns the session time of a media time, µs. */
export const toSessionTime = ({ placement }: Placed, ptsUs: number): number => toReference(placement, ptsUs)

/** Returns the media time at a session time, µs; outside the recording it is extrapolated. */
export const toMediaTime = ({ placement }: Placed, timeUs: number): number => toMedia(placement, timeUs)

/** Whether the capture had stalled at a session time: nothing of it was recorded. */
export const isStalled = ({ placement }: Placed, timeUs: number): boolean => isLost(placement, timeUs)

export interface SessionPart {
  readonly startUs: number
  readonly endUs: number
}

/** The spans of session time in which a recording runs without a step, in order. */
export const findParts = ({ placement }: Placed): SessionPart[] =>
  findPieces(placement).map(({ startUs, endUs }) => ({
    startUs: Math.max(startUs, placement.startUs),
    endUs: Math.min(endUs, placement.endUs),
  }))

/** Where a span of media time lies in session time: cut where the capture stalled. */
export const toSessionParts = ({ placement }: Placed, startPtsUs: number, endPtsUs: number): SessionPart[] =>
  mapSpan(placement, { startMediaUs: startPtsUs, endMediaUs: endPtsUs })
