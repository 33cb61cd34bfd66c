/** Where filmstrips and the preview at the pointer get their pictures. Without a source, video lanes are plain film. */
import type { RecordingView } from '../../../core/protocol/index.ts'

/** A part of an image; the same object for the same picture, so that painting makes nothing new. */
export interface Picture {
  readonly image: CanvasImageSource
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
  /** PTS of the frame it is, µs. */
  readonly ptsUs: number
}

export type Pictured = Pick<RecordingView, 'recordingId' | 'version'>

/** How a recording's pictures are coming along; `none`: there will not be any. */
export type ThumbnailState = 'asking' | 'waiting' | 'making' | 'ready' | 'none'

export interface Thumbnails {
  /** Width of a picture ÷ its height; undefined until that is known. Asks for the recording's pictures. */
  aspectOf(recording: Pictured): number | undefined
  /**
   * Returns the best picture that is here of a slot of a strip, `slotUs` of media time about `timeUs`, and asks for
   * better ones; undefined where there is none near. Pictures come `heightPx` (device pixels) high, or nearly.
   */
  find(recording: Pictured, timeUs: number, slotUs: number, heightPx: number): Picture | undefined
  /** Returns the picture nearest to a media time, as large as it is kept; asks for it where it is not here. */
  findLarge(recording: Pictured, timeUs: number): Picture | undefined
  stateOf(recording: Pictured): ThumbnailState
  /** Calls the listener as pictures arrive; returns how to stop. */
  subscribe(listener: () => void): () => void
}
