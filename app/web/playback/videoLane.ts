/**
 * One video lane: at each tick the right recording's right frame on the lane's canvases, or why there is none.
 * Recordings near the playhead hold a decoder; others hold nothing.
 */
import type { GapView, Lane, PacketTable } from '../../../core/protocol/index.ts'
import { DecodedTrack } from './decodedTrack.ts'
import { askWhy, type Verdict } from './explainFailure.ts'
import { DrawLog } from './drawLog.ts'
import { firstKeyIndex, frameIndexAt, keyIndexAt } from './frameTable.ts'
import type { FrameTrack, FrameTrackOptions, Picture } from './frameTrack.ts'
import {
  framesNear,
  gapAt,
  mediaTimeAt,
  placedRecordings,
  recordingAfter,
  recordingAt,
  sessionTimeAt,
  shiftLane,
  type NearFrames,
  type PlacedRecording,
  type Shifts,
} from './laneFrames.ts'
import { Outages } from './outages.ts'
import type { Engine, ReadingState, TileHealth, TileReading } from './player.types.ts'
import { TileCanvas } from './tileCanvas.ts'
import { VideoElementTrack } from './videoElementTrack.ts'

const PRELOAD_US = 3_000_000
/** A seek asks again for what is missing, but not each of many seeks. */
const ASKED_AGAIN_MS = 1_000

export interface LaneTick {
  /** Session time of the picture, and when it will be visible (ms). */
  readonly t: number
  readonly p: number
  /** Clock rate, 0 while paused or frozen. */
  readonly rate: number
  /** Whether the overload ladder lets this lane draw now. */
  readonly draws: boolean
  /** Whether it is scaled smoothly. */
  readonly smooth: boolean
}

export interface VideoLaneOptions {
  readonly lane: Lane
  readonly engine: Engine
  readonly mediaUrl: (recording: PlacedRecording) => string
  readonly loadTable: (recording: PlacedRecording) => Promise<PacketTable>
  readonly onChange: () => void
}

export class VideoLane {
  lane: Lane
  readonly log = new DrawLog()
  reading: TileReading
  private readonly options: VideoLaneOptions
  private recordings: readonly PlacedRecording[]
  private readonly tables = new Map<string, PacketTable>()
  private readonly failures = new Map<string, string>()
  private readonly loading = new Set<string>()
  /** Why a packet table could not be read. */
  private readonly unread = new Map<string, string>()
  private readonly outages: Outages
  /** Recordings that only a `<video>` may play here, and why. */
  private readonly undecodable = new Map<string, string>()
  private readonly tracks = new Map<string, FrameTrack>()
  private readonly canvases = new Set<TileCanvas>()
  private showing: string | undefined

  constructor(options: VideoLaneOptions) {
    this.options = options
    this.lane = options.lane
    this.recordings = placedRecordings(options.lane)
    this.reading = makeReading(options.lane.laneId, 'loading', {})
    this.outages = new Outages({
      ask: (id) => this.askWhy(id),
      onBack: (id) => this.reopen(id),
      onHopeless: (id) => this.giveUpOn(id),
      onChange: options.onChange,
    })
  }

  get isVisible(): boolean {
    return [...this.canvases].some((canvas) => canvas.isVisible)
  }

  /** Nothing more will come for the moment last ticked: the right picture, a gap, or a failure is shown. */
  get isSettled(): boolean {
    const { state, preview } = this.reading
    return state === 'gap' || state === 'failed' || (state === 'ok' && !preview)
  }

  attach(canvas: HTMLCanvasElement): () => void {
    const tile = new TileCanvas(canvas, this.options.onChange)
    this.canvases.add(tile)
    const picture = this.showing === undefined ? undefined : this.tracks.get(this.showing)?.picture
    if (picture) tile.draw(picture, true)
    this.options.onChange()
    return () => {
      tile.dispose()
      this.canvases.delete(tile)
      this.options.onChange()
    }
  }

  /** Plays its recordings shifted; a seek must follow. */
  place(shifts: Shifts): void {
    this.lane = shiftLane(this.options.lane, shifts)
    this.recordings = placedRecordings(this.lane)
  }

  /** The picture that is seen now; undefined in a gap. */
  get picture(): Picture | undefined {
    const { state } = this.reading
    if (this.showing === undefined || (state !== 'ok' && state !== 'late')) return undefined
    return this.tracks.get(this.showing)?.picture
  }

