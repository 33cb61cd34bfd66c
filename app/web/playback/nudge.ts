/**
 * A recording moved by hand: tried out on the stage first, written as a correction after. All shifts are µs, positive
 * is later. `shiftUs` counts from where the recording lies now; a correction counts from where it was computed to lie.
 */
import type { Lane, RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { placedRecordings, recordingAfter, recordingAt, type PlacedRecording } from './laneFrames.ts'

export interface Nudge {
  readonly laneId: string
  readonly recordingId: string
  /** Where its media time 0 lay when the nudge began, session time. */
  readonly fromUs: number
  readonly shiftUs: number
  /** Whether what else was recorded of the person then moves with it. */
  readonly together: boolean
}

/** As far as the server lets a recording be moved. */
export const MOST_SHIFT_US = 3_600_000_000

/** The recording of a lane that plays at `t`, else the next to begin, else the last. */
export function recordingNear(lane: Lane, t: number): PlacedRecording | undefined {
  const placed = placedRecordings(lane)
  return recordingAt(placed, t) ?? recordingAfter(placed, t) ?? placed.at(-1)
}

/** Begins a nudge of the recording near `t`; undefined where the lane has none with a place. */
export function beginNudge(session: SessionDetail, laneId: string, t: number): Nudge | undefined {
  const lane = session.lanes.find((each) => each.laneId === laneId)
  const recording = lane && recordingNear(lane, t)
  if (!recording) return undefined
  const { recordingId } = recording
  const isOneFile = companionsOf(session, recordingId).some(
    (other) => other.objectKey === recording.objectKey,
  )
  return { laneId, recordingId, fromUs: recording.placement.offsetUs, shiftUs: 0, together: isOneFile }
}

/** The nudge with its shift changed by `byUs`, in bounds and in whole µs. */
export const shiftedBy = (nudge: Nudge, byUs: number): Nudge => withShift(nudge, nudge.shiftUs + byUs)

export const withShift = (nudge: Nudge, shiftUs: number): Nudge => ({
  ...nudge,
  shiftUs: Math.round(Math.min(MOST_SHIFT_US, Math.max(-MOST_SHIFT_US, shiftUs))),
})

/** What else was recorded of the same person while this was: its recordings lie in other lanes. */
export function companionsOf(session: SessionDetail, recordingId: string): PlacedRecording[] {
  const lane = session.lanes.find((each) => each.recordings.some((one) => one.recordingId === recordingId))
  const own = lane && placedRecordings(lane).find((each) => each.recordingId === recordingId)
  if (!own) return []
  return session.lanes
    .filter(({ laneId, identity }) => laneId !== lane.laneId && identity === lane.identity)
    .flatMap(placedRecordings)
    .filter(
      ({ placement }) => placement.startUs < own.placement.endUs && own.placement.startUs < placement.endUs,
    )
}

const movedBy = (session: SessionDetail, { recordingId, together }: Nudge): PlacedRecording[] => {
  const own = session.lanes.flatMap(placedRecordings).filter((each) => each.recordingId === recordingId)
  return together ? [...own, ...companionsOf(session, recordingId)] : own
}

/**
 * What the player shifts while it is tried out: µs by recording id. Once the session says that the recording has moved
 * there, nothing is left to shift.
 */
export function shiftsOf(session: SessionDetail, nudge: Nudge | undefined): Record<string, number> {
  if (!nudge) return {}
  const [own, ...others] = movedBy(session, nudge)
  const shiftUs = own ? nudge.fromUs + nudge.shiftUs - own.placement.offsetUs : 0
  if (!own || shiftUs === 0) return {}
  return Object.fromEntries([own, ...others].map(({ recordingId }) => [recordingId, shiftUs]))
}

/** The corrections that make it last, one a recording. */
export const correctionsOf = (session: SessionDetail, nudge: Nudge): { target: string; byUs: number }[] =>
  movedBy(session, nudge).map(({ recordingId, placement }) => ({
    target: recordingId,
    byUs: Math.round(placement.correctionUs + nudge.shiftUs),
  }))

/** The length of a frame of a recording, µs: the mean outside its holes; 1/25 s where it has no pictures to count. */
export function frameLengthUs(recording: RecordingView): number {
  const { firstPtsUs, endPtsUs, packetCount, width, holes } = recording
  if (width === null || packetCount < 2) return 40_000
  const missing = holes.reduce((sum, hole) => sum + hole.endPtsUs - hole.startPtsUs, 0)
  return Math.max(1000, Math.round((endPtsUs - firstPtsUs - missing) / packetCount))
}
