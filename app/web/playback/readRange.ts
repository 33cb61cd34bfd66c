/** One byte range of the media port, to its last byte or to what stands in the way. */

const MAX_RETRIES = 3
const FIRST_RETRY_MS = 250

export interface RangeRequest {
  readonly url: string
  /** `[start, end)`, bytes. */
  readonly start: number
  readonly end: number
  readonly signal: AbortSignal
}

export interface RequestEffects {
  readonly fetch: typeof fetch
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Rejects as the signal says, or with an Error in words after three retries; a refusal (4xx) is not tried again. A
 * server may answer with less than was asked for (RFC 9110, 14.2): the rest is asked again.
 */
export async function readRange(request: RangeRequest, effects: RequestEffects): Promise<Uint8Array> {
  const { start, end, signal } = request
  const bytes = new Uint8Array(end - start)
  let filled = 0
  for (let attempt = 0; filled < bytes.length;) {
    try {
      const part = await readPart({ ...request, start: start + filled }, effects)
      bytes.set(part.subarray(0, bytes.length - filled), filled)
      filled += part.length
      attempt = 0
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Refused || attempt >= MAX_RETRIES) throw error
      await effects.delay(FIRST_RETRY_MS * 2 ** attempt++, signal)
    }
  }
  return bytes
}

async function readPart(
  { url, start, end, signal }: RangeRequest,
  effects: RequestEffects,
): Promise<Uint8Array> {
  const response = await effects.fetch(url, {
    headers: { range: `bytes=${start}-${end - 1}` },
    // The browser's own cache keeps each range as a file: that takes longer than the server does.
    cache: 'no-store',
    signal,
  })
  if (response.status !== 206) {
    const words = `the server answered ${response.status}`
    await response.body?.cancel()
    throw response.status < 500 ? new Refused(words) : new Error(words)
  }
  const part = new Uint8Array(await response.arrayBuffer())
  if (part.length === 0) throw new Error('the server answered with no bytes')
  return part
}

/** The server will not answer otherwise if it is asked again. */
class Refused extends Error {}

/** Rejects as the signal says. */
export const delay = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
