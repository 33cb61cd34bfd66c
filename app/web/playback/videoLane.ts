/**
 * One video lane: at each tick the right recording's right frame in the lane's tiles, or why there is none.
 * Recordings near the playhead hold a decoder; others hold nothing.
 */
import type { GapView, Lane } from '../../../core/protocol/index.ts'
import { DrawLog } from './drawLog.ts'
import type { TileTarget } from './drawSurface.ts'
import { firstKeyIndex, frameIndexAt } from './frameTable.ts'
import type { FrameTrack, Picture } from './frameTrack.ts'
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
import { LaneTracks, type Fit, type LaneTracksOptions } from './laneTracks.ts'
import type { ReadingState, TileHealth, TileReading } from './player.types.ts'
import type { Size } from './renditionChoice.ts'
import type { WishedLane } from './renditionSources.ts'
import { TileView } from './tileView.ts'
import { firstReading, nextReading } from './tileReading.ts'

const PRELOAD_US = 3_000_000

export interface LaneTick {
  /** Session time of the picture, and when it will be visible (ms). */
  readonly t: number
  readonly p: number
  /** Clock rate, 0 while paused or frozen. */
  readonly rate: number
  /** The rate at which elements set off while the clock still stands, else 0. */
  readonly starting: number
  /** Whether the overload ladder lets this lane draw now. */
  readonly draws: boolean
  /** Whether it is scaled smoothly. */
  readonly smooth: boolean
  /** Whether it is in focus, and whether the ladder asks for a smaller rendition than covers the tile. */
  readonly isLarge: boolean
  readonly isSmaller: boolean
}

export type VideoLaneOptions = Omit<LaneTracksOptions, 'onClosed'> & { readonly lane: Lane }

export class VideoLane {
  lane: Lane
  readonly log = new DrawLog()
  reading: TileReading
  private readonly options: VideoLaneOptions
  private readonly tracks: LaneTracks
  private readonly views = new Set<TileView>()
  private recordings: readonly PlacedRecording[]
  private showing: string | undefined
  /** What is to be sought as soon as its frames are known. */
  private unsought: { readonly track: FrameTrack; readonly preview: boolean } | undefined
  private layout = 0
  private box: Size = { width: 0, height: 0 }
  private hasBox = false

  constructor(options: VideoLaneOptions) {
    this.options = options
    this.lane = options.lane
    this.recordings = placedRecordings(options.lane)
    this.reading = firstReading(options.lane.laneId)
    this.tracks = new LaneTracks({
      ...options,
      onClosed: (recordingId) => {
        if (this.showing === recordingId) this.showing = undefined
      },
    })
  }

  get isVisible(): boolean {
    for (const view of this.views) if (view.isVisible) return true
    return false
  }

  /** Nothing more will come for the moment last ticked: the right picture, a gap, or why there is none is shown. */
  get isSettled(): boolean {
    const { state, preview, message } = this.reading
    return state === 'gap' || state === 'failed' || message !== undefined || (state === 'ok' && !preview)
  }

  /** Whether what plays by itself moves. */
  get hasSetOff(): boolean {
    return !this.isVisible || this.element === undefined || this.tracks.get(this.showing)!.hasSetOff
  }

