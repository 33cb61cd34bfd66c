/**
 * What a person marks is fixed to media: a recording and a span of its media time. Where that lies in session time is
 * asked of the placement that stands, so that an annotation stays on its frame whatever becomes of the alignment.
 */
import { isLost, toMedia, toReference, type ClockMap } from '../clock/index.ts'
import { micros, ZERO } from '../time/index.ts'
import { formLanes, type LaneRecording } from './lanes.ts'

/** A recording that something may be fixed to. */
export interface AnchorRecording extends LaneRecording {
  readonly placement: (NonNullable<LaneRecording['placement']> & { readonly sigmaUs: number }) | null
}

export interface MediaSpan {
  readonly startMediaUs: number
  readonly endMediaUs: number
}

export interface SessionSpan {
  readonly startUs: number
  readonly endUs: number
}

/**
 * Chooses what a mark at a session time is fixed to: in the lane it was seen in the recording there, or the nearest
 * one (a mark in a gap still is that person's); without a lane the best placed recording there. What begins in the
 * time a stall lost is fixed to another one: no media time is there. Undefined where nothing placed answers: the
 * session's own clock is left.
 */
export function chooseAnchor<Recording extends AnchorRecording>(
  recordings: readonly Recording[],
  { startUs, laneId }: { readonly startUs: number; readonly laneId?: string | undefined },
): Recording | undefined {
  const placed = recordings.filter(({ placement }) => placement !== null && !isLost(placement, startUs))
  const lane =
    laneId === undefined
      ? undefined
      : formLanes(recordings, { start: ZERO, end: ZERO }).find((one) => one.laneId === laneId)
  const own = placed.filter((recording) => lane?.recordings.includes(recording))
  if (own.length > 0) return own.toSorted((a, b) => byDistance(a, b, startUs) || bySigma(a, b))[0]
  return placed.filter((recording) => distanceOf(recording, startUs) === 0).toSorted(bySigma)[0]
}

/** Session span → media span of a recording placed so, whole µs. */
export const toMediaSpan = (map: ClockMap, { startUs, endUs }: SessionSpan): MediaSpan => ({
  startMediaUs: micros(toMedia(map, startUs)),
  endMediaUs: micros(toMedia(map, endUs)),
})

/**
 * Media span → session span, whole µs; inverts `toMediaSpan` to 1 µs, but that an end in the time a stall lost comes
 * back as the stall's start. What lies in media that a step back shows twice is a point where it goes on.
 */
export function toSessionSpan(map: ClockMap, { startMediaUs, endMediaUs }: MediaSpan): SessionSpan {
  const startUs = micros(toReference(map, startMediaUs))
  if (endMediaUs <= startMediaUs) return { startUs, endUs: startUs }
  const steps = map.steps?.filter(({ mediaUs }) => mediaUs < endMediaUs)
  return { startUs, endUs: Math.max(startUs, micros(toReference({ ...map, steps }, endMediaUs))) }
}

/** µs between a time and a recording's span; 0 inside it. */
function distanceOf({ placement }: AnchorRecording, at: number): number {
  if (!placement) return Infinity
  if (at < placement.startUs) return placement.startUs - at
  return at < placement.endUs ? 0 : at - placement.endUs + 1
}

const byDistance = (a: AnchorRecording, b: AnchorRecording, at: number): number =>
  distanceOf(a, at) - distanceOf(b, at)

const bySigma = (a: AnchorRecording, b: AnchorRecording): number =>
  (a.placement?.sigmaUs ?? Infinity) - (b.placement?.sigmaUs ?? Infinity) ||
  (a.recordingId < b.recordingId ? -1 : 1)
