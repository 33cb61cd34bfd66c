import { setTimeout } from 'node:timers/promises'

/** Tries again, with growing pauses, until it succeeds, is refused for good, or is stopped. */
export interface Rejoiner {
  /** An interruption begins; while one lasts this does nothing. */
  begin(reason: string): void
  /** Whether an interruption lasts. */
  readonly away: boolean
  stop(): void
}

interface RejoinerOptions {
  /** Before each attempt, ms; the last repeats. */
  readonly pausesMs: readonly number[]
  readonly signal: AbortSignal
  readonly isFinal: (error: unknown) => boolean
  /** Awaited before the first attempt. */
  readonly onBegin: (reason: string) => Promise<void>
  readonly attempt: () => Promise<void>
  readonly onGivenUp: (error: unknown) => void
}

export function createRejoiner(options: RejoinerOptions): Rejoiner {
  const stopped = new AbortController()
  const ended = AbortSignal.any([stopped.signal, options.signal])
  let away = false

  async function run(reason: string): Promise<void> {
    await options.onBegin(reason)
    for (let tried = 0; ; tried++) {
      const ms = options.pausesMs[Math.min(tried, options.pausesMs.length - 1)] ?? 1000
      await setTimeout(ms, undefined, { signal: ended }).catch(() => undefined)
      if (ended.aborted) return
      // From here on a loss is a new interruption.
      away = false
      try {
        return await options.attempt()
      } catch (error) {
        away = true
        if (ended.aborted) return
        if (options.isFinal(error)) return options.onGivenUp(error)
      }
    }
  }

  return {
    get away() {
      return away
    },
    begin: (reason) => {
      if (away || ended.aborted) return
      away = true
      void run(reason)
    },
    stop: () => stopped.abort(),
  }
}
