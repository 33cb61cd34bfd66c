/** What a publishing page knows of what it sent: the truth a recording is held against. Times are ms since 1970. */
export interface FrameTruth {
  /** As its cells say (fixtures/cells.ts), 0 to 65,535. */
  readonly index: number
  /** When the frame was drawn and handed to the track. */
  readonly drawnMs: number
}

export interface SoundTruth {
  /** Samples since the context began, at `sampleRateHz`. */
  readonly sample: number
  /** When the context rendered that sample: the microphone's moment. */
  readonly renderedMs: number
}

export interface Truth {
  readonly cellId: number
  readonly camera: readonly FrameTruth[]
  readonly screen: readonly FrameTruth[]
  readonly sampleRateHz: number
  /** One every 0.1 s of sound. */
  readonly sound: readonly SoundTruth[]
  /** Clicks begin at these samples: 50 ms of a tone of `hz`. */
  readonly clicks: readonly { readonly sample: number; readonly hz: number }[]
  readonly events: readonly { readonly atMs: number; readonly event: string; readonly trackId?: string }[]
  readonly received: readonly {
    readonly atMs: number
    readonly topic: string | undefined
    readonly from: string | undefined
    readonly text: string
  }[]
}

/** Wall time to the microsecond as far as the browser gives it: its clock at the page's start, then monotonic. */
export const nowMs = (): number => performance.timeOrigin + performance.now()
