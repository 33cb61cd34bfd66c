/** All video lanes of a session together: what is drawn at a tick, whether it is right, where the next frames lie. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { Picture } from './frameTrack.ts'
import type { Shifts } from './laneFrames.ts'
import { mayDraw, OverloadLadder } from './ladder.ts'
import type {
  Engine,
  PlaybackTrace,
  PlayerHealth,
  QualityLevel,
  SyncSummary,
  TileReading,
} from './player.types.ts'
import { loadPackets, mediaUrl } from './recordingUrls.ts'
import { RunStats, type PlayedRun } from './runStats.ts'
import { stepBackward, stepForward } from './stepping.ts'
import { SyncStats, WORST_FRAMES } from './syncStats.ts'
import { VideoLane } from './videoLane.ts'

export interface TilesOptions {
  readonly session: SessionDetail
  readonly mediaOrigin: string
  readonly engine: Engine
  /** Called when a picture came, a tile came or went, or one changed its size. */
  readonly onChange: () => void
}

export interface TilesTick {
  readonly t: number
  readonly p: number
  readonly rate: number
  readonly level: QualityLevel
  readonly focus: string | undefined
}

export class Tiles {
  private readonly lanes: readonly VideoLane[]
  private readonly ladder = new OverloadLadder()
  private readonly stats = new SyncStats()
  private readonly run = new RunStats()
  private readonly lastDrawn = new Map<VideoLane, number>()
  private tickNumber = 0

  constructor({ session, mediaOrigin, engine, onChange }: TilesOptions) {
    this.lanes = session.lanes
      .filter((lane) => lane.kind === 'video')
      .map(
        (lane) =>
          new VideoLane({
            lane,
            engine,
            mediaUrl: (recording) => mediaUrl(mediaOrigin, recording),
            loadTable: loadPackets,
            onChange,
          }),
      )
  }

  get hasLanes(): boolean {
    return this.lanes.length > 0
  }

  get hasVisible(): boolean {
    return this.visible().length > 0
  }

  /** Every visible tile shows what it should, or says why it cannot. */
  get isSettled(): boolean {
    return this.visible().every((lane) => lane.isSettled)
  }

  attach(laneId: string, canvas: HTMLCanvasElement): (() => void) | undefined {
    return this.find(laneId)?.attach(canvas)
  }

  seek(t: number, preview = false): void {
    this.ladder.rest()
    for (const lane of this.lanes) lane.seek(t, preview)
  }

  /** Plays recordings shifted; a seek must follow. */
  place(shifts: Shifts): void {
    for (const lane of this.lanes) lane.place(shifts)
  }

  /** The server is back. */
  recover(): void {
    for (const lane of this.lanes) lane.recover()
  }

  /** Ticks come unevenly around a pause or a hidden tab: they say nothing of overload. */
  rest(): void {
    this.ladder.rest()
  }

  /** Draws what is due; returns the level to draw the next tick at. */
  tick({ t, p, rate, level, focus }: TilesTick): QualityLevel {
    this.tickNumber++
    let behind = 0
    for (const [number, lane] of this.lanes.entries()) {
      const isFocused = lane.lane.laneId === focus
      const lastDrawn = this.lastDrawn.get(lane) ?? 0
      const draws =
        rate === 0 || mayDraw({ level, tick: this.tickNumber, lastDrawn, lane: number, isFocused })
      const before = lane.picture
      if (lane.tick({ t, p, rate, draws, smooth: rate === 0 || isFocused || level === 0 })) {
        this.lastDrawn.set(lane, this.tickNumber)
        if (rate !== 0 && before && lane.picture)
          this.drop(Math.max(0, lane.picture.index - before.index - 1))
      }
      const { state, errorFrames } = lane.reading
      if (rate === 0 || !lane.isVisible || state === 'gap' || state === 'failed') continue
      this.stats.add(errorFrames ?? WORST_FRAMES)
      this.run.add(errorFrames ?? WORST_FRAMES)
      behind = Math.max(behind, -(errorFrames ?? 0))
    }
    if (rate === 0) {
      this.run.rest()
      return level
    }
    this.stats.endTick(p)
    this.run.endTick(p, level)
    return this.ladder.tick(p, behind)
  }

  /** Session time `frames` steps from `t`, of the focused lane or of all visible ones. */
  stepFrom(t: number, frames: number, focus: string | undefined): number {
    const focused = focus === undefined ? undefined : this.find(focus)
    const lanes = focused ? [focused] : this.visible()
    let at = t
    for (let count = Math.abs(Math.trunc(frames)); count > 0; count--) {
      const near = lanes.map((lane) => lane.framesNear(at))
      const target = frames > 0 ? stepForward(near) : stepBackward(near)
      if (target === undefined) break
      at = target
    }
    return at
  }

  readings(): TileReading[] {
    return this.lanes.map((lane) => lane.reading)
  }

  reading(laneId: string): TileReading | undefined {
    return this.find(laneId)?.reading
  }

  summary(): SyncSummary {
    return this.stats.summary()
  }

  health(): PlayerHealth {
    const { level, reason } = this.ladder
    return {
      summary: this.summary(),
      level,
      levelReason: level === 0 ? undefined : reason,
      tiles: this.visible().map((lane) => lane.health),
    }
  }

  readRun(): PlayedRun | undefined {
    return this.run.read()
  }

  takeRun(): PlayedRun | undefined {
    return this.run.take()
  }

  /** Index of the picture shown on the focused lane, else on the first that shows one. */
  shownIndex(focus: string | undefined): number | undefined {
    const focused = focus === undefined ? undefined : this.picture(focus)
    return (focused ?? this.visible().find((lane) => lane.picture !== undefined)?.picture)?.index
  }

  picture(laneId: string): Picture | undefined {
    return this.find(laneId)?.picture
  }

  videoOf(laneId: string): HTMLVideoElement | undefined {
    return this.find(laneId)?.element
  }

  giveUpVideo(laneId: string, element: HTMLVideoElement): void {
    this.find(laneId)?.giveUp(element)
  }

  draws(): PlaybackTrace['draws'] {
    return Object.fromEntries(this.lanes.map((lane) => [lane.lane.laneId, lane.log.entries()]))
  }

  dispose(): void {
    for (const lane of this.lanes) lane.dispose()
  }

  private drop(pictures: number): void {
    this.run.drop(pictures)
    this.stats.drop(pictures)
  }

  private visible(): VideoLane[] {
    return this.lanes.filter((lane) => lane.isVisible)
  }

  private find(laneId: string): VideoLane | undefined {
    return this.lanes.find(({ lane }) => lane.laneId === laneId)
  }
}
