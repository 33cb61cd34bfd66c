/** The errors of the last ten seconds over all visible tiles, as counts a second: what the transport bar sums up. */
import type { SyncSummary } from './player.types.ts'

/** Errors from here on are counted as this one; a tile with nothing to show counts as this. */
export const WORST_FRAMES = 31
const SECONDS = 10

/** The least error that at least this share does not exceed, of counts by error; 0 where nothing is counted. */
export function findShare(counts: Float64Array, share: number): number {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * share
  let below = 0
  let at = 0
  while (at < WORST_FRAMES && below + counts[at]! < wanted) below += counts[at++]!
  return at
}

export class SyncStats {
  private seconds = Array.from({ length: SECONDS }, () => new Uint32Array(WORST_FRAMES + 1))
  private dropped = new Uint32Array(SECONDS)
  private second = 0
  private worst: number | undefined
  private pending: number | undefined

  add(errorFrames: number): void {
    const size = Math.min(WORST_FRAMES, Math.abs(errorFrames))
    this.seconds[this.second % SECONDS]![size]!++
    this.pending = Math.max(this.pending ?? 0, size)
  }

  /** A tile skipped so many pictures. */
  drop(pictures: number): void {
    this.dropped[this.second % SECONDS]! += pictures
  }

  /** Closes a tick that was meant to be visible at `p` ms. */
  endTick(p: number): void {
    this.worst = this.pending
    this.pending = undefined
    const second = Math.floor(p / 1000)
    const passed = Math.min(SECONDS, second - this.second)
    this.second = second
    for (let back = 0; back < passed; back++) {
      this.seconds[(second - back) % SECONDS]!.fill(0)
      this.dropped[(second - back) % SECONDS] = 0
    }
  }

  /** The clock stands and every tile has come to rest, this many frames off at most; undefined: none shows anything. */
  rest(worstFrames: number | undefined): void {
    this.worst = worstFrames
  }

  summary(): Omit<SyncSummary, 'tiles' | 'failed'> {
    const counts = new Float64Array(WORST_FRAMES + 1)
    for (const second of this.seconds) second.forEach((count, size) => (counts[size]! += count))
    const samples = counts.reduce((sum, count) => sum + count, 0)
    return {
      worstFrames: this.worst,
      p95Frames: findShare(counts, 0.95),
      exact: samples === 0 ? 1 : counts[0]! / samples,
      samples,
      p50Frames: findShare(counts, 0.5),
      maxFrames: Math.max(
        0,
        counts.findLastIndex((count) => count > 0),
      ),
      droppedDraws: this.dropped.reduce((sum, count) => sum + count, 0),
    }
  }
}
