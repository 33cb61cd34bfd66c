/** The errors of one stretch of playing over all visible tiles: what the certificate says of playback. */
import { findShare, WORST_FRAMES } from './syncStats.ts'

/** Ticks further apart than this were not all drawn (a hidden tab): the time between counts as not played. */
const LONGEST_TICK_MS = 250

export interface PlayedRun {
  readonly playedMs: number
  /** The most that were compared at once, and the most that could not be shown meanwhile. */
  readonly tiles: number
  readonly failedTiles: number
  readonly samples: number
  readonly exactSamples: number
  readonly p50Frames: number
  readonly p95Frames: number
  readonly maxFrames: number
  /** Pictures of visible tiles that were due and never drawn, because a later one was. */
  readonly droppedDraws: number
  /** The highest rung of the overload ladder. */
  readonly maxLevel: number
}

export class RunStats {
  private counts = new Float64Array(WORST_FRAMES + 1)
  private inTick = 0
  private tiles = 0
  private inTickFailed = 0
  private failedTiles = 0
  private playedMs = 0
  private droppedDraws = 0
  private maxLevel = 0
  private lastP: number | undefined

  add(errorFrames: number): void {
    this.counts[Math.min(WORST_FRAMES, Math.abs(errorFrames))]!++
    this.inTick++
  }

  /** A visible tile cannot be shown: there is no error to count. */
  fail(): void {
    this.inTickFailed++
  }

  /** A tile skipped so many pictures. */
  drop(pictures: number): void {
    this.droppedDraws += pictures
  }

  /** Closes a tick that was meant to be visible at `p` ms. */
  endTick(p: number, level: number): void {
    this.maxLevel = Math.max(this.maxLevel, level)
    this.tiles = Math.max(this.tiles, this.inTick)
    this.failedTiles = Math.max(this.failedTiles, this.inTickFailed)
    this.inTick = this.inTickFailed = 0
    const passed = this.lastP === undefined ? 0 : p - this.lastP
    if (passed > 0 && passed <= LONGEST_TICK_MS) this.playedMs += passed
    this.lastP = p
  }

  /** The clock stands: the time until it runs again is not played. */
  rest(): void {
    this.lastP = undefined
  }

  /** What was measured since the last taking, which then begins anew; undefined where no tile was looked at. */
  take(): PlayedRun | undefined {
    const run = this.read()
    this.counts = new Float64Array(WORST_FRAMES + 1)
    this.tiles = this.playedMs = this.inTick = this.droppedDraws = this.maxLevel = 0
    this.failedTiles = this.inTickFailed = 0
    this.lastP = undefined
    return run
  }

  /** The same, and it goes on. */
  read(): PlayedRun | undefined {
    const { counts, tiles, failedTiles, playedMs, droppedDraws, maxLevel } = this
    const samples = counts.reduce((sum, count) => sum + count, 0)
    if (samples === 0) return undefined
    return {
      playedMs: Math.round(playedMs),
      tiles,
      failedTiles,
      samples,
      exactSamples: counts[0]!,
      p50Frames: findShare(counts, 0.5),
      p95Frames: findShare(counts, 0.95),
      maxFrames: counts.findLastIndex((count) => count > 0),
      droppedDraws,
      maxLevel,
    }
  }
}
