/**
 * When a frame of a source is to be captured. Pure: times in ms of one monotonic clock are handed in.
 *
 * A file plays from the moment its first frame came, a little later, so that what is read ahead is there in time. A live
 * source is placed by the fastest of its arrivals, the lower envelope of arrival − media time: jitter of the network
 * does not move frames, and a device's clock that runs up to 500 ppm off ours is followed.
 */
export interface Placed {
  readonly dueMs: number
  /** The source's times begin anew here: what is still waiting belongs to the time before. */
  readonly isAnew: boolean
}

const FILE_LEAD_MS = 150
/** How long a live frame is held, so that those that came late are still captured evenly. */
const LIVE_DELAY_MS = 40
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

  constructor(options: { readonly isLive: boolean }) {
    this.isLive = options.isLive
  }

  /** Places a frame that came at `nowMs`. */
  place(ptsUs: number, nowMs: number): Placed {
    const arrivalMs = nowMs - ptsUs / 1000
    const isAnew = this.baseMs === undefined || this.hasJumped(arrivalMs - this.baseMs)
    if (isAnew) this.baseMs = arrivalMs + (this.isLive ? 0 : FILE_LEAD_MS)
    else if (this.isLive) {
      this.baseMs = Math.min(arrivalMs, this.baseMs! + (nowMs - this.lastMs) * ENVELOPE_RISE)
    }
    this.lastMs = nowMs
    return { dueMs: this.baseMs! + ptsUs / 1000 + (this.isLive ? LIVE_DELAY_MS : 0), isAnew }
  }

  /** Where the source's time 0 lies on the clock; undefined before its first frame. */
  get zeroMs(): number | undefined {
    return this.baseMs === undefined ? undefined : this.baseMs + (this.isLive ? LIVE_DELAY_MS : 0)
  }

  /** `lateMs`: how much later than expected a frame came. */
  private hasJumped(lateMs: number): boolean {
    return lateMs > LATE_JUMP_MS || lateMs < -(this.isLive ? LIVE_EARLY_JUMP_MS : EARLY_JUMP_MS)
  }
}
