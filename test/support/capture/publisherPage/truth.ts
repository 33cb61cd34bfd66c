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

/**
 * Wall time to 0.1 ms: the page's steady clock, anchored where the system's begins a millisecond. `performance.timeOrigin`
 * is not taken: on a busy machine the browser sets it ms off the system's clock.
 */
export const nowMs = (): number => ANCHOR_MS + performance.now()

const ANCHOR_MS = anchor()

/** Of the beginnings of 50 ms the one that is known best. */
function anchor(): number {
  const until = performance.now() + 50
  let best = { offset: Date.now() + 0.5 - performance.now(), doubt: 50 }
  let before = { at: performance.now(), system: Date.now() }
  while (before.at < until) {
    const at = performance.now()
    const system = Date.now()
    const after = performance.now()
    const doubt = after - before.at
    if (system === before.system + 1 && doubt < best.doubt)
      best = { offset: system - (before.at + after) / 2, doubt }
    before = { at, system }
  }
  return best.offset
}
