/** What waits to be captured: bounded, nothing captured late. Pure: times in ms of one monotonic clock are handed in. */
export interface Due<T> {
  readonly dueMs: number
  readonly value: T
}

/** Later than this a picture is not captured any more. */
export const LATE_PICTURE_MS = 200

export class PictureQueue<T> {
  dropped = 0
  private waiting: Due<T>[] = []
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  get length(): number {
    return this.waiting.length
  }

  /** Above its bound the oldest gives way. */
  push(dueMs: number, value: T): void {
    this.waiting.push({ dueMs, value })
    if (this.waiting.length <= this.most) return
    this.waiting.shift()
    this.dropped++
  }

  /** Takes out what is due; what is late is dropped and counted. */
  take(nowMs: number): Due<T>[] {
    const first = this.waiting.findIndex(({ dueMs }) => dueMs > nowMs)
    const due = this.waiting.splice(0, first < 0 ? this.waiting.length : first)
    const inTime = due.filter(({ dueMs }) => nowMs - dueMs <= LATE_PICTURE_MS)
    this.dropped += due.length - inTime.length
    return inTime
  }

  nextMs(): number | undefined {
    return this.waiting[0]?.dueMs
  }

  clear(): void {
    this.dropped += this.waiting.length
    this.waiting = []
  }
}

const BLOCK_MS = 10
/** Blocks may lie this far from the grid of 10 ms before one is dropped or silence is put in. */
const SLACK_MS = 15
/** How long a block that lacks is waited for. */
const PATIENCE_MS = 60
/** Above this a hole is left, not filled: the clock stood still, or the source began anew. */
const LONGEST_FILL_MS = 1000

/**
 * Sound as one unbroken row of blocks of 10 ms: RTP counts samples, so a hole that is not filled would pull all that
 * follows forward. What lacks becomes silence (`undefined`), what overlaps is dropped.
 */
export class SoundRow {
  dropped = 0
  filled = 0
  private waiting: Due<Int16Array>[] = []
  /** Up to where blocks were taken. */
  private untilMs: number | undefined
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  get length(): number {
    return this.waiting.length
  }

  push(dueMs: number, block: Int16Array): void {
    this.waiting.push({ dueMs, value: block })
    if (this.waiting.length <= this.most) return
    this.waiting.shift()
    this.dropped++
  }

  /** Takes out the blocks that are due, silence between them where some lack. */
  take(nowMs: number): (Int16Array | undefined)[] {
    const blocks: (Int16Array | undefined)[] = []
    while (this.waiting[0] && this.waiting[0].dueMs <= nowMs) {
      const { dueMs, value } = this.waiting.shift()!
      this.untilMs ??= dueMs
      if (dueMs - this.untilMs > SLACK_MS) this.fill(dueMs + BLOCK_MS / 2, blocks)
      if (dueMs < this.untilMs - SLACK_MS) {
        this.dropped++
        continue
      }
      blocks.push(value)
      this.untilMs += BLOCK_MS
    }
    this.fill(nowMs - PATIENCE_MS, blocks)
    return blocks
  }

  nextMs(): number | undefined {
    return this.waiting[0]?.dueMs
  }

  clear(): void {
    this.dropped += this.waiting.length
    this.waiting = []
  }

  /** Puts whole blocks of silence in, none of which ends after `toMs`. */
  private fill(toMs: number, blocks: (Int16Array | undefined)[]): void {
    if (this.untilMs === undefined) return
    if (toMs - this.untilMs > LONGEST_FILL_MS) this.untilMs = toMs
    while (this.untilMs + BLOCK_MS <= toMs) {
      blocks.push(undefined)
      this.filled++
      this.untilMs += BLOCK_MS
    }
  }
}
