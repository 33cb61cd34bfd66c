/** What was drawn on a lane and when it was meant to be visible: a ring that the judge reads. */
const CAPACITY = 16_384

export interface Draw {
  readonly recordingId: string
  readonly ptsUs: number
  /** performance.now() of the display tick, ms. */
  readonly p: number
}

export class DrawLog {
  private ring: Draw[] = []
  private at = 0

  add(draw: Draw): void {
    this.ring[this.at] = draw
    this.at = (this.at + 1) % CAPACITY
  }

  /** Oldest first. */
  entries(): Draw[] {
    return this.ring.length < CAPACITY
      ? [...this.ring]
      : [...this.ring.slice(this.at), ...this.ring.slice(0, this.at)]
  }
}
