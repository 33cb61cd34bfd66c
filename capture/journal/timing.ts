/** Time as an argument: what waits in this folder waits by it, so that a test need not. */
export interface Timing {
  /** Monotonic milliseconds. */
  nowMs(): number
  /** Calls back once after `ms`; returns what calls it off. */
  after(ms: number, run: () => void): () => void
}

export const systemTiming: Timing = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
