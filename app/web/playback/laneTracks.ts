/** The open recordings of one lane: their packet tables, what plays them, which file suits the tile, why one failed. */
import { explainUndecodable } from './codecSupport.ts'
import { askWhy, type Verdict } from './explainFailure.ts'
import { frameIndexAt, type FrameTable } from './frameTable.ts'
import type { Played } from './frameTrack.ts'
import { mediaTimeAt, type PlacedRecording } from './laneFrames.ts'
import { openTrack } from './openTrack.ts'
import { Outages } from './outages.ts'
import type { Engine } from './player.types.ts'
import { Refusal } from './recordingUrls.ts'
import type { Size } from './renditionChoice.ts'
import type { RenditionSources } from './renditionSources.ts'
import type { SwitchingTrack } from './switchingTrack.ts'

/** A seek asks again for what is missing, but not each of many seeks. */
const ASKED_AGAIN_MS = 1_000

export interface LaneTracksOptions {
  readonly engine: Engine
  readonly mediaUrl: (recording: PlacedRecording) => string
  /** Known around `mediaUs` at least. */
  readonly loadTable: (recording: PlacedRecording, mediaUs: number) => Promise<FrameTable>
  readonly sources: RenditionSources
  readonly onChange: () => void
  /** The tracks of a recording were closed. */
  readonly onClosed: (recordingId: string) => void
}

/** What a file is chosen by. */
export interface Fit {
  /** The largest visible tile, in device pixels; `layout` rises with each change of it. */
  readonly box: Size
  readonly layout: number
  readonly isLarge: boolean
  readonly isSmaller: boolean
}

/** Why there is no picture: for good, or until it is there again. */
export interface Trouble {
  readonly isFailed: boolean
  readonly message: string | undefined
}

export class LaneTracks {
  readonly tables = new Map<string, FrameTable>()
  private readonly options: LaneTracksOptions
  private readonly tracks = new Map<string, SwitchingTrack>()
  private readonly known = new Map<string, PlacedRecording>()
  private readonly failures = new Map<string, string>()
  private readonly loading = new Set<string>()
  /** Why a packet table could not be read. */
  private readonly unread = new Map<string, string>()
  /** Recordings that only a `<video>` may play here, and why. */
  private readonly undecodable = new Map<string, string>()
  private readonly outages: Outages
  private chosenFor = -1
  private chosen: SwitchingTrack | undefined

  constructor(options: LaneTracksOptions) {
    this.options = options
    this.outages = new Outages({
      ask: (id) => this.ask(id),
      onBack: (id) => this.reopen(id),
      onHopeless: (id) => this.giveUpOn(id),
      onChange: options.onChange,
    })
  }

  get(recordingId: string | undefined): SwitchingTrack | undefined {
    return recordingId === undefined ? undefined : this.tracks.get(recordingId)
  }

  isUndecodable(recordingId: string): boolean {
    return this.undecodable.has(recordingId)
  }

  trouble(recordingId: string): Trouble | undefined {
    const failure = this.failures.get(recordingId)
    if (failure !== undefined) {
      const isSaved = this.undecodable.has(recordingId) && this.options.sources.hasReady(recordingId)
      if (!isSaved) return { isFailed: true, message: failure }
      this.failures.delete(recordingId)
    }
    const outage = this.outages.find(recordingId)
    return outage && { isFailed: outage.isRefused, message: outage.message }
  }

  /** A track's failure was seen; the server is asked why. */
  noteFailure(recordingId: string): void {
    this.outages.note(recordingId)
  }

  /** What waits for the server is tried: at once, or where somebody looks there again. */
  retry({ isLook }: { readonly isLook: boolean }): void {
    this.outages.hurry(isLook ? ASKED_AGAIN_MS : 0)
  }

  /** Opens what is not open yet, at session time `t`. */
  open(recording: PlacedRecording, t: number, p: number, fit: Fit): void {
    const { recordingId } = recording
    if (this.tracks.has(recordingId) || this.failures.has(recordingId)) return
    this.known.set(recordingId, recording)
    if (this.outages.find(recordingId)) return
    const mediaUs = mediaTimeAt(recording.placement, Math.max(t, recording.placement.startUs))
    if (!this.tables.has(recordingId))
      this.options.sources.warm(recordingId, this.choose(recording, undefined, fit))
    const table = this.tableAt(recording, mediaUs)
    if (table && !this.options.sources.isAwaited(recordingId, p)) this.start(recording, table, t, fit)
  }

