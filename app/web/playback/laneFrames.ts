/** A lane's recordings on the session timeline: which one plays, which frame of it, and when the neighbours begin. */
import { findPieces, findStalls, isLost, toMedia, toReference } from '../../../core/clock/index.ts'
import type { GapView, Lane, RecordingView } from '../../../core/protocol/index.ts'
import { FRAME_TOLERANCE_US } from '../../../core/timeline/frame.ts'
import { frameIndexAt, type FrameTable } from './frameTable.ts'

type Placement = NonNullable<RecordingView['placement']>
export type PlacedRecording = RecordingView & { readonly placement: Placement }

/** When the frames around a moment begin, in session time; undefined where there is none. */
export interface NearFrames {
  readonly previous: number | undefined
  readonly next: number | undefined
  /** When the next frame's picture gives way: to another, to a hole, to the end of its recording. */
  readonly nextUntil: number | undefined
}

/** What of a recording plays without a step: media time, and when it is shown, µs. */
export interface PlacedPiece {
  readonly startMediaUs: number
  readonly endMediaUs: number
  readonly startUs: number
  readonly endUs: number
}

/** Media time (PTS) of the recording at session time `t`, µs, not rounded. */
export const mediaTimeAt = (placement: Placement, t: number): number => toMedia(placement, t)

/** Session time of a media time, µs, not rounded. */
export const sessionTimeAt = (placement: Placement, mediaUs: number): number =>
  toReference(placement, mediaUs)

/** A recording's pieces inside its span, in session order; the first and the last know no bounds of media time. */
export const placedPieces = ({ placement }: PlacedRecording): PlacedPiece[] =>
  findPieces(placement).flatMap((piece) => {
    const startUs = Math.max(piece.startUs, placement.startUs)
    const endUs = Math.min(piece.endUs, placement.endUs)
    return startUs < endUs ? [{ ...piece, startUs, endUs }] : []
  })

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
  if (isLost(playing.placement, t)) return stallAt(playing, t)
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

function stallAt({ placement }: PlacedRecording, t: number): GapView {
  const stall = findStalls(placement).find(({ startUs, endUs }) => startUs <= t && t < endUs)
  const { byUs, sigmaUs } = stall!.step
  return { startUs: stall!.startUs, endUs: stall!.endUs, reason: 'lost', stall: { byUs, sigmaUs } }
}

function gapBetween(recordings: readonly PlacedRecording[], t: number): GapView {
  const before = recordings.findLast(({ placement }) => placement.endUs <= t)?.placement.endUs
  const after = recordingAfter(recordings, t)?.placement.startUs
  return { startUs: before ?? -Infinity, endUs: after ?? Infinity, reason: 'not_recorded' }
}

/** The begins of the frames around the one shown at `t`, across the lane's recordings whose tables are known. */
export function framesNear(
  recordings: readonly PlacedRecording[],
  tables: ReadonlyMap<string, FrameTable>,
  t: number,
): NearFrames {
  const before: number[] = []
  const after: { readonly time: number; readonly until: number }[] = []
  for (const recording of recordings) {
    const table = tables.get(recording.recordingId)
    if (!table || table.ptsUs.length === 0) continue
    for (const piece of placedPieces(recording)) {
      const found = framesOfPiece(recording, piece, { table, t })
      before.push(...found.before)
      if (found.next) after.push(found.next)
    }
  }
  before.sort((a, b) => b - a)
  const next = after.sort((a, b) => a.time - b.time)[0]
  const playing = recordingAt(recordings, t)
  const shows = playing !== undefined && !isLost(playing.placement, t)
  return { previous: before[shows ? 1 : 0], next: next?.time, nextUntil: next?.until }
}

function framesOfPiece(
  { placement, holes }: PlacedRecording,
  piece: PlacedPiece,
  { table, t }: { readonly table: FrameTable; readonly t: number },
): { before: number[]; next: { time: number; until: number } | undefined } {
  const first = frameIndexAt(table, piece.startMediaUs)
  const last = frameIndexAt(table, piece.endMediaUs - FRAME_TOLERANCE_US)
  const index = Math.max(first, Math.min(last, frameIndexAt(table, mediaTimeAt(placement, t))))
  const begin = (at: number): number | undefined => {
    const pts = table.ptsUs[at]
    if (pts === undefined) return undefined
    const own = at <= first ? piece.startUs : Math.max(piece.startUs, sessionTimeAt(placement, pts))
    const time = Math.ceil(own)
    return time < piece.endUs ? time : undefined
  }
  const before = [index - 1, index]
    .filter((at) => at >= first)
    .map(begin)
    .filter((time) => time !== undefined)
    .filter((time) => time <= t)
  // A recording that begins within the tolerance after `t` is not played yet: its first frame is the next.
  const coming = (begin(index) ?? t) > t ? index : index + 1
  const time = begin(coming)
  if (time === undefined || time <= t) return { before, next: undefined }
  const hole = holes.find(({ startPtsUs }) => startPtsUs > table.ptsUs[coming]!)
  const ends = [begin(coming + 1), piece.endUs, hole && sessionTimeAt(placement, hole.startPtsUs)]
  return { before, next: { time, until: Math.min(...ends.filter((end) => end !== undefined)) } }
}
