/** What the process that decodes a source and the streamer say to each other. */
import type { SourceFailure } from './sourceErrors.ts'

export const RATE_HZ = 48_000
/** Samples of each channel in one block of sound: 10 ms, what WebRTC takes at a time. */
export const BLOCK_SAMPLES = RATE_HZ / 100

export interface SourceRequest {
  readonly kind: 'open'
  readonly input: string
  readonly format: string | undefined
  readonly options: Readonly<Record<string, string>>
  readonly isLive: boolean
  /** Begins again at its end, times going on. */
  readonly loops: boolean
  /** What is wanted of it. */
  readonly video: { readonly width?: number; readonly height?: number; readonly fps?: number } | undefined
  readonly audio: boolean
}

/** How many of what was sent have been worked off: so much may be sent anew. */
export interface Taken {
  readonly kind: 'taken'
  readonly video: number
  readonly audio: number
}

export interface VideoMessage {
  readonly kind: 'video'
  readonly ptsUs: number
  readonly width: number
  readonly height: number
  /** Planar 4:2:0 without padding. */
  readonly data: Uint8Array
}

export interface AudioMessage {
  readonly kind: 'audio'
  readonly ptsUs: number
  /** `BLOCK_SAMPLES` of each channel, interleaved. */
  readonly samples: Int16Array
}

export type SourceMessage =
  | {
      readonly kind: 'opened'
      readonly video: { readonly width: number; readonly height: number } | undefined
      readonly channels: 1 | 2 | undefined
    }
  | VideoMessage
  | AudioMessage
  /** What a live source sent and nobody could take. */
  | { readonly kind: 'dropped'; readonly video: number; readonly audio: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: SourceFailure; readonly detail: string }
