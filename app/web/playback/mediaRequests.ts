/**
 * Byte ranges from the media port: a few requests at a time, the most urgent first, what is asked for in one moment in
 * one answer. A browser has six sockets an origin (HTTP/1.1), which sound and the originals use too, and each request
 * costs the page some milliseconds whatever it brings.
 */
import { countedFetch } from '../api/requests.ts'
import { parseFrames } from '../api/several.ts'
import { delay, readRange, type RangeRequest, type RequestEffects } from './readRange.ts'

const MAX_AT_ONCE = 5
/** Below what the server gives in one answer (1 MiB), so that several answers arrive side by side. */
const MAX_BYTES = 512 << 10
const MAX_TOGETHER = 48
/** What is needed so much later waits for a turn of its own, s. */
const SOON_S = 1

export interface WantedRange extends RangeRequest {
  /** When it is needed: 0 now, else s of what plays until then. Asked each time a socket is free. */
  readonly urgency: () => number
}

interface Waiting {
  readonly request: WantedRange
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: unknown) => void
  /** It did not come with others. */
  isAlone: boolean
}

export class MediaRequests {
  private readonly effects: RequestEffects
  private readonly waiting: Waiting[] = []
  private running = 0
  private isPlanned = false

  constructor(effects: RequestEffects = { fetch: countedFetch, delay }) {
    this.effects = effects
  }

  /** Rejects as the signal says, or with an Error in words after three retries; a refusal (4xx) is not tried again. */
  read(request: WantedRange): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      request.signal.throwIfAborted()
      const one: Waiting = { request, resolve, reject, isAlone: false }
      const drop = (): void => {
        const at = this.waiting.indexOf(one)
        if (at >= 0) this.waiting.splice(at, 1)
        reject(request.signal.reason as Error)
      }
      request.signal.addEventListener('abort', drop, { once: true })
      this.waiting.push(one)
      this.plan()
    })
  }

  /** Sends when all that is asked for now has been. */
  private plan(): void {
    if (this.isPlanned) return
    this.isPlanned = true
    setTimeout(() => {
      this.isPlanned = false
      while (this.running < MAX_AT_ONCE && this.waiting.length > 0) void this.send(this.takeNext())
    }, 0)
  }

  /** The most urgent, and what is about as urgent beside it. */
  private takeNext(): Waiting[] {
    const ranked = this.waiting
      .map((one) => ({ one, urgency: one.request.urgency() }))
      .sort((a, b) => a.urgency - b.urgency)
    const first = ranked[0]!
    const origin = originOf(first.one)
    const taken = [first.one]
    let bytes = sizeOf(first.one)
    for (const { one, urgency } of first.one.isAlone ? [] : ranked.slice(1)) {
      if (taken.length === MAX_TOGETHER || urgency > first.urgency + SOON_S) break
      if (one.isAlone || originOf(one) !== origin || bytes + sizeOf(one) > MAX_BYTES) continue
      bytes += sizeOf(one)
      taken.push(one)
    }
    for (const one of taken) this.waiting.splice(this.waiting.indexOf(one), 1)
    return taken
  }

  private async send(group: readonly Waiting[]): Promise<void> {
    this.running++
    try {
      if (group.length === 1) await this.readAlone(group[0]!)
      else await this.readTogether(group)
    } finally {
      this.running--
      this.plan()
    }
  }

  private async readAlone({ request, resolve, reject }: Waiting): Promise<void> {
    await readRange(request, this.effects).then(resolve, reject)
  }

  /** What does not come so is asked for alone, which says why. */
  private async readTogether(group: readonly Waiting[]): Promise<void> {
    const parts = await this.fetchTogether(group).catch(() => [])
    for (const [at, one] of group.entries()) {
      const part = parts[at]
      if (part?.status === 206 && part.bytes.length === sizeOf(one)) one.resolve(part.bytes)
      else if (!one.request.signal.aborted) {
        one.isAlone = true
        this.waiting.push(one)
      }
    }
  }

  private async fetchTogether(group: readonly Waiting[]): Promise<ReturnType<typeof parseFrames>> {
    const abort = new AbortController()
    let wanted = group.length
    for (const { request } of group) {
      request.signal.addEventListener('abort', () => --wanted === 0 && abort.abort(), { once: true })
    }
    const of = group.map(({ request: { url, start, end } }) => {
      const { pathname, search } = new URL(url)
      return `of=${encodeURIComponent(`${pathname}${search} ${start}-${end - 1}`)}`
    })
    const response = await this.effects.fetch(`${originOf(group[0]!)}/several?${of.join('&')}`, {
      cache: 'no-store',
      signal: abort.signal,
    })
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return parseFrames(await response.arrayBuffer())
  }
}

const sizeOf = ({ request: { start, end } }: Waiting): number => end - start
const originOf = ({ request }: Waiting): string => new URL(request.url).origin
