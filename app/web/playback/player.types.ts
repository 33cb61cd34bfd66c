/** What the rest of the page knows of playback: one player a workbench, read by tiles, timeline, logs and transport. */
import type { StoreApi } from 'zustand/vanilla'
import type { GapView } from '../../../core/protocol/index.ts'
import type { Micros, Span } from '../../../core/time/index.ts'
import type { TileTarget } from './drawSurface.ts'
import type { Picture, Played } from './frameTrack.ts'
import type { PlayedRun } from './runStats.ts'

export type Engine = 'webcodecs' | 'video'
export type PlayerStatus = 'loading' | 'ready' | 'seeking'
/**
 * What is done without, for tiles out of focus: 0 nothing; 1 smooth scaling; 2 each 2nd tick; 3 the rendition that
 * covers the tile, where a smaller one is there; 4 all but each 4th tick. Each includes those before.
 */
export type QualityLevel = 0 | 1 | 2 | 3 | 4

export interface LaneMix {
  readonly muted: boolean
  readonly solo: boolean
  /** −60 … +12 dB. */
  readonly gainDb: number
  /** −1 (left) … 1 (right). */
  readonly pan: number
}

export interface PlayerState {
  readonly playing: boolean
  /** 0.25 … 4. */
  readonly rate: number
  /** `loading` until the first seek is done; `seeking` while the clock is frozen for one. */
  readonly status: PlayerStatus
  readonly loop: Span | undefined
  readonly scrubbing: boolean
  readonly level: QualityLevel
  readonly engine: Engine
  readonly lanes: Readonly<Record<string, LaneMix>>
  readonly master: { readonly muted: boolean; readonly gainDb: number }
  /** Why nothing is heard although something could be; undefined when sound plays or none exists. */
  readonly soundNote: string | undefined
  /** Nothing is loading and no seek is pending: every visible tile shows what it should, or says why it cannot. */
  readonly idle: boolean
  readonly focus: string | undefined
}

/** `late`: the wanted picture is not there yet; `loading`: nothing of this recording has been shown yet. */
export type ReadingState = 'ok' | 'late' | 'gap' | 'failed' | 'loading'

export interface TileReading {
  readonly laneId: string
  readonly recordingId: string | undefined
  /** Shown frame minus wanted frame at the last tick; negative: behind. Undefined when nothing is shown. */
  readonly errorFrames: number | undefined
  readonly shownPtsUs: number | undefined
  readonly wantedPtsUs: number | undefined
  readonly state: ReadingState
  /** A key frame near the wanted one, shown while scrubbing. */
  readonly preview: boolean
  readonly gap: GapView | undefined
  readonly message: string | undefined
}

/** What was seen lately over all visible tiles: the sync reading of the transport bar. */
export interface SyncSummary {
  /** Visible now; and how many of them cannot be shown, which no error is counted of. */
  readonly tiles: number
  readonly failed: number
  /** The worst |error| now, in frames; undefined where no tile has a picture that can be compared. */
  readonly worstFrames: number | undefined
  /** Of |error| over the last ten seconds of playing. */
  readonly p95Frames: number
  /** Share of tile readings that were exact, 0 … 1. */
  readonly exact: number
  /** 0: nothing was measured, and the shares above and below say nothing. */
  readonly samples: number
  /** Of |error| over the same ten seconds. */
  readonly p50Frames: number
  readonly maxFrames: number
  /** Pictures of visible tiles that were due in them and never drawn, because a later one was. */
  readonly droppedDraws: number
}

/** One lane on screen as it plays now. */
export interface TileHealth {
  readonly laneId: string
  readonly state: ReadingState
  readonly errorFrames: number | undefined
  /** What is played: the recording itself, or its proxy of this level; undefined where nothing is open. */
  readonly plays: Played | undefined
  /** Pictures decoded ahead, and packets in the decoder; undefined where a `<video>` plays. */
  readonly ahead: number | undefined
  readonly inFlight: number | undefined
  /** Of the file that is played, as it is decoded; undefined until its first picture. */
  readonly widthPx: number | undefined
  readonly heightPx: number | undefined
}

/** How playback fares: what the sync popover shows twice a second. */
export interface PlayerHealth {
  readonly summary: SyncSummary
  readonly level: QualityLevel
  /** Why it is not drawn at full quality, in words; undefined at level 0. */
  readonly levelReason: string | undefined
  readonly tiles: readonly TileHealth[]
}

/** Everything the judge needs; times `p…` are performance.now() in ms. */
export interface PlaybackTrace {
  readonly clock: readonly { readonly p: number; readonly t: number; readonly r: number }[]
  /** Per lane, oldest first: what was drawn and when it was meant to be visible. */
  readonly draws: Readonly<Record<string, readonly { recordingId: string; ptsUs: number; p: number }[]>>
  /** When each tick's picture was meant to be visible. */
  readonly ticks: readonly number[]
}

export interface LanePictures {
  /** The picture a lane shows now, at its own size; undefined in a gap, and while it loads. Valid until the next tick. */
  picture(laneId: string): Picture | undefined
  /** In the fallback, the element that plays a lane now; undefined in a gap, and where WebCodecs draws. */
  videoOf(laneId: string): HTMLVideoElement | undefined
  /** Says that such an element cannot be used any more: the recording is opened in another. */
  giveUpVideo(laneId: string, element: HTMLVideoElement): void
}

export interface Player {
  readonly state: StoreApi<PlayerState>
  /** Session time now. */
  now(): Micros
  play(): void
  pause(): void
  toggle(): void
  /** Freezes the clock at `t` (clamped to the session) until the visible tiles are right, at most 1 s. */
  seek(t: number): void
  /** Shows key frames near `t` until `endScrub`, or the exact frame after a rest of 120 ms. */
  scrub(t: number): void
  endScrub(): void
  /** Moves by whole frames of the focused lane, or so that no visible lane skips one. Pauses. */
  step(frames: number): void
  setRate(rate: number): void
  setLoop(span: Span | undefined): void
  setLane(laneId: string, patch: Partial<LaneMix>): void
  setMaster(patch: Partial<PlayerState['master']>): void
  setFocus(laneId: string | undefined): void
  /** Calls with the session time of each drawn tick; returns the way off. */
  onFrame(listener: (t: Micros) => void): () => void
  /** Draws the lane there while it is on screen; returns the way off. */
  attachTile(laneId: string, target: TileTarget): () => void
  readings(): readonly TileReading[]
  reading(laneId: string): TileReading | undefined
  summary(): SyncSummary
  /** Cheap enough for twice a second, not for each tick. */
  health(): PlayerHealth
  /** What was measured while playing since it was last taken; undefined where nothing was. */
  takeRun(): PlayedRun | undefined
  /** The same so far, and it goes on. */
  readRun(): PlayedRun | undefined
  /** Loudness now, 0 … 1 of full scale, from stored peaks: of an audio lane, or of a video lane's person. */
  levels(laneId: string): number
  /** The highest sample that was played in the last 43 ms, of all sound together: 0 … 1 of full scale. */
  readonly soundPeak: () => number
  /** Index in its recording of the picture shown on the focused or first video lane. */
  currentFrame(): number | undefined
  /** What the lanes show, as it is shown. */
  readonly pictures: LanePictures
  /** Address of a recording's file; undefined for an unknown one. */
  mediaUrl(recordingId: string): string | undefined
  /** Plays recordings shifted (µs by recording id, positive: later) without writing anything; `{}`: as they lie. */
  preview(shifts: Readonly<Record<string, number>>): void
  trace(): PlaybackTrace
  dispose(): void
}
