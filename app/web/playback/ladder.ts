/**
 * The overload ladder: when the page cannot keep up, tiles out of focus are drawn less often, and the level is
 * always shown. Up: rAF interval p75 > 20 ms (to level 2: more would not make the page faster), or a tile more than
 * 2 frames behind for 300 ms. Down: 5 s clean.
 */
import type { QualityLevel } from './player.types.ts'

const WINDOW = 120
/** The intervals are sorted only at each so many. */
const LOOK_EVERY = 12
/** The first ticks after a seek or a start are slow by nature: every decoder fills up at once. */
const WARM_UP_TICKS = 45
const SLOW_MS = 20
/** The interval that must be slow: p75, since drawing every 2nd tick puts half of them a frame late itself. */
const SLOW_SHARE = 0.75
const BEHIND_FRAMES = 2
const BEHIND_MS = 300
const CLEAN_MS = 5_000
const SETTLE_MS = 1_000
const TOP_LEVEL = 4
const TOP_LEVEL_WHERE_SLOW = 2

export class OverloadLadder {
  level: QualityLevel = 0
  /** Why the level last rose, in words. */
  reason: string | undefined
  private readonly intervals = new Float64Array(WINDOW)
  private readonly sorted = new Float64Array(WINDOW)
  private counted = 0
  private slow = false
  private warmUp = WARM_UP_TICKS
  private lastP: number | undefined
  private behindSince: number | undefined
  private changedAt = -Infinity
  private troubledAt = -Infinity

  /** Takes one tick (ms) and how many frames the worst visible tile is behind; returns the level to draw at. */
  tick(p: number, behindFrames: number): QualityLevel {
    if (this.warmUp > 0) this.warmUp--
    else if (this.lastP !== undefined) {
      this.intervals[this.counted++ % WINDOW] = p - this.lastP
    }
    this.lastP = p
    this.behindSince = behindFrames > BEHIND_FRAMES ? (this.behindSince ?? p) : undefined
    const behind = this.behindSince !== undefined && p - this.behindSince >= BEHIND_MS
    const slow = this.isSlow()
    if (behind || slow) this.troubledAt = p
    if (p - this.changedAt < SETTLE_MS) return this.level
    if (behind || (slow && this.level < TOP_LEVEL_WHERE_SLOW)) {
      this.reason = behind
        ? `a tile was more than ${BEHIND_FRAMES} frames behind for ${BEHIND_MS} ms`
        : `the page drew a picture less often than every ${SLOW_MS} ms`
      this.change(p, Math.min(TOP_LEVEL, this.level + 1) as QualityLevel)
    } else if (p - Math.max(this.troubledAt, this.changedAt) >= CLEAN_MS) {
      this.change(p, Math.max(0, this.level - 1) as QualityLevel)
    }
    return this.level
  }

  /** Forgets the recent past: after a seek, a pause, or a hidden tab, slow ticks say nothing. */
  rest(): void {
    this.counted = 0
    this.slow = false
    this.warmUp = WARM_UP_TICKS
    this.lastP = undefined
    this.behindSince = undefined
  }

  private isSlow(): boolean {
    if (this.counted < WINDOW) return false
    if (this.counted % LOOK_EVERY === 0) {
      this.sorted.set(this.intervals)
      this.slow = this.sorted.sort()[Math.floor(WINDOW * SLOW_SHARE)]! > SLOW_MS
    }
    return this.slow
  }

  private change(p: number, level: QualityLevel): void {
    if (level === this.level) return
    this.level = level
    this.changedAt = p
    this.counted = 0
    this.slow = false
    this.behindSince = undefined
  }
}

export interface DrawTurn {
  readonly level: QualityLevel
  /** Number of the tick, and of the tick the lane was drawn at last. */
  readonly tick: number
  readonly lastDrawn: number
  readonly lane: number
  readonly isFocused: boolean
}

/**
 * Whether a lane may be drawn at a tick: every 2nd or 4th, staggered over the lanes. The focused lane always may, and
 * so may a lane that changes seldom anyway: holding it back would save nothing.
 */
export function mayDraw({ level, tick, lastDrawn, lane, isFocused }: DrawTurn): boolean {
  if (isFocused || level < 2) return true
  const every = level < 4 ? 2 : 4
  return (tick + lane) % every === 0 || tick - lastDrawn >= 2 * every - 1
}
