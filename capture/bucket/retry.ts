/** Tries again what may work later, with exponential back-off and full jitter. */

export interface RetryOptions {
  /** Tries in all, at least 1. */
  readonly attempts: number
  /** The longest wait before the second try; doubles with each, up to `mostMs`. */
  readonly baseMs: number
  readonly mostMs: number
  readonly isTemporary: (error: unknown) => boolean
  readonly signal?: AbortSignal | undefined
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** `[0, 1)`. */
  readonly random?: () => number
}

/** Resolves with the first success; rejects with what is not temporary, or with the last failure. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, baseMs, mostMs, isTemporary, signal, wait = waitMs, random = Math.random } = options
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !isTemporary(error)) throw error
      await wait(random() * Math.min(mostMs, baseMs * 2 ** (attempt - 1)), signal)
    }
  }
}

function waitMs(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
