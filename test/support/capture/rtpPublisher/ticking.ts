/** One timer for all publishers of a process: hundreds of tracks cost one wake-up each 5 ms, not one a packet. */
const EVERY_MS = 5

const ticking = new Set<() => void>()
let timer: NodeJS.Timeout | undefined

/** Calls `tick` each 5 ms, as exactly as the process can; returns what ends it. */
export function everyTick(tick: () => void): () => void {
  ticking.add(tick)
  timer ??= setInterval(() => {
    for (const one of ticking) one()
  }, EVERY_MS)
  return () => {
    ticking.delete(tick)
    if (ticking.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
