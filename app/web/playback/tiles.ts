/** All video lanes of a session together: what is drawn at a tick, whether it is right, where the next frames lie. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { TileTarget } from './drawSurface.ts'
import { playsRenditions } from './engine.ts'
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
import { loadTable, mediaUrl } from './recordingUrls.ts'
import type { Renditions } from './renditions.types.ts'
import { RenditionSources } from './renditionSources.ts'
import { RunStats, type PlayedRun } from './runStats.ts'
import { stepBackward, stepForward } from './stepping.ts'
import { SyncStats, WORST_FRAMES } from './syncStats.ts'
import { VideoLane } from './videoLane.ts'

/** Ticks between two looks at what is wished for. */
const WISH_EVERY = 30
/** From this rung of the ladder on, tiles play a smaller rendition than covers them. */
const SMALLER_LEVEL = 3

export interface TilesOptions {
  readonly session: SessionDetail
  readonly mediaOrigin: string
  readonly engine: Engine
  /** Absent: originals are played. */
  readonly renditions?: Renditions
  /** Called when a picture came, a tile came or went, or one changed its size. */
  readonly onChange: () => void
}

export interface TilesTick {
  readonly t: number
  readonly p: number
  readonly rate: number
  readonly level: QualityLevel
  readonly focus: string | undefined
  /** The rate at which elements set off while the clock still stands, else 0. */
  readonly starting: number
  /** A pause shows each tile at its best again. */
  readonly playing: boolean
}

export class Tiles {
  private readonly lanes: readonly VideoLane[]
  private readonly sources: RenditionSources
  private readonly ladder = new OverloadLadder()
  private readonly stats = new SyncStats()
  private readonly run = new RunStats()
  private readonly lastDrawn: Float64Array
  private readonly byId: ReadonlyMap<string, VideoLane>
  private needsWish = false
  private tickNumber = 0

  constructor({ session, mediaOrigin, engine, renditions, onChange }: TilesOptions) {
    this.sources = new RenditionSources(
      engine === 'webcodecs' && playsRenditions() ? renditions : undefined,
      onChange,
    )
    this.lanes = session.lanes
      .filter((lane) => lane.kind === 'video')
      .map(
        (lane) =>
          new VideoLane({
            lane,
            engine,
            mediaUrl: (recording) => mediaUrl(mediaOrigin, recording),
            loadTable,
            sources: this.sources,
            onChange,
          }),
      )
    this.lastDrawn = new Float64Array(this.lanes.length)
    this.byId = new Map(this.lanes.map((lane) => [lane.lane.laneId, lane]))
  }

  get hasLanes(): boolean {
    return this.lanes.length > 0
  }

  get hasVisible(): boolean {
    return this.lanes.some((lane) => lane.isVisible)
  }

  /** Every visible tile shows what it should, or says why it cannot. */
  get isSettled(): boolean {
    return this.lanes.every((lane) => lane.isSettled || !lane.isVisible)
  }

  /** What plays by itself moves, wherever it is visible. */
  get hasSetOff(): boolean {
    return this.lanes.every((lane) => lane.hasSetOff)
  }

  attach(laneId: string, target: TileTarget): (() => void) | undefined {
    this.needsWish = true
    return this.find(laneId)?.attach(target)
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
  tick({ t, p, rate, starting, level, focus, playing }: TilesTick): QualityLevel {
    const isSmall = playing && level >= SMALLER_LEVEL
    if (this.tickNumber++ % WISH_EVERY === 0 || this.needsWish) this.wish(t, p, focus, isSmall)
    let behind = 0
    let atRest: number | undefined
    for (let number = 0; number < this.lanes.length; number++) {
      const lane = this.lanes[number]!
      const isLarge = lane.lane.laneId === focus
      const lastDrawn = this.lastDrawn[number]!
      const draws =
        rate === 0 || mayDraw({ level, tick: this.tickNumber, lastDrawn, lane: number, isFocused: isLarge })
      const smooth = rate === 0 || isLarge || level === 0
      const before = lane.picture?.index
      if (lane.tick({ t, p, rate, starting, draws, smooth, isLarge, isSmaller: isSmall && !isLarge })) {
        this.lastDrawn[number] = this.tickNumber
        const after = lane.picture
        if (rate !== 0 && before !== undefined && after !== undefined)
          this.drop(Math.max(0, after.index - before - 1 - (after.earlier?.length ?? 0)))
      }
      const { state, errorFrames } = lane.reading
      if (!lane.isVisible || state === 'gap') continue
      if (rate === 0) {
        if (state === 'ok') atRest = Math.max(atRest ?? 0, Math.abs(errorFrames ?? 0))
        continue
      }
      if (state === 'failed') {
        this.run.fail()
        continue
      }
      this.stats.add(errorFrames ?? WORST_FRAMES)
      this.run.add(errorFrames ?? WORST_FRAMES)
      behind = Math.max(behind, -(errorFrames ?? 0))
    }
    if (rate === 0) {
      this.run.rest()
      if (this.isSettled) this.stats.rest(atRest)
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
    const visible = this.visible()
    const failed = visible.filter((lane) => lane.reading.state === 'failed').length
    return { ...this.stats.summary(), tiles: visible.length, failed }
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
    this.sources.dispose()
  }

  private wish(t: number, p: number, focus: string | undefined, isSmall: boolean): void {
    this.needsWish = false
    const lanes = this.visible().map((lane) => {
      const isLarge = lane.lane.laneId === focus
      return lane.wish(t, isLarge, isSmall && !isLarge)
    })
    this.sources.wish(lanes, p)
  }

  private drop(pictures: number): void {
    this.run.drop(pictures)
    this.stats.drop(pictures)
  }

  private visible(): VideoLane[] {
    return this.lanes.filter((lane) => lane.isVisible)
  }

  private find(laneId: string): VideoLane | undefined {
    return this.byId.get(laneId)
  }
}
