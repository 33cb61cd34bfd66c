/**
 * When a frame of a source is to be captured. Pure: times in ms of one monotonic clock are handed in.
 *
 * A file plays from the moment its first frame came, a little later, so that what is read ahead is there in time. A live
 * source is placed by the fastest of its arrivals, the lower envelope of arrival − media time: jitter of the network
 * does not move frames, and a device's clock that runs up to 500 ppm off ours is followed. It is held as long as its
 * frames usually come late: a camera that packs half a second of sound together sends the first of it so late.
 */
export interface Placed {
  readonly dueMs: number
  /** The source's times begin anew here: what is still waiting belongs to the time before. */
  readonly isAnew: boolean
}

const FILE_LEAD_MS = 150
/** How long a live frame is held, so that those that came late are still captured evenly: at least, and at most. */
const LEAST_DELAY_MS = 40
const MOST_DELAY_MS = 800
/** Of each second the latest frame counts; the middle of so many is what is usual: a single stall changes nothing. */
const SECOND_MS = 1000
const [LEAST_SECONDS, USUAL_SECONDS] = [3, 5]
/** So far off, times have jumped, or the machine stood still: playing begins anew from here. */
const LATE_JUMP_MS = 2000
const EARLY_JUMP_MS = 60_000
const LIVE_EARLY_JUMP_MS = 1000
const ENVELOPE_RISE = 500e-6

export class Pacer {
  private readonly isLive: boolean
  /** Clock − media time. */
  private baseMs: number | undefined
  private lastMs = 0
  private delayMs: number
  private second = { sinceMs: 0, lateMs: 0 }
  private lateness: number[] = []

  constructor(options: { readonly isLive: boolean }) {
    this.isLive = options.isLive
    this.delayMs = options.isLive ? LEAST_DELAY_MS : 0
  }

  /** Places a frame that came at `nowMs`. */
  place(ptsUs: number, nowMs: number): Placed {
    const arrivalMs = nowMs - ptsUs / 1000
    const isAnew = this.baseMs === undefined || this.hasJumped(arrivalMs - this.baseMs)
    if (isAnew) this.baseMs = arrivalMs + (this.isLive ? 0 : FILE_LEAD_MS)
    else if (this.isLive) {
      this.baseMs = Math.min(arrivalMs, this.baseMs! + (nowMs - this.lastMs) * ENVELOPE_RISE)
      this.learnDelay(arrivalMs - this.baseMs, nowMs)
    }
    this.lastMs = nowMs
    return { dueMs: this.baseMs! + ptsUs / 1000 + this.delayMs, isAnew }
  }

  /** Where the source's time 0 lies on the clock; undefined before its first frame. */
  get zeroMs(): number | undefined {
    return this.baseMs === undefined ? undefined : this.baseMs + this.delayMs
  }

  /** Grows only: what shrank and grew again would move pictures and sound each time. */
  private learnDelay(lateMs: number, nowMs: number): void {
    const { second } = this
    second.lateMs = Math.max(second.lateMs, lateMs)
    if (nowMs - second.sinceMs < SECOND_MS) return
    this.lateness = [...this.lateness, second.lateMs].slice(-USUAL_SECONDS)
    this.second = { sinceMs: nowMs, lateMs: 0 }
    if (this.lateness.length < LEAST_SECONDS) return
    const usualMs = this.lateness.toSorted((a, b) => a - b)[this.lateness.length >> 1]!
    this.delayMs = Math.min(MOST_DELAY_MS, Math.max(this.delayMs, usualMs))
  }

  /** `lateMs`: how much later than expected a frame came. */
  private hasJumped(lateMs: number): boolean {
    return lateMs > LATE_JUMP_MS || lateMs < -(this.isLive ? LIVE_EARLY_JUMP_MS : EARLY_JUMP_MS)
  }
}
