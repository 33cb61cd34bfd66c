/**
 * Byte ranges from the media port: a few at a time, the most urgent first. A browser has six sockets an origin
 * (HTTP/1.1), which sound and the originals use too; what waits here can still be put in another order or dropped.
 */
import { countedFetch } from '../api/requests.ts'

const MAX_AT_ONCE = 5
const MAX_RETRIES = 3
const FIRST_RETRY_MS = 250

export interface RangeRequest {
  readonly url: string
  /** `[start, end)`, bytes. */
  readonly start: number
  readonly end: number
  /** When it is needed: 0 now, else s of what plays until then. Asked each time a socket is free. */
  readonly urgency: () => number
  readonly signal: AbortSignal
}

interface Waiting {
  readonly request: RangeRequest
  readonly begin: () => void
}

export interface RequestEffects {
  readonly fetch: typeof fetch
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>
}

export class MediaRequests {
  private readonly effects: RequestEffects
  private readonly waiting: Waiting[] = []
  private running = 0

  constructor(effects: RequestEffects = { fetch: countedFetch, delay }) {
    this.effects = effects
  }

  /** Rejects as the signal says, or with an Error in words after three retries; a refusal (4xx) is not tried again. */
  async read(request: RangeRequest): Promise<Uint8Array> {
    await this.takeTurn(request)
    try {
      return await this.readAll(request)
    } finally {
      this.running--
      this.next()
    }
  }

  private takeTurn(request: RangeRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      request.signal.throwIfAborted()
      const drop = (): void => {
        this.waiting.splice(this.waiting.indexOf(one), 1)
        reject(request.signal.reason as Error)
      }
      const one = {
        request,
        begin: () => {
          request.signal.removeEventListener('abort', drop)
          resolve()
        },
      }
      request.signal.addEventListener('abort', drop, { once: true })
      this.waiting.push(one)
      this.next()
    })
  }

  private next(): void {
    if (this.running >= MAX_AT_ONCE || this.waiting.length === 0) return
    let best = 0
    let least = Infinity
    for (let at = 0; at < this.waiting.length; at++) {
      const urgency = this.waiting[at]!.request.urgency()
      if (urgency < least) [best, least] = [at, urgency]
    }
    this.running++
    this.waiting.splice(best, 1)[0]!.begin()
  }

  /** A server may answer with less than was asked for (RFC 9110, 14.2): the rest is asked again. */
  private async readAll({ url, start, end, signal }: RangeRequest): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start)
    let filled = 0
    for (let attempt = 0; filled < bytes.length;) {
      try {
        const part = await this.readPart(url, start + filled, end, signal)
        bytes.set(part.subarray(0, bytes.length - filled), filled)
        filled += part.length
        attempt = 0
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Refused || attempt >= MAX_RETRIES) throw error
        await this.effects.delay(FIRST_RETRY_MS * 2 ** attempt++, signal)
      }
    }
    return bytes
  }

  private async readPart(url: string, start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const response = await this.effects.fetch(url, {
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
}

/** The server will not answer otherwise if it is asked again. */
class Refused extends Error {}

const delay = (ms: number, signal: AbortSignal): Promise<void> =>
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
