/** A lane's recordings on the session timeline: which one plays, which frame of it, and when the neighbours begin. */
import type { GapView, Lane, PacketTable, RecordingView } from '../../../core/protocol/index.ts'
import { FRAME_TOLERANCE_US } from '../../../core/timeline/frame.ts'
import { frameIndexAt } from './frameTable.ts'

type Placement = NonNullable<RecordingView['placement']>
export type PlacedRecording = RecordingView & { readonly placement: Placement }

/** When the frames around a moment begin, in session time; undefined where there is none. */
export interface NearFrames {
  readonly previous: number | undefined
  readonly next: number | undefined
  /** When the next frame's picture gives way: to another, to a hole, to the end of its recording. */
  readonly nextUntil: number | undefined
}

/** Media time (PTS) of the recording at session time `t`, µs, not rounded. */
export const mediaTimeAt = (placement: Placement, t: number): number =>
  (t - placement.offsetUs) / (1 + placement.driftPpm / 1e6)

/** Session time of a media time, µs, not rounded. */
export const sessionTimeAt = (placement: Placement, mediaUs: number): number =>
  placement.offsetUs + mediaUs * (1 + placement.driftPpm / 1e6)

/** The placed recordings of a lane by their start; what is unplaced cannot be played on the timeline. */
export const placedRecordings = (lane: Lane): PlacedRecording[] =>
  lane.recordings
    .filter((recording): recording is PlacedRecording => recording.placement !== null)
    .sort((a, b) => a.placement.startUs - b.placement.startUs)

/** Shifts tried out, not written: µs by recording id, positive is later. */
export type Shifts = Readonly<Record<string, number>>

/** The lane with recordings moved by `shifts`, and the mutes and losses inside them. */
export function shiftLane(lane: Lane, shifts: Shifts): Lane {
  if (!lane.recordings.some(({ recordingId }) => shifts[recordingId])) return lane
  const placed = placedRecordings(lane)
  return {
    ...lane,
    recordings: lane.recordings.map((recording) => {
      const by = shifts[recording.recordingId] ?? 0
      const { placement } = recording
      if (!placement || by === 0) return recording
      const { offsetUs, startUs, endUs } = placement
      const moved = { offsetUs: offsetUs + by, startUs: startUs + by, endUs: endUs + by }
      return { ...recording, placement: { ...placement, ...moved } }
    }),
    gaps: lane.gaps.map((gap) => {
      const inside = placed.find(
        ({ placement: { startUs, endUs } }) => startUs <= gap.startUs && gap.endUs <= endUs,
      )
      const by = inside === undefined ? 0 : (shifts[inside.recordingId] ?? 0)
      return by === 0 ? gap : { ...gap, startUs: gap.startUs + by, endUs: gap.endUs + by }
    }),
  }
}

/** The recording that plays at `t`; where two overlap, the one that began later. */
export const recordingAt = (recordings: readonly PlacedRecording[], t: number): PlacedRecording | undefined =>
  recordings.findLast(({ placement }) => placement.startUs <= t && t < placement.endUs)

/** The next recording to begin after `t`. */
export const recordingAfter = (
  recordings: readonly PlacedRecording[],
  t: number,
): PlacedRecording | undefined => recordings.find(({ placement }) => placement.startUs > t)

/** Why nothing of the lane plays at `t`: a stored gap, a hole in the file, or that it is not recorded there. */
export function gapAt(lane: Lane, recordings: readonly PlacedRecording[], t: number): GapView | undefined {
  const stored = lane.gaps.find((gap) => gap.startUs <= t && t < gap.endUs)
  const playing = recordingAt(recordings, t)
  if (!playing) return stored ?? gapBetween(recordings, t)
  // A recording that plays wins over a gap of the lane, unless the gap lies inside it (muted, lost).
  if (stored && (stored.reason === 'muted' || stored.reason === 'lost')) return stored
  const media = mediaTimeAt(playing.placement, t)
  const hole = playing.holes.find(
    ({ startPtsUs, endPtsUs }) => startPtsUs <= media && media < endPtsUs - FRAME_TOLERANCE_US,
  )
  if (!hole) return undefined
  return {
    startUs: sessionTimeAt(playing.placement, hole.startPtsUs),
    endUs: sessionTimeAt(playing.placement, hole.endPtsUs),
    reason: 'lost',
  }
}

function gapBetween(recordings: readonly PlacedRecording[], t: number): GapView {
  const before = recordings.findLast(({ placement }) => placement.endUs <= t)?.placement.endUs
  const after = recordingAfter(recordings, t)?.placement.startUs
  return { startUs: before ?? -Infinity, endUs: after ?? Infinity, reason: 'not_recorded' }
}

/** The begins of the frames around the one shown at `t`, across the lane's recordings whose tables are known. */
export function framesNear(
  recordings: readonly PlacedRecording[],
  tables: ReadonlyMap<string, PacketTable>,
  t: number,
): NearFrames {
  const before: number[] = []
  const after: { readonly time: number; readonly until: number }[] = []
  for (const recording of recordings) {
    const table = tables.get(recording.recordingId)
    if (!table || table.ptsUs.length === 0) continue
    const { placement, holes } = recording
    const index = frameIndexAt(table, mediaTimeAt(placement, t))
    const begin = (at: number): number | undefined => {
      const pts = table.ptsUs[at]
      if (pts === undefined) return undefined
      const time = Math.max(placement.startUs, Math.ceil(sessionTimeAt(placement, pts)))
      return time < placement.endUs ? time : undefined
    }
    for (const at of [index - 1, index]) {
      const time = begin(at)
      if (time !== undefined && time <= t) before.push(time)
    }
    // A recording that begins within the tolerance after `t` is not played yet: its first frame is the next.
    const coming = (begin(index) ?? t) > t ? index : index + 1
    const time = begin(coming)
    if (time === undefined || time <= t) continue
    const hole = holes.find(({ startPtsUs }) => startPtsUs > table.ptsUs[coming]!)
    const ends = [begin(coming + 1), placement.endUs, hole && sessionTimeAt(placement, hole.startPtsUs)]
    after.push({ time, until: Math.min(...ends.filter((end) => end !== undefined)) })
  }
  before.sort((a, b) => b - a)
  const next = after.sort((a, b) => a.time - b.time)[0]
  const playing = recordingAt(recordings, t) !== undefined
  return { previous: before[playing ? 1 : 0], next: next?.time, nextUntil: next?.until }
}