  /** The element that plays what is seen now, where one does. */
  get element(): HTMLVideoElement | undefined {
    return this.picture && this.tracks.get(this.showing!)?.element
  }

  get health(): TileHealth {
    const { laneId, state, errorFrames, recordingId } = this.reading
    const track = recordingId === undefined ? undefined : this.tracks.get(recordingId)
    const { ahead, inFlight } = track?.backlog ?? {}
    return { laneId, state, errorFrames, plays: track && 'original', ahead, inFlight }
  }

  /** Closes what plays by this element; the next tick opens it again, in another. */
  giveUp(element: HTMLVideoElement): void {
    for (const [id, track] of this.tracks) if (track.element === element) this.close(id, track)
    this.options.onChange()
  }

  /** The server is back: what waits for it is tried at once. */
  recover(): void {
    this.outages.hurry()
  }

  /** Prepares the frame at `t`; `preview`: its key frame alone. */
  seek(t: number, preview = false): void {
    if (!this.isVisible) return
    this.outages.hurry(ASKED_AGAIN_MS)
    const recording = recordingAt(this.recordings, t)
    const table = recording && this.tables.get(recording.recordingId)
    const track = recording && this.tracks.get(recording.recordingId)
    if (recording && table && track) {
      const index = frameIndexAt(table, mediaTimeAt(recording.placement, t))
      if (preview) track.preview(keyIndexAt(table, index))
      else track.seek(Math.max(0, index))
    }
    // A recording that is not played now must begin again when the playhead comes to it.
    for (const [id, other] of this.tracks) if (other !== track) this.close(id, other)
  }

  /** Draws what is due; true where a new picture was drawn. */
  tick(tick: LaneTick): boolean {
    const { t } = tick
    if (!this.isVisible) {
      for (const [id, track] of this.tracks) this.close(id, track)
      return this.update('loading', {})
    }
    this.keepNear(t, tick.rate)
    const gap = gapAt(this.lane, this.recordings, t)
    if (gap) return this.update('gap', { gap, recordingId: recordingAt(this.recordings, t)?.recordingId })
    return this.show(recordingAt(this.recordings, t)!, tick)
  }

  framesNear(t: number): NearFrames {
    return framesNear(this.recordings, this.tables, t)
  }

  dispose(): void {
    this.outages.dispose()
    for (const [id, track] of this.tracks) this.close(id, track)
    for (const canvas of this.canvases) canvas.dispose()
    this.canvases.clear()
  }

  private show(recording: PlacedRecording, { t, p, rate, draws, smooth }: LaneTick): boolean {
    const { recordingId } = recording
    const failure = this.failures.get(recordingId)
    if (failure) return this.update('failed', { recordingId, message: failure })
    const outage = this.outages.find(recordingId)
    if (outage?.isRefused) return this.update('failed', { recordingId, message: outage.message })
    const table = this.tables.get(recordingId)
    const track = this.tracks.get(recordingId)
    if (!table || !track) return this.update('loading', { recordingId, message: outage?.message })
    const mediaUs = mediaTimeAt(recording.placement, t)
    const wanted = Math.max(0, frameIndexAt(table, mediaUs))
    const lostUntil = firstKeyIndex(table)
    if (wanted < lostUntil) {
      const gap: GapView = {
        startUs: recording.placement.startUs,
        endUs: sessionTimeAt(recording.placement, table.ptsUs[lostUntil] ?? recording.endPtsUs),
        reason: 'lost',
      }
      return this.update('gap', { gap, recordingId })
    }
    track.follow({ rate, index: wanted, mediaUs, p })
    const picture = draws ? track.take(wanted) : undefined
    const shown = picture ?? track.picture
    if (shown)
      for (const canvas of this.canvases)
        if (canvas.isVisible) canvas.draw(shown, picture !== undefined, smooth)
    if (picture) {
      this.showing = recordingId
      this.log.add({ recordingId, ptsUs: picture.ptsUs, p })
    }
    const isShown = shown !== undefined && this.showing === recordingId
    const state: ReadingState = !isShown ? 'loading' : shown.index === wanted ? 'ok' : 'late'
    if (state !== 'ok' && track.failure) this.outages.note(recordingId)
    this.update(state, {
      recordingId,
      errorFrames: isShown ? shown.index - wanted : undefined,
      shownPtsUs: isShown ? shown.ptsUs : undefined,
      wantedPtsUs: table.ptsUs[wanted],
      preview: track.isPreview,
      message: outage?.message,
    })
    return picture !== undefined
  }

