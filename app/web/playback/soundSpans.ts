/** What of a lane's recordings is heard when: where two overlap, the one that began later, as for pictures. */
import { mediaTimeAt, placedPieces, type PlacedPiece, type PlacedRecording } from './laneFrames.ts'

export interface SoundSpan extends PlacedPiece {
  readonly recording: PlacedRecording
  /** Whether another recording takes over in the middle of its sound; else it is as it was recorded. */
  readonly cutsIn: boolean
  readonly cutsOut: boolean
}

/** Where one takes over from another, both are heard for this long. */
export const CROSSFADE_S = 0.005

/** In session order, by their recordings' order of start (`placedRecordings`); quadratic in a lane's recordings. */
export function listSoundSpans(recordings: readonly PlacedRecording[]): SoundSpan[] {
  return recordings
    .flatMap((recording, at) => {
      const later = recordings.slice(at + 1).map(({ placement }) => placement)
      const pieces: SoundSpan[] = placedPieces(recording).map((piece) => ({
        ...piece,
        recording,
        cutsIn: false,
        cutsOut: false,
      }))
      return later.reduce((spans, over) => spans.flatMap((span) => withoutSpan(span, over)), pieces)
    })
    .sort((a, b) => a.startUs - b.startUs)
}

function withoutSpan(
  span: SoundSpan,
  { startUs, endUs }: { readonly startUs: number; readonly endUs: number },
): SoundSpan[] {
  if (endUs <= span.startUs || startUs >= span.endUs) return [span]
  const { placement } = span.recording
  const parts: SoundSpan[] = []
  if (startUs > span.startUs)
    parts.push({ ...span, endUs: startUs, endMediaUs: mediaTimeAt(placement, startUs), cutsOut: true })
  if (endUs < span.endUs)
    parts.push({ ...span, startUs: endUs, startMediaUs: mediaTimeAt(placement, endUs), cutsIn: true })
  return parts
}

/** What lies in `[startUs, endUs)`, cut there as where another recording takes over. */
export function cutSpans(
  spans: readonly SoundSpan[],
  { startUs, endUs }: { readonly startUs: number; readonly endUs: number },
): SoundSpan[] {
  return spans
    .filter((span) => span.endUs > startUs && span.startUs < endUs)
    .map((span) => {
      const { placement } = span.recording
      const begun = span.startUs < startUs
      const ended = span.endUs > endUs
      return {
        ...span,
        ...(begun && { startUs, startMediaUs: mediaTimeAt(placement, startUs), cutsIn: true }),
        ...(ended && { endUs, endMediaUs: mediaTimeAt(placement, endUs), cutsOut: true }),
      }
    })
}
