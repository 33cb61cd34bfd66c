/**
 * Recordings that stopped coming: the server is asked why, and again until it has them. Only what fails although the
 * server has it, twice in a short time, is the file's own failure.
 */
import type { Verdict } from './explainFailure.ts'

const FIRST_MS = 500
const LONGEST_MS = 10_000
/** A recording that fails again so soon after the server had it was not stopped by the network. */
const AGAIN_MS = 30_000

export interface OutagesOptions {
  readonly ask: (recordingId: string) => Promise<Verdict>
  /** The server has it: it is to be opened anew. */
  readonly onBack: (recordingId: string) => void
  /** The server has it, and yet it failed again. */
  readonly onHopeless: (recordingId: string) => void
  /** What is said of one has changed. */
  readonly onChange: () => void
}

export interface Outage {
  /** Undefined until the server was asked. */
  readonly message: string | undefined
  /** The server answered that it has no such file, rather than not at all. */
  readonly isRefused: boolean
}

interface Waiting extends Outage {
  readonly afterMs: number
  readonly askedAt: number
  readonly timer: ReturnType<typeof setTimeout> | undefined
}

export class Outages {
  private readonly options: OutagesOptions
  private readonly waiting = new Map<string, Waiting>()
  private readonly backAt = new Map<string, number>()
  private isDisposed = false

  constructor(options: OutagesOptions) {
    this.options = options
  }

  /** Undefined where nothing is known to be wrong. */
  find(recordingId: string): Outage | undefined {
    return this.waiting.get(recordingId)
  }

  /** A recording stopped coming; said again while that is known, it changes nothing. */
  note(recordingId: string): void {
    if (this.waiting.has(recordingId) || this.isDisposed) return
    void this.ask(recordingId, { message: undefined, isRefused: false, afterMs: FIRST_MS })
  }

  /** Asks now for all that were not asked for in the last `sinceMs`: the server is back, or somebody looks there again. */
  hurry(sinceMs = 0): void {
    const now = performance.now()
    for (const [recordingId, { timer, askedAt, message, isRefused }] of this.waiting) {
      if (timer === undefined || now - askedAt < sinceMs) continue
      clearTimeout(timer)
      void this.ask(recordingId, { message, isRefused, afterMs: FIRST_MS })
    }
  }

  dispose(): void {
    this.isDisposed = true
    for (const { timer } of this.waiting.values()) clearTimeout(timer)
    this.waiting.clear()
  }

  private async ask(recordingId: string, known: Outage & { readonly afterMs: number }): Promise<void> {
    const askedAt = performance.now()
    this.waiting.set(recordingId, { ...known, askedAt, timer: undefined })
    const verdict = await this.options.ask(recordingId)
    if (this.isDisposed) return
    if (verdict.kind === 'there') return this.end(recordingId, known.message === undefined)
    const isRefused = verdict.kind === 'refused'
    const { message } = verdict
    const afterMs = isRefused ? LONGEST_MS : Math.min(LONGEST_MS, known.afterMs * 2)
    const timer = setTimeout(
      () => void this.ask(recordingId, { message, isRefused, afterMs }),
      isRefused ? LONGEST_MS : known.afterMs,
    )
    this.waiting.set(recordingId, { message, isRefused, afterMs, askedAt, timer })
    this.options.onChange()
  }

  /** `wasThere`: the server had it all along. */
  private end(recordingId: string, wasThere: boolean): void {
    const now = performance.now()
    const before = this.backAt.get(recordingId) ?? -Infinity
    this.waiting.delete(recordingId)
    if (wasThere && now - before < AGAIN_MS) {
      this.backAt.delete(recordingId)
      this.options.onHopeless(recordingId)
    } else {
      this.backAt.set(recordingId, now)
      this.options.onBack(recordingId)
    }
    this.options.onChange()
  }
}
