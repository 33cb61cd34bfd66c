/**
 * Decides one clip: what of a recording lies in the segment, as media time and as session time. Pure.
 *
 * Video: the first frame is the one on screen at the segment’s start (the last with PTS ≤ start + 0.5 ms, no hole); it is
 * stamped 0, the following keep PTS − start. Sound: sample n is what sounds at start + n/48000, silence where the
 * recording has none. In every clip time 0 is the segment's start. Where the recording's clock steps the clip is made
 * of pieces: what a stall lost is a gap of its length, what a step back repeats is kept once.
 */
import { findPieces, findStalls, toMedia, toReference } from '../core/clock/index.ts'
import { lastBegun, pieceAt, type CutPiece } from '../core/media/cutPieces.ts'
import type { ExportPlan, PacketTable } from '../core/protocol/index.ts'
import { holesOf } from '../core/timeline/index.ts'
import { gapsWithin, intersect, type Micros, type Span } from '../core/time/index.ts'
import type { SegmentPlacement, SegmentRecording } from './readSegment.ts'

export interface PlannedClip {
  readonly recording: SegmentRecording
  readonly placement: SegmentPlacement
  /** What the plan shows and the manifest repeats. */
  readonly view: ExportPlan['clips'][number]
  /** The segment in this recording's media time, µs. */
  readonly startPtsUs: number
  readonly endPtsUs: number
  /** The same between the steps of its clock; at least one. */
  readonly pieces: readonly CutPiece[]
}

/** Why a recording gives no clip. */
export interface NoClip {
  readonly reason: string
}

export const VIDEO_METHOD = 'H264 (x264 veryfast, crf 18) in MP4, re-encoded, source PTS kept, 1/90000 s'
export const AUDIO_METHOD = 'Opus 48 kHz in Ogg, re-encoded, cut to the sample'

/** Bits a pixel and a second that these settings usually give; only for the plan's estimate. */
const BITS_PER_PIXEL = 0.09
const AUDIO_BITS_PER_SECOND = { mono: 96_000, stereo: 160_000 } as const

export function planClip(
  recording: SegmentRecording,
  options: { segment: Span; packets: PacketTable | undefined; fileName: string },
): PlannedClip | NoClip {
  const { segment, packets, fileName } = options
  const { placement } = recording
  if (!placement) return { reason: 'unplaced: nothing says when it was recorded' }
  const own = { start: placement.startUs as Micros, end: placement.endUs as Micros }
  const common = intersect(own, segment)
  if (!common) return { reason: 'not recorded here' }
  const sounding = gapsWithin(common, holesOf({ ...recording, placement }))
  if (sounding.length === 0) return { reason: 'muted or lost during all of the segment' }
  const pieces = cutPieces(placement, segment)
  const frames =
    recording.kind === 'video' && packets ? countFrames(packets, { pieces, holes: recording.holes }) : null
  if (frames === 0) return { reason: 'no frame lies in the segment' }
  return {
    recording,
    placement,
    startPtsUs: pieces[0]!.startUs,
    endPtsUs: pieces.at(-1)!.endUs,
    pieces,
    view: {
      recordingId: recording.recordingId,
      identity: recording.identity,
      source: recording.source,
      kind: recording.kind,
      fileName,
      method: recording.kind === 'video' ? VIDEO_METHOD : AUDIO_METHOD,
      trueStartUs: sounding[0]!.start,
      trueEndUs: sounding.at(-1)!.end,
      frames,
      estimatedBytes: estimateBytes(recording, frames, common.end - common.start),
      gaps: gapsWithin(segment, sounding).map((gap) => ({ startUs: gap.start, endUs: gap.end })),
      ...findEarly(placement, pieces.at(-1)!, recording.endPtsUs),
      ...(placement.steps.length > 0 ? { steps: findSteps(placement, common) } : {}),
      sigmaUs: placement.sigmaUs,
      grade: placement.grade,
    },
  }
}

/** The segment in media time, piece by piece; clip times count from the segment's start. */
function cutPieces(placement: SegmentPlacement, segment: Span): CutPiece[] {
  return findPieces(placement).flatMap((piece) => {
    const startUs = Math.max(piece.startUs, segment.start)
    const endUs = Math.min(piece.endUs, segment.end)
    if (startUs >= endUs) return []
    const startMediaUs = startUs === piece.startUs ? piece.startMediaUs : toMedia(placement, startUs)
    const endMediaUs = endUs === piece.endUs ? piece.endMediaUs : toMedia(placement, endUs)
    return {
      startUs: Math.round(startMediaUs),
      endUs: Math.round(endMediaUs),
      atUs: Math.round(startUs - segment.start),
    }
  })
}

/** Below this nobody sees or hears it. */
const NO_DRIFT_US = 1000

/** A clip runs at its recording's own rate from each step of its clock on; its last piece is as long as it gets off. */
function findEarly({ driftPpm }: SegmentPlacement, last: CutPiece, endPtsUs: number): { earlyUs?: number } {
  const lengthUs = Math.min(last.endUs, endPtsUs) - last.startUs
  const earlyUs = Math.round((lengthUs * driftPpm) / 1e6)
  return Math.abs(earlyUs) < NO_DRIFT_US ? {} : { earlyUs }
}

/** The steps inside a span of session time: a stall where its lost time begins. */
function findSteps(placement: SegmentPlacement, span: Span) {
  const stalls = findStalls(placement)
  return placement.steps
    .map((step) => {
      const stall = stalls.find((one) => one.step === step)
      const atUs = Math.round(stall?.startUs ?? toReference(placement, step.mediaUs))
      return { atUs, byUs: step.byUs, sigmaUs: step.sigmaUs, untilUs: Math.round(stall?.endUs ?? atUs + 1) }
    })
    .filter(({ atUs, untilUs }) => atUs < span.end && untilUs > span.start)
    .map(({ atUs, byUs, sigmaUs }) => ({ atUs, byUs, sigmaUs }))
}

interface FrameSpan {
  readonly pieces: readonly CutPiece[]
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
}

/** Frames the clip will show: those that begin in a piece, and the one on screen at each piece's start. */
export function countFrames({ ptsUs }: Pick<PacketTable, 'ptsUs'>, { pieces, holes }: FrameSpan): number {
  let count = 0
  const held = new Map<number, number>()
  for (const pts of ptsUs) {
    if (pts >= pieces.at(-1)!.endUs) break
    if (pieceAt(pieces, pts) >= 0) count++
    else held.set(lastBegun(pieces, pts) + 1, pts)
  }
  for (const [at, pts] of held) {
    const { startUs } = pieces[at]!
    const gone = holes.some(
      (hole) => hole.startPtsUs >= pts && hole.startPtsUs <= startUs && startUs < hole.endPtsUs,
    )
    if (!gone) count++
  }
  return count
}

function estimateBytes(recording: SegmentRecording, frames: number | null, lengthUs: number): number {
  if (recording.kind === 'audio') {
    const bits = AUDIO_BITS_PER_SECOND[recording.channels === 1 ? 'mono' : 'stereo']
    return Math.round((bits * lengthUs) / 8e6)
  }
  const pixels = (recording.width ?? 640) * (recording.height ?? 360)
  return Math.round((pixels * (frames ?? (lengthUs * 30) / 1e6) * BITS_PER_PIXEL) / 8)
}
