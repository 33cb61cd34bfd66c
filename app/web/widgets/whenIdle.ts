/** Work that waits until the page has nothing better to do; browsers without idle callbacks give it 8 ms soon. */
const SOON_MS = 40
const SLICE_MS = 8

/** Calls `work` once, with how many ms it may take; returns what calls it off. `timeoutMs`: no later than that. */
export function whenIdle(work: (leftMs: () => number) => void, timeoutMs?: number): () => void {
  if (typeof requestIdleCallback === 'function') {
    const options = timeoutMs === undefined ? {} : { timeout: timeoutMs }
    const handle = requestIdleCallback((deadline) => work(() => deadline.timeRemaining()), options)
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(() => {
    const until = performance.now() + SLICE_MS
    work(() => until - performance.now())
  }, SOON_MS)
  return () => clearTimeout(timer)
}

/** Resolves when the page is idle, after half a second at the latest. */
export const untilIdle = (): Promise<void> =>
  new Promise((resolve) => {
    whenIdle(() => resolve(), 500)
  })