  /** Holds the recordings at and just after the playhead open, and closes the others. */
  private keepNear(t: number, rate: number): void {
    const playing = recordingAt(this.recordings, t)
    const coming = recordingAfter(this.recordings, t)
    const near = [
      playing,
      coming && coming.placement.startUs - t < PRELOAD_US * Math.max(1, rate) ? coming : undefined,
    ]
    for (const recording of near) if (recording) this.open(recording, t)
    for (const [id, track] of this.tracks) {
      if (!near.some((recording) => recording?.recordingId === id)) this.close(id, track)
    }
  }

  private open(recording: PlacedRecording, t: number): void {
    const { recordingId } = recording
    if (this.tracks.has(recordingId) || this.failures.has(recordingId)) return
    if (this.outages.find(recordingId)) return
    const table = this.tables.get(recordingId)
    if (table) this.start(recording, table, t)
    else if (!this.loading.has(recordingId)) void this.load(recording)
  }

  private async load(recording: PlacedRecording): Promise<void> {
    const { recordingId } = recording
    this.loading.add(recordingId)
    try {
      const table = await this.options.loadTable(recording)
      if (table.ptsUs.length === 0) this.failures.set(recordingId, 'no pictures in the file')
      this.tables.set(recordingId, table)
    } catch (error) {
      this.unread.set(recordingId, error instanceof Error ? error.message : String(error))
      this.outages.note(recordingId)
    } finally {
      this.loading.delete(recordingId)
      this.options.onChange()
    }
  }

  private start(recording: PlacedRecording, table: PacketTable, t: number): void {
    const { recordingId, placement } = recording
    const options: FrameTrackOptions = {
      url: this.options.mediaUrl(recording),
      table,
      onChange: this.options.onChange,
    }
    const hasVideo = this.options.engine === 'video' || this.undecodable.has(recordingId)
    const track = hasVideo ? new VideoElementTrack(options) : new DecodedTrack(options)
    track.seek(Math.max(0, frameIndexAt(table, mediaTimeAt(placement, t))))
    this.tracks.set(recordingId, track)
  }

  private askWhy(recordingId: string): Promise<Verdict> {
    const recording = this.recordings.find((each) => each.recordingId === recordingId)
    return recording ? askWhy(this.options.mediaUrl(recording)) : Promise.resolve({ kind: 'there' })
  }

  /** Closes what stopped: the next tick opens it again. */
  private reopen(recordingId: string): void {
    const track = this.tracks.get(recordingId)
    if (track?.failure) this.close(recordingId, track)
  }

  /** A failed decoder leaves its recording to a `<video>`; a failed `<video>` says so on the tile. */
  private giveUpOn(recordingId: string): void {
    const track = this.tracks.get(recordingId)
    const failure = track?.failure ?? this.unread.get(recordingId) ?? 'it stopped'
    if (track) this.close(recordingId, track)
    if (track instanceof DecodedTrack) this.undecodable.set(recordingId, failure)
    else this.failures.set(recordingId, this.undecodable.get(recordingId) ?? failure)
  }

  private close(recordingId: string, track: FrameTrack): void {
    track.dispose()
    this.tracks.delete(recordingId)
    if (this.showing === recordingId) this.showing = undefined
  }

  /** Says what is seen now; false, because nothing new was drawn. */
  private update(state: ReadingState, part: Partial<TileReading>): boolean {
    const { reading } = this
    const next = makeReading(this.lane.laneId, state, part)
    const keys = Object.keys(next) as (keyof TileReading)[]
    const isSame = keys.every(
      (key) => next[key] === reading[key] || (key === 'gap' && isSameGap(next, reading)),
    )
    if (!isSame) this.reading = next
    return false
  }
}

const isSameGap = ({ gap: a }: TileReading, { gap: b }: TileReading): boolean =>
  a?.startUs === b?.startUs && a?.endUs === b?.endUs && a?.reason === b?.reason

const makeReading = (laneId: string, state: ReadingState, part: Partial<TileReading>): TileReading => ({
  laneId,
  recordingId: undefined,
  errorFrames: undefined,
  shownPtsUs: undefined,
  wantedPtsUs: undefined,
  preview: false,
  gap: undefined,
  message: undefined,
  ...part,
  state,
})
