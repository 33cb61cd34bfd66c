/**
 * Decides one clip: what of a recording lies in the segment, as media time and as session time. Pure.
 *
 * Video: the first frame is the one on screen at the segment’s start (the last with PTS ≤ start + 0.5 ms, no hole); it is
 * stamped 0, the following keep PTS − start. Sound: sample n is what sounds at start + n/48000, silence where the
 * recording has none. In every clip time 0 is the segment's start.
 */
import { toMedia, toReference } from '../core/clock/index.ts'
import type { ExportPlan, PacketTable } from '../core/protocol/index.ts'
import { FRAME_TOLERANCE_US } from '../core/timeline/index.ts'
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
  const startPtsUs = Math.round(toMedia(placement, segment.start))
  const endPtsUs = Math.round(toMedia(placement, segment.end))
  const holes = recording.holes.map((hole) => ({
    start: Math.round(toReference(placement, hole.startPtsUs)) as Micros,
    end: Math.round(toReference(placement, hole.endPtsUs)) as Micros,
  }))
  const sounding = gapsWithin(common, holes)
  if (sounding.length === 0) return { reason: 'muted or lost during all of the segment' }
  const frames =
    recording.kind === 'video' && packets
      ? countFrames(packets, { startPtsUs, endPtsUs, holes: recording.holes })
      : null
  if (frames === 0) return { reason: 'no frame lies in the segment' }
  return {
    recording,
    placement,
    startPtsUs,
    endPtsUs,
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
      sigmaUs: placement.sigmaUs,
      grade: placement.grade,
    },
  }
}

interface FrameSpan {
  readonly startPtsUs: number
  readonly endPtsUs: number
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
}

/** Frames the clip will show: those that begin in the span, and the one on screen at its start. */
export function countFrames(packets: PacketTable, { startPtsUs, endPtsUs, holes }: FrameSpan): number {
  const { ptsUs } = packets
  let count = 0
  let held: number | undefined
  for (const pts of ptsUs) {
    if (pts >= endPtsUs) break
    if (pts > startPtsUs + FRAME_TOLERANCE_US) count++
    else held = pts
  }
  if (held === undefined) return count
  const heldPts = held
  const gone = holes.some(
    (hole) => hole.startPtsUs >= heldPts && hole.startPtsUs <= startPtsUs && startPtsUs < hole.endPtsUs,
  )
  return gone ? count : count + 1
}

function estimateBytes(recording: SegmentRecording, frames: number | null, lengthUs: number): number {
  if (recording.kind === 'audio') {
    const bits = AUDIO_BITS_PER_SECOND[recording.channels === 1 ? 'mono' : 'stereo']
    return Math.round((bits * lengthUs) / 8e6)
  }
  const pixels = (recording.width ?? 640) * (recording.height ?? 360)
  return Math.round((pixels * (frames ?? (lengthUs * 30) / 1e6) * BITS_PER_PIXEL) / 8)
}