  /** Its frames, where those around that media time are known; else they are asked for, as what comes soon is. */
  tableAt(recording: PlacedRecording, mediaUs: number): FrameTable | undefined {
    const { recordingId } = recording
    const table = this.tables.get(recordingId)
    if (table && !table.pieces) return table
    if (!this.loading.has(recordingId) && !this.outages.find(recordingId)) {
      if (!table) void this.load(recording, () => this.options.loadTable(recording, mediaUs))
      const more = table?.pieces?.loadAround(mediaUs)
      if (table && more) void this.load(recording, () => more.then(() => table))
    }
    return table?.pieces?.isReady(mediaUs) ? table : undefined
  }

  /** Has the file played that suits the tile now; looks only where something it depends on has changed. */
  suit(recording: PlacedRecording, track: SwitchingTrack, fit: Fit): void {
    const flags = (fit.isLarge ? 1 : 0) + (fit.isSmaller ? 2 : 0)
    const stamp = (this.options.sources.version * 65_536 + fit.layout) * 4 + flags
    if (stamp === this.chosenFor && track === this.chosen) return
    this.chosenFor = stamp
    this.chosen = track
    track.choose(this.choose(recording, track.plays, fit))
  }

  /** Closes all but these. */
  keep(one: string | undefined, other?: string): void {
    for (const [id] of this.tracks) if (id !== one && id !== other) this.close(id)
  }

  /** Closes what plays by this element. */
  giveUp(element: HTMLVideoElement): void {
    for (const [id, track] of this.tracks) if (track.element === element) this.close(id)
  }

  dispose(): void {
    this.outages.dispose()
    this.keep(undefined)
  }

  private async load({ recordingId }: PlacedRecording, work: () => Promise<FrameTable>): Promise<void> {
    this.loading.add(recordingId)
    try {
      const table = await work()
      if (table.ptsUs.length === 0) this.failures.set(recordingId, 'no pictures in the file')
      this.tables.set(recordingId, table)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (error instanceof Refusal) this.failures.set(recordingId, message)
      else {
        this.unread.set(recordingId, message)
        this.outages.note(recordingId)
      }
    } finally {
      this.loading.delete(recordingId)
      this.options.onChange()
    }
  }

  private start(recording: PlacedRecording, table: FrameTable, t: number, fit: Fit): void {
    const { engine, sources, mediaUrl, onChange } = this.options
    const { recordingId, placement } = recording
    const track = openTrack({
      recording,
      table,
      url: mediaUrl(recording),
      first: this.choose(recording, undefined, fit),
      needsVideo: engine === 'video' || this.undecodable.has(recordingId),
      isLarge: fit.isLarge,
      sources,
      onChange,
    })
    track.seek(Math.max(0, frameIndexAt(table, mediaTimeAt(placement, t))))
    this.tracks.set(recordingId, track)
  }

  private choose(recording: PlacedRecording, plays: Played | undefined, fit: Fit): Played {
    const { engine, sources } = this.options
    if (engine === 'video') return 'original'
    const isUndecodable = this.undecodable.has(recording.recordingId)
    return sources.choose({ recording, plays, isUndecodable, ...fit })
  }

  private ask(recordingId: string): Promise<Verdict> {
    const recording = this.known.get(recordingId)
    return recording ? askWhy(this.options.mediaUrl(recording)) : Promise.resolve({ kind: 'there' })
  }

  /** Closes what stopped: the next tick opens it again. */
  private reopen(recordingId: string): void {
    if (this.tracks.get(recordingId)?.failure) this.close(recordingId)
  }

  /** A failed decoder leaves its recording to a `<video>`; a failed `<video>` says so on the tile. */
  private giveUpOn(recordingId: string): void {
    const track = this.tracks.get(recordingId)
    const failure = track?.failure ?? this.unread.get(recordingId) ?? 'it stopped'
    if (track) this.close(recordingId)
    if (track && !track.element) return void this.undecodable.set(recordingId, failure)
    const words = this.undecodable.get(recordingId)
    const recording = this.known.get(recordingId)
    const explained = words !== undefined && recording ? explainUndecodable(recording, words) : undefined
    this.failures.set(recordingId, explained ?? words ?? failure)
  }

  private close(recordingId: string): void {
    this.tracks.get(recordingId)?.dispose()
    this.tracks.delete(recordingId)
    this.options.onClosed(recordingId)
  }
}
