/** What the workers' pool and a worker say to each other. */
import type { Peaks } from '../protocol/binary.ts'
import type { Thumbs } from '../protocol/thumbs.ts'
import type { FrameSpan } from './decodeSpans.ts'
import type { CutPiece } from './cutPieces.ts'
import type { PlannedThumb, ThumbsPlan } from './planThumbs.ts'
import type { MediaProbe, MediaProblem } from './probe.ts'
import type { Brightness } from './readBrightness.ts'
import type { FrameCodes } from './readCodes.ts'

export interface PeaksResult {
  /** Undefined where the stream could not be decoded; then `problems` says why. */
  readonly peaks: Peaks | undefined
  readonly problems: readonly MediaProblem[]
}

/** Which sound to keep, and where: `out` does not exist yet, its folder does. */
export interface SoundRequest extends StreamExtent {
  readonly out: string
}

export interface SoundResult {
  /** The file that was written (`soundFile.ts`); undefined where nothing could be decoded. */
  readonly file: string | undefined
  readonly sizeBytes: number
  readonly problems: readonly MediaProblem[]
}

export interface RemuxResult {
  /** The file that was written, or undefined where it could not be or differed from its source. */
  readonly file: string | undefined
  readonly sizeBytes: number
  readonly problems: readonly MediaProblem[]
}

export interface StreamExtent {
  readonly streamIndex: number
  readonly firstPtsUs: number
  readonly endPtsUs: number
}

/** What to cut; times are media time in µs, `out` does not exist yet. */
export interface CutRequest {
  readonly kind: 'audio' | 'video'
  readonly streamIndex: number
  readonly startUs: number
  readonly endUs: number
  /** Where the recording's clock steps in between; absent: one piece from startUs to endUs, at clip time 0. */
  readonly pieces?: readonly CutPiece[]
  /** Where the stream ends, and where it has no packets. */
  readonly streamEndUs: number
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
  readonly out: string
  /** Absent: those of the first frame. */
  readonly width?: number
  readonly height?: number
  readonly channels?: number
}

/** What was cut; PTS are the source's. */
export interface CutResult {
  readonly frames: number | undefined
  readonly samples: number | undefined
  readonly firstSourcePtsUs: number
  readonly lastSourcePtsUs: number
  readonly badPackets: number
}

export interface CutAnswer {
  /** Undefined where the span could not be decoded; then `problems` says why. */
  readonly cut: CutResult | undefined
  /** FFmpeg's version. */
  readonly encodedBy?: string
  readonly problems: readonly MediaProblem[]
}

/** Which pictures to make of a stream; `rotation` clockwise degrees to show it upright. */
export interface ThumbsRequest extends ThumbsPlan {
  readonly streamIndex: number
  readonly rotation: number
  readonly pictures: readonly PlannedThumb[]
}

export interface ThumbsResult {
  /** Undefined where no picture could be made; then `problems` says why. */
  readonly thumbs: Thumbs | undefined
  readonly problems: readonly MediaProblem[]
}

/** Which video stream to copy small, and where: neither file exists yet, their folder does. */
export interface RenditionRequest extends StreamExtent {
  /** Clockwise degrees to show it upright. */
  readonly rotation: number
  /** The box pictures fit, by their longest and shortest side. */
  readonly longPx: number
  readonly shortPx: number
  /** Frames that come sooner than this after the last kept one may be left out; 0: none. */
  readonly leastStepUs: number
  readonly out: string
  readonly indexOut: string
}

export interface RenditionMade {
  readonly widthPx: number
  readonly heightPx: number
  /** Of the MP4. */
  readonly sizeBytes: number
  readonly frames: number
}

export interface RenditionResult {
  /** Undefined where none could be made; then `problems` says why. */
  readonly made: RenditionMade | undefined
  readonly problems: readonly MediaProblem[]
}

/** Which frames of a video stream to look at: ascending spans that do not overlap. */
export interface FramesRequest {
  readonly streamIndex: number
  readonly spans: readonly FrameSpan[]
}

export interface BrightnessResult {
  /** Undefined where the stream could not be decoded; then `problems` says why. */
  readonly brightness: Brightness | undefined
  readonly problems: readonly MediaProblem[]
}

export interface CodesResult {
  /** Undefined where the stream could not be decoded; then `problems` says why. */
  readonly found: FrameCodes | undefined
  readonly problems: readonly MediaProblem[]
}

export type MediaResult =
  | MediaProbe
  | PeaksResult
  | SoundResult
  | RemuxResult
  | CutAnswer
  | ThumbsResult
  | RenditionResult
  | BrightnessResult
  | CodesResult

export type MediaTask =
  | { readonly kind: 'probe' }
  | { readonly kind: 'cut'; readonly cut: CutRequest }
  | { readonly kind: 'thumbs'; readonly thumbs: ThumbsRequest }
  | { readonly kind: 'rendition'; readonly rendition: RenditionRequest }
  | { readonly kind: 'peaks'; readonly stream: StreamExtent }
  | { readonly kind: 'sound'; readonly sound: SoundRequest }
  | { readonly kind: 'brightness'; readonly frames: FramesRequest }
  | { readonly kind: 'codes'; readonly frames: FramesRequest }
  | { readonly kind: 'remux'; readonly container: string; readonly out: string }

export interface WorkerRequest {
  readonly id: number
  readonly storeModule: string
  readonly storeUri: string
  readonly key: string
  readonly tmpDir: string
  readonly task: MediaTask
}

/** `alive` resets the pool's watch and may say which share is done; `failed` is trouble with the store, not with the file. */
export type WorkerMessage =
  | { readonly kind: 'alive'; readonly id: number; readonly share?: number }
  | {
      readonly kind: 'done'
      readonly id: number
      readonly result: MediaResult
    }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly code: string
      readonly message: string
      readonly hint?: string
    }
