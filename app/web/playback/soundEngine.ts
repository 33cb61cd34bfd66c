/** All audio lanes on one AudioContext, so that they are together to the sample; the session clock follows it. */
import type { Lane } from '../../../core/protocol/index.ts'
import type { Span } from '../../../core/time/index.ts'
import type { SessionClock } from './clock.ts'
import { AudioDiscipline, SLEW_MS } from './discipline.ts'
import { placedRecordings, shiftLane, type PlacedRecording, type Shifts } from './laneFrames.ts'
import { gainFromDb, laneGains } from './mix.ts'
import { OutputClock } from './outputClock.ts'
import type { PlayerState } from './player.types.ts'
import { sessionTimeOf, wrapError, type SoundAnchor } from './soundAnchor.ts'
import { SoundBus } from './soundBus.ts'
import { SoundLane } from './soundLane.ts'
import { soundNoteOf } from './soundNote.ts'
import { followOutput } from './soundOutput.ts'
import { canStretch } from './stretch.ts'

/** Beyond this the sound itself was away (a laptop that slept): it begins again at the clock. */
const LOST_US = 1_000_000
const SAMPLE_RATE = 48_000

export interface SoundEngineOptions {
  readonly lanes: readonly Lane[]
  readonly clock: SessionClock
  readonly mediaUrl: (recording: PlacedRecording) => string
  /** Called when sound begins or ceases to be possible. */
  readonly onChange: () => void
}

interface Playing extends SoundAnchor {
  /** Seconds from a lane to the loudspeaker's side of the context. */
  readonly delay: number
  /** When the clock began to run, ms. */
  readonly p: number
}

type Mix = Pick<PlayerState, 'lanes' | 'master'>

export class SoundEngine {
  private readonly options: SoundEngineOptions
  private context: AudioContext | undefined
  private bus: SoundBus | undefined
  private output: OutputClock | undefined
  private readonly lanes = new Map<string, SoundLane>()
  private mix: Mix | undefined
  private shifts: Shifts = {}
  private playing: Playing | undefined
  private readonly discipline = new AudioDiscipline()
  private correctedAt = 0
  private leaveOutput: (() => void) | undefined

  constructor(options: SoundEngineOptions) {
    this.options = options
  }

  /** Why nothing is heard now, in words; off speed, asking loads what is needed. */
  note({ rate, playing }: Pick<PlayerState, 'rate' | 'playing'>): string | undefined {
    if (!this.hasLanes) return undefined
    const route = this.bus?.routeFor(rate) ?? (canStretch(rate) ? 'ready' : 'refused')
    return soundNoteOf({ rate, playing, isUnlocked: this.context?.state === 'running', route })
  }

  /** Highest sample that left lately, 0 … 1 of full scale. */
  peak(): number {
    return this.bus?.peak() ?? 0
  }

  /** Asks for sound; to be called from a click or key. Goes on without waiting. */
  unlock(): void {
    if (!this.hasLanes || typeof AudioContext === 'undefined') return
    this.context ??= this.open()
    if (this.context.state === 'suspended') this.context.resume().catch(() => undefined)
  }

  /**
   * Lets the sound run along the clock, which runs at `rate` from `p` (ms) at the latest; not while it cannot. With a
   * loop it goes round by itself, without a seam: the clock has to go round with it.
   */
  start(p: number, rate: number, loop?: Span): void {
    this.stop()
    const { context, bus, output } = this
    if (!context || !bus || !output || context.state !== 'running' || bus.routeFor(rate) !== 'ready') return
    const delay = bus.delayAt(rate)
    const contextTime = output.at(p) - delay
    this.playing = { contextTime, t: this.options.clock.at(p), rate, delay, p, loop }
    bus.begin(rate)
    this.startLanes(this.playing)
  }

  /** What the sound that plays goes round in. */
  get loop(): Span | undefined {
    return this.playing?.loop
  }

  stop(): void {
    if (this.playing) this.bus?.end()
    this.playing = undefined
    this.discipline.reset()
    for (const lane of this.lanes.values()) lane.stop()
  }

  /** Plays recordings shifted from the next start on. */
  place(shifts: Shifts): void {
    this.stop()
    this.shifts = shifts
    for (const lane of this.options.lanes) this.lanes.get(lane.laneId)?.place(this.placed(lane))
  }

  setMix(mix: Mix): void {
    this.mix = mix
    this.applyMix()
    if (this.playing) this.startLanes(this.playing)
  }

  /** Keeps the clock on what is heard; to be called at every tick, and every 100 ms in a hidden tab. */
  followOutput(p: number): void {
    const { playing } = this
    const { clock } = this.options
    if (!playing || clock.rate === 0) return
    const reading = this.output?.read()
    if (reading && reading.p >= playing.p) {
      const heard = sessionTimeOf(playing, reading.contextTime - playing.delay)
      const error = wrapError(heard - clock.at(reading.p), playing.loop) / playing.rate
      if (Math.abs(error) > LOST_US) return this.start(p, playing.rate, playing.loop)
      this.discipline.add(error)
    }
    if (p - this.correctedAt < SLEW_MS) return
    this.correctedAt = p
    const correction = this.discipline.correction()
    if (correction?.kind === 'step') clock.set(clock.at(p) + correction.byUs * playing.rate, playing.rate, p)
    else if (correction) clock.run(playing.rate * (1 + correction.byUs / (SLEW_MS * 1000)), p)
  }

  dispose(): void {
    this.stop()
    for (const lane of this.lanes.values()) lane.dispose()
    this.lanes.clear()
    this.leaveOutput?.()
    void this.context?.close()
    this.context = undefined
    this.bus = undefined
  }

  private open(): AudioContext {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: SAMPLE_RATE })
    const { lanes, mediaUrl, onChange } = this.options
    const bus = new SoundBus(context, onChange)
    this.bus = bus
    this.output = new OutputClock(context)
    for (const lane of lanes) {
      const recordings = this.placed(lane)
      this.lanes.set(lane.laneId, new SoundLane({ context, output: bus.input, recordings, mediaUrl }))
    }
    this.applyMix()
    context.addEventListener('statechange', onChange)
    this.leaveOutput = followOutput(context)
    return context
  }

  private get hasLanes(): boolean {
    return this.options.lanes.length > 0
  }

  private placed(lane: Lane): PlacedRecording[] {
    return placedRecordings(shiftLane(lane, this.shifts))
  }

  private applyMix(): void {
    const { mix } = this
    if (!mix) return
    this.bus?.setGain(mix.master.muted ? 0 : gainFromDb(mix.master.gainDb))
    const gains = laneGains(mix.lanes)
    for (const [laneId, lane] of this.lanes) lane.setMix(gains.get(laneId) ?? 1, mix.lanes[laneId]?.pan ?? 0)
  }

  /** The server is back: who fell silent is heard again at once, in time with the others. */
  recover(): void {
    for (const lane of this.lanes.values()) if (this.playing && lane.failure) lane.start(this.playing)
  }

  /** A silent lane decodes nothing. */
  private startLanes(anchor: SoundAnchor): void {
    const gains = laneGains(this.mix?.lanes ?? {})
    for (const [laneId, lane] of this.lanes) {
      if ((gains.get(laneId) ?? 1) === 0) lane.stop()
      else if (!lane.isPlaying) lane.start(anchor)
    }
  }
}
