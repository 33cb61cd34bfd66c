/** Decoded pictures that wait for their moment, in order; each is closed exactly once, by whoever takes or drops it. */
export interface QueuedFrame {
  readonly frame: VideoFrame
  readonly index: number
}

export class FrameQueue {
  private frames: QueuedFrame[] = []

  get size(): number {
    return this.frames.length
  }

  /** Index of the first; undefined where it is empty. */
  get first(): number | undefined {
    return this.frames[0]?.index
  }

  push(frame: VideoFrame, index: number): void {
    this.frames.push({ frame, index })
  }

  /** How many lie after `index`. */
  countAfter(index: number): number {
    let count = 0
    for (let at = this.frames.length - 1; at >= 0 && this.frames[at]!.index > index; at--) count++
    return count
  }

  dropBefore(index: number): void {
    while (this.frames.length > 0 && this.frames[0]!.index < index) this.frames.shift()!.frame.close()
  }

  /** Drops those that a later one at or before `index` replaces. */
  dropLate(index: number): void {
    while (this.frames.length > 1 && this.frames[1]!.index <= index) this.frames.shift()!.frame.close()
  }

  /** The newest at or before `index`; those before it are dropped. */
  take(index: number): QueuedFrame | undefined {
    this.dropLate(index)
    const [first] = this.frames
    return first && first.index <= index ? this.frames.shift() : undefined
  }

  clear(): void {
    for (const { frame } of this.frames) frame.close()
    this.frames = []
  }
}
