/** Holds the clock at a start until what plays by itself moves, but not for ever. */
const PATIENCE_MS = 500

export class StartGate {
  private since: number | undefined

  /** What plays by itself is to set off now. */
  get isWaiting(): boolean {
    return this.since !== undefined
  }

  /** Whether the clock is to wait at `p` (performance.now(), ms). */
  holds(p: number, hasSetOff: boolean): boolean {
    if (hasSetOff || p - (this.since ?? p) >= PATIENCE_MS) {
      this.reset()
      return false
    }
    this.since ??= p
    return true
  }

  reset(): void {
    this.since = undefined
  }
}
