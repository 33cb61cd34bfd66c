/** What a lane asks of a recording's pictures, whoever decodes them: WebCodecs, or a `<video>` where it must. */
import type { RenditionLevel } from '../../../core/protocol/rendition.ts'
import type { FrameTable } from './frameTable.ts'

/** The recording itself, or its rendition of a level. */
export type Played = 'original' | RenditionLevel

export interface Picture {
  readonly image: CanvasImageSource
  readonly index: number
  readonly ptsUs: number
  /** Of the upright picture. */
  readonly width: number
  readonly height: number
  /** Clockwise degrees the image is turned by when it is drawn; absent: it is upright. */
  readonly rotation?: number
  /** Where an element shows it by itself: since when, performance.now() in ms. */
  readonly shownAt?: number
  /** What it showed between the picture taken before and this one, oldest first. */
  readonly earlier?: readonly Shown[]
}

/** A picture that an element showed since `p` (performance.now(), ms). */
export interface Shown {
  readonly ptsUs: number
  readonly p: number
}

export interface FrameTrackOptions {
  readonly table: FrameTable
  /** Called when a new picture can be taken, or when the track has failed. */
  readonly onChange: () => void
}

export interface FrameTrack {
  /** The picture taken last; stays valid until the next one is taken. */
  readonly picture: Picture | undefined
  readonly isPreview: boolean
  /** The element that plays it, where one does. */
  readonly element?: HTMLVideoElement
  /** What plays by itself is known only so much later, ms; absent: at once. */
  readonly knownAfterMs?: number
  /** Whether what plays by itself moves; absent: it is drawn at the clock's time. */
  readonly hasSetOff?: boolean
  /** The last frame at or before `index` that it has: another one where a rendition lacks some. */
  nearest(index: number): number
  /** What is played, where it may change. */
  readonly plays?: Played
  /** Pictures decoded ahead of the clock, and packets in the decoder; absent where a `<video>` plays. */
  readonly backlog?: { readonly ahead: number; readonly inFlight: number }
  /** Why no picture will come any more. */
  readonly failure: string | undefined
  /** Prepares frame `index`; what lies before it is decoded but not offered. The newest call wins. */
  seek(index: number): void
  /** Prepares the key frame at or before `index` alone, as a preview. */
  preview(index: number): void
  /** The newest decoded picture at or before `index`, if it was not taken before. */
  take(index: number): Picture | undefined
  /**
   * Follows the transport: `rate` 0 is paused. `index` is the frame wanted now, `mediaUs` its moment, `p` when it will
   * be seen. `starting`: the rate at which what plays by itself shall set off while the clock waits for it; else 0.
   */
  follow(state: {
    readonly rate: number
    readonly index: number
    readonly mediaUs: number
    readonly p: number
    readonly starting: number
  }): void
  dispose(): void
}
