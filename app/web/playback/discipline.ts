/**
 * Keeps the session clock on the sound that is heard: the median of the last 8 errors (audible session time minus
 * clock, in µs of time passing: off speed, divided by the rate) is slewed away by at most 1 ms per 100 ms, and stepped
 * over when it is beyond 30 ms.
 */
export type ClockCorrection = { readonly kind: 'step' | 'slew'; readonly byUs: number }

const WINDOW = 8
const STEP_US = 30_000
const SLEW_US = 1_000
/** Below this the clock is left alone: the reading itself is no better. */
const DEAD_US = 50
export const SLEW_MS = 100

export class AudioDiscipline {
  private errors: number[] = []

  add(errorUs: number): void {
    this.errors.push(errorUs)
    if (this.errors.length > WINDOW) this.errors.shift()
  }

  /** What to do for the next 100 ms; undefined until 8 errors were seen. */
  correction(): ClockCorrection | undefined {
    if (this.errors.length < WINDOW) return undefined
    const sorted = [...this.errors].sort((a, b) => a - b)
    const median = (sorted[WINDOW / 2 - 1]! + sorted[WINDOW / 2]!) / 2
    if (Math.abs(median) > STEP_US) {
      this.errors = []
      return { kind: 'step', byUs: median }
    }
    const byUs = Math.abs(median) < DEAD_US ? 0 : Math.max(-SLEW_US, Math.min(SLEW_US, median))
    this.errors = this.errors.map((error) => error - byUs)
    return { kind: 'slew', byUs }
  }

  reset(): void {
    this.errors = []
  }
}
