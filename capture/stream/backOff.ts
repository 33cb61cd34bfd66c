/** How long to wait before the next try: from half a second, doubled, up to half a minute, each up to a quarter less. */
export interface BackOff {
  /** The wait before the next try, ms. */
  next(): number
  /** It worked and lasted: the next wait is short again. */
  reset(): void
}

const FIRST_MS = 500
const LONGEST_MS = 30_000

export function createBackOff(random: () => number = Math.random): BackOff {
  let tries = 0
  return {
    next: () => Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries++, 16)) * (1 - random() / 4),
    reset: () => void (tries = 0),
  }
}