  attach(target: TileTarget): () => void {
    const view = new TileView(target, () => this.layOut())
    this.views.add(view)
    const track = this.tracks.get(this.showing)
    if (track?.picture && !view.hold(track.element)) view.draw(track.picture, true)
    this.layOut()
    return () => {
      view.dispose()
      this.views.delete(view)
      this.layOut()
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
    return state === 'ok' || state === 'late' ? this.tracks.get(this.showing)?.picture : undefined
  }

  /** The element that plays what is seen now, where one does. */
  get element(): HTMLVideoElement | undefined {
    return this.picture && this.tracks.get(this.showing)?.element
  }

  get health(): TileHealth {
    const { laneId, state, errorFrames, recordingId } = this.reading
    const track = state === 'failed' ? undefined : this.tracks.get(recordingId)
    const { ahead, inFlight } = track?.backlog ?? {}
    const { image } = track?.picture ?? {}
    const frame = typeof VideoFrame !== 'undefined' && image instanceof VideoFrame ? image : undefined
    const size = { widthPx: frame?.displayWidth, heightPx: frame?.displayHeight }
    return { laneId, state, errorFrames, plays: track?.plays, ahead, inFlight, ...size }
  }

  /** Closes what plays by this element; the next tick opens it again, in another. */
  giveUp(element: HTMLVideoElement): void {
    this.tracks.giveUp(element)
    this.options.onChange()
  }

  /** What would be played at `t` or soon after it. */
  wish(t: number, isLarge: boolean, isSmaller: boolean): WishedLane {
    const recording = recordingAt(this.recordings, t) ?? this.coming(t, 1)
    const isUndecodable = recording !== undefined && this.tracks.isUndecodable(recording.recordingId)
    return { recording, box: this.measure(), isLarge, isSmaller, isUndecodable }
  }

  /** The server is back: what waits for it is tried at once. */
  recover(): void {
    this.tracks.retry({ isLook: false })
  }

  /** Prepares the frame at `t`; `preview`: its key frame alone. */
  seek(t: number, preview = false): void {
    if (!this.isVisible) return
    this.tracks.retry({ isLook: true })
    const recording = recordingAt(this.recordings, t)
    const mediaUs = recording && mediaTimeAt(recording.placement, t)
    const table = recording && this.tracks.tableAt(recording, mediaUs!)
    const track = this.tracks.get(recording?.recordingId)
    this.unsought = track && !table ? { track, preview } : undefined
    if (table && track) seekTrack(track, Math.max(0, frameIndexAt(table, mediaUs!)), preview)
    // A recording that is not played now must begin again when the playhead comes to it.
    this.tracks.keep(recording?.recordingId)
  }

  /** Draws what is due; true where a new picture was drawn. */
  tick(tick: LaneTick): boolean {
    const { t } = tick
    if (!this.isVisible) {
      this.tracks.keep(undefined)
      return this.update('loading', {})
    }
    this.keepNear(tick)
    const gap = gapAt(this.lane, this.recordings, t)
    const recording = recordingAt(this.recordings, t)
    if (!gap) return this.show(recording!, tick)
    if (recording) this.keepPace(recording, tick)
    return this.update('gap', { gap, recordingId: recording?.recordingId })
  }

  framesNear(t: number): NearFrames {
    return framesNear(this.recordings, this.tracks.tables, t)
  }

  dispose(): void {
    this.tracks.dispose()
    for (const view of this.views) view.dispose()
    this.views.clear()
  }

  private show(recording: PlacedRecording, tick: LaneTick): boolean {
    const { t, p, rate, starting, draws, smooth } = tick
    const { recordingId } = recording
    const trouble = this.tracks.trouble(recordingId)
    const message = trouble?.message
    if (trouble?.isFailed) return this.update('failed', { recordingId, message })
    const mediaUs = mediaTimeAt(recording.placement, t)
    const table = this.tracks.tableAt(recording, mediaUs)
    const track = this.tracks.get(recordingId)
    if (!table || !track) {
      const isSeen = track?.picture !== undefined && this.showing === recordingId
      return this.update(isSeen ? 'late' : 'loading', { recordingId, message })
    }
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
    this.tracks.suit(recording, track, this.fitOf(tick))
    const { unsought } = this
    this.unsought = undefined
    if (unsought?.track === track) seekTrack(track, wanted, unsought.preview)
    track.follow({ rate, starting, index: wanted, mediaUs, p })
    const picture = draws || track.element ? track.take(wanted) : undefined
    const shown = picture ?? track.picture
    if (shown)
      for (const view of this.views)
        if (view.isVisible && !view.hold(track.element)) view.draw(shown, picture !== undefined, smooth)
    if (picture) {
      this.showing = recordingId
      for (const one of picture.earlier ?? []) this.log.add({ recordingId, ...one })
      this.log.add({ recordingId, ptsUs: picture.ptsUs, p: picture.shownAt ?? p })
    }
    const isShown = shown !== undefined && this.showing === recordingId
    const knownUs = mediaUs - track.knownAfterMs * 1000 * rate
    const due = rate === 0 ? wanted : Math.max(0, frameIndexAt(table, knownUs))
    const isRight = isShown && (isNewest(shown, track, due) || isNear(shown, track, due, rate))
    const state: ReadingState = !isShown ? 'loading' : isRight ? 'ok' : 'late'
    if (state !== 'ok' && track.failure) this.tracks.noteFailure(recordingId)
    this.update(state, {
      recordingId,
      errorFrames: isShown ? shown.index - due : undefined,
      shownPtsUs: isShown ? shown.ptsUs : undefined,
      wantedPtsUs: table.ptsUs[due],
      preview: track.isPreview,
      message,
    })
    return picture !== undefined
  }

  /** An element plays and pauses with the others, even where it is not seen. */
  private keepPace({ recordingId, placement }: PlacedRecording, { t, p, rate, starting }: LaneTick): void {
    const track = this.tracks.get(recordingId)
    const table = track?.element && this.tracks.tables.get(recordingId)
    if (!track || !table) return
    const mediaUs = mediaTimeAt(placement, t)
    track.follow({ rate, starting, index: Math.max(0, frameIndexAt(table, mediaUs)), mediaUs, p })
  }

  /** Holds the recordings at and just after the playhead open, and closes the others. */
  private keepNear(tick: LaneTick): void {
    const { t, p, rate } = tick
    const playing = recordingAt(this.recordings, t)
    const coming = this.coming(t, rate)
    if (playing) this.tracks.open(playing, t, p, this.fitOf(tick))
    if (coming) this.tracks.open(coming, t, p, this.fitOf(tick))
    this.tracks.keep(playing?.recordingId, coming?.recordingId)
  }

  private coming(t: number, rate: number): PlacedRecording | undefined {
    const coming = recordingAfter(this.recordings, t)
    return coming && coming.placement.startUs - t < PRELOAD_US * Math.max(1, rate) ? coming : undefined
  }

  private fitOf({ isLarge, isSmaller }: LaneTick): Fit {
    return { box: this.measure(), layout: this.layout, isLarge, isSmaller }
  }

  /** The largest visible tile, in device pixels. */
  private measure(): Size {
    if (this.hasBox) return this.box
    this.hasBox = true
    this.box = { width: 0, height: 0 }
    for (const { isVisible, boxWidth: width, boxHeight: height } of this.views) {
      if (isVisible && width * height > this.box.width * this.box.height) this.box = { width, height }
    }
    return this.box
  }

  private layOut(): void {
    this.layout++
    this.hasBox = false
    this.options.onChange()
  }

  /** Says what is seen now; false, because nothing new was drawn. */
  private update(state: ReadingState, part: Partial<TileReading>): boolean {
    this.reading = nextReading(this.reading, state, part)
    return false
  }
}

function seekTrack(track: FrameTrack, index: number, preview: boolean): void {
  if (preview) track.preview(index)
  else track.seek(index)
}

/** Whether that is the wanted picture, or the last one before it that the file has. */
const isNewest = (shown: Picture, track: FrameTrack, wanted: number): boolean =>
  shown.index === wanted || shown.index === track.nearest(wanted)

/** What plays by itself is steered, not drawn: while it plays, a neighbour of the wanted picture is no cause to wait. */
const isNear = (shown: Picture, track: FrameTrack, wanted: number, rate: number): boolean =>
  rate !== 0 && track.element !== undefined && Math.abs(shown.index - wanted) <= 1
