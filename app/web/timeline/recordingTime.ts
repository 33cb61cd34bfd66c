/** Media time ↔ session time of one placed recording, read off its two ends, so that drift needs no sign here. */
import type { PlacementView, RecordingView } from '../../../core/protocol/index.ts'

export type Placed = RecordingView & { readonly placement: PlacementView }

export const isPlaced = (recording: RecordingView): recording is Placed => recording.placement !== null

const rate = ({ placement, firstPtsUs, endPtsUs }: Placed): number =>
  endPtsUs > firstPtsUs ? (placement.endUs - placement.startUs) / (endPtsUs - firstPtsUs) : 1

/** Returns the session time of a media time, µs. */
export const toSessionTime = (recording: Placed, ptsUs: number): number =>
  recording.placement.startUs + (ptsUs - recording.firstPtsUs) * rate(recording)

/** Returns the media time at a session time, µs; outside the recording it is extrapolated. */
export const toMediaTime = (recording: Placed, timeUs: number): number =>
  recording.firstPtsUs + (timeUs - recording.placement.startUs) / rate(recording)
