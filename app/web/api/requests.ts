/**
 * Requests for media and what was derived from it, as they fare: how many are under way (a browser opens six to one
 * origin), how many ended in the last ten seconds and how long they took. The browser's own timings say when one ends,
 * also one that was cancelled or broke off.
 */
const SECONDS = 10
const MAX_KEPT = 2_000

interface Ended {
  readonly at: number
  readonly ms: number
  readonly bytes: number
}

export interface RequestReading {
  readonly underWay: number
  /** Of the last ten seconds. */
  readonly ended: number
  readonly bytes: number
  /** ms, from asking to the last byte; 0 where none ended. */
  readonly slowestMs: number
}

const underWay = new Map<string, number>()
let ended: Ended[] = []
let observer: PerformanceObserver | undefined

/** As fetch, but counted. */
export const countedFetch: typeof fetch = (input, init) => {
  observer ??= observe()
  const url = urlOf(input)
  underWay.set(url, (underWay.get(url) ?? 0) + 1)
  return fetch(input, init)
}

export function readRequests(now = performance.now()): RequestReading {
  ended = ended.filter(({ at }) => now - at < SECONDS * 1000)
  return {
    underWay: [...underWay.values()].reduce((sum, count) => sum + count, 0),
    ended: ended.length,
    bytes: ended.reduce((sum, { bytes }) => sum + bytes, 0),
    slowestMs: ended.reduce((most, { ms }) => Math.max(most, ms), 0),
  }
}

function observe(): PerformanceObserver {
  const made = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const count = underWay.get(entry.name)
      if (count === undefined) continue
      if (count > 1) underWay.set(entry.name, count - 1)
      else underWay.delete(entry.name)
      ended.push({ at: entry.responseEnd, ms: entry.duration, bytes: entry.encodedBodySize })
    }
    if (ended.length > MAX_KEPT) ended = ended.slice(-MAX_KEPT / 2)
  })
  made.observe({ type: 'resource' })
  return made
}

const urlOf = (input: RequestInfo | URL): string =>
  new URL(input instanceof Request ? input.url : String(input), location.href).href
