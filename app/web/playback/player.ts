/** The transport: one clock, the lanes that draw from it, the sound that leads it. Everything else only reads. */
import { createStore } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { micros, type Micros, type Span } from '../../../core/time/index.ts'
import { SessionClock } from './clock.ts'
import { chooseEngine, readAsked } from './engine.ts'
import type { Shifts } from './laneFrames.ts'
import { SessionLoudness } from './loudness.ts'
import { NEUTRAL } from './mix.ts'
import { firstState } from './playerState.ts'
import { listenToPage } from './pageSignals.ts'
import type { Engine, LaneMix, LanePictures, PlaybackTrace, Player, PlayerState } from './player.types.ts'
import { findMediaUrl, mediaUrl } from './recordingUrls.ts'
import type { Renditions } from './renditions.types.ts'
import { RestTimer } from './restTimer.ts'
import { SoundEngine } from './soundEngine.ts'
import { loopOfSound } from './soundLoop.ts'
import { StartGate } from './startGate.ts'
import { TickLog } from './tickLog.ts'
import { Tiles } from './tiles.ts'

/** What is drawn in an animation frame is seen about one display refresh later. */
const LEAD_MS = 1000 / 60
const SEEK_PATIENCE_MS = 1_000
const SCRUB_REST_MS = 120
const [MIN_RATE, MAX_RATE] = [0.25, 4]

export interface PlayerOptions {
  /** Origin of the media port. */
  readonly mediaOrigin: string
  /** Absent: WebCodecs where the browser has it. */
  readonly engine?: Engine
  /** Absent: originals are played. */
  readonly renditions?: Renditions
}

/** Makes the player of one session, paused at its start; `dispose` it with the workbench. */
export function createPlayer(session: SessionDetail, options: PlayerOptions): Player {
  readAsked(window.location.search)
  return new SessionPlayer(session, options)
}

class SessionPlayer implements Player {
  readonly state
  private readonly session: SessionDetail
  private readonly mediaOrigin: string
  private readonly clock = new SessionClock(0, performance.now())
  private readonly tiles: Tiles
  private readonly sound: SoundEngine
  private readonly loudness: SessionLoudness
  private readonly listeners = new Set<(t: Micros) => void>()
  private readonly ticks = new TickLog()
  private readonly stopListening: () => void
  private frame: number | undefined
  private lastP = 0
  private deadline: number | undefined = Infinity
  private readonly gate = new StartGate()
  private readonly rest = new RestTimer()
  private disposed = false

  constructor(session: SessionDetail, { mediaOrigin, engine, renditions }: PlayerOptions) {
    this.session = session
    this.mediaOrigin = mediaOrigin
    const chosen = engine ?? chooseEngine()
    const audio = session.lanes.filter((lane) => lane.kind === 'audio')
    this.state = createStore(() => firstState(session, chosen))
    this.tiles = new Tiles({ session, mediaOrigin, engine: chosen, renditions, onChange: () => this.wake() })
    this.sound = new SoundEngine({
      lanes: audio,
      clock: this.clock,
      mediaUrl: (recording) => mediaUrl(mediaOrigin, recording),
      onChange: () => this.followSound(),
    })
    this.loudness = new SessionLoudness(session)
    this.stopListening = listenToPage({
      onGesture: () => this.state.getState().playing && this.sound.unlock(),
      onVisibility: () => this.followVisibility(),
      onHiddenTick: () => this.tickHidden(),
      onServerBack: () => [this.tiles, this.sound].forEach((part) => part.recover()),
    })
    this.wake()
  }

  now(): Micros {
    return micros(this.clamp(this.clock.at(performance.now())))
  }

  play(): void {
    if (this.state.getState().playing) return
    const { loop } = this.state.getState()
    this.sound.unlock()
    this.set({ playing: true })
    if (this.deadline === Infinity) this.deadline = performance.now() + SEEK_PATIENCE_MS
    const t = this.now()
    if (loop && (t < loop.start || t >= loop.end)) this.seek(loop.start)
    else if (t >= this.session.durationUs) this.seek(0)
    else if (this.deadline === undefined) {
      if (this.tiles.isSettled && this.tiles.hasSetOff) this.run(t, performance.now())
      else if (this.tiles.isSettled) this.deadline = performance.now() + SEEK_PATIENCE_MS
      else this.seek(t)
    }
    this.wake()
  }

  pause(): void {
    if (!this.state.getState().playing) return
    this.set({ playing: false, idle: false })
    this.freeze()
    this.wake()
  }

  toggle(): void {
    if (this.state.getState().playing) this.pause()
    else this.play()
  }

  seek(t: number): void {
    this.rest.end()
    this.set({ scrubbing: false })
    this.aim(t, false)
  }

  scrub(t: number): void {
    this.rest.end()
    this.set({ scrubbing: true })
    this.aim(t, true)
    this.rest.start(() => this.aim(t, false), SCRUB_REST_MS)
  }

  endScrub(): void {
    if (this.state.getState().scrubbing) this.seek(this.clock.at(performance.now()))
  }

  step(frames: number): void {
    this.pause()
    this.seek(this.tiles.stepFrom(this.clamp(this.clock.at(Infinity)), frames, this.state.getState().focus))
  }

  setRate(rate: number): void {
    this.set({ rate: Math.min(MAX_RATE, Math.max(MIN_RATE, rate)) })
    if (this.clock.rate !== 0) this.run(this.clock.at(performance.now()), performance.now())
    this.describeSound()
  }

  setLoop(loop: Span | undefined): void {
    this.set({ loop })
    if (this.sound.loop && this.sound.loop !== loop)
      this.sound.start(performance.now(), this.state.getState().rate)
  }

  setLane(laneId: string, patch: Partial<LaneMix>): void {
    const { lanes } = this.state.getState()
    this.set({ lanes: { ...lanes, [laneId]: { ...(lanes[laneId] ?? NEUTRAL), ...patch } } })
    this.sound.setMix(this.state.getState())
  }

  setMaster(patch: Partial<PlayerState['master']>): void {
    this.set({ master: { ...this.state.getState().master, ...patch } })
    this.sound.setMix(this.state.getState())
  }

  setFocus(focus: string | undefined): void {
    this.set({ focus })
  }

  onFrame(listener: (t: Micros) => void): () => void {
    this.listeners.add(listener)
    this.wake()
    return () => void this.listeners.delete(listener)
  }

  attachTile(laneId: string, target: Parameters<Player['attachTile']>[1]): () => void {
    if (this.deadline === Infinity) this.deadline = performance.now() + SEEK_PATIENCE_MS
    this.set({ idle: false })
    return this.tiles.attach(laneId, target) ?? (() => undefined)
  }

  readings = () => this.tiles.readings()
  reading = (laneId: string) => this.tiles.reading(laneId)
  summary = () => this.tiles.summary()
  health = () => this.tiles.health()
  takeRun = () => this.tiles.takeRun()
  readRun = () => this.tiles.readRun()
  soundPeak = () => this.sound.peak()
  levels = (laneId: string) => this.loudness.at(laneId, this.now())
  currentFrame = () => this.tiles.shownIndex(this.state.getState().focus)

  get pictures(): LanePictures {
    return this.tiles
  }

  mediaUrl = (recordingId: string) => findMediaUrl(this.session, this.mediaOrigin, recordingId)

  preview(shifts: Shifts): void {
    const t = this.now()
    for (const part of [this.tiles, this.sound, this.loudness]) part.place(shifts)
    this.seek(t)
  }

  trace(): PlaybackTrace {
    return { clock: [...this.clock.history], draws: this.tiles.draws(), ticks: this.ticks.entries() }
  }

  dispose(): void {
    this.disposed = true
    if (this.frame !== undefined) cancelAnimationFrame(this.frame)
    this.rest.end()
    this.stopListening()
    this.tiles.dispose()
    this.sound.dispose()
    this.listeners.clear()
  }

  /** Freezes the clock at `t` and asks every visible lane for its picture there; a newer aim replaces it. */
  private aim(t: number, preview: boolean): void {
    const at = this.clamp(t)
    const p = performance.now()
    this.sound.stop()
    this.clock.set(at, 0, p)
    this.lastP = p
    this.gate.reset()
    this.tiles.seek(at, preview)
    if (this.deadline !== Infinity || this.tiles.hasVisible) this.deadline = p + SEEK_PATIENCE_MS
    if (this.state.getState().status === 'ready') this.set({ status: 'seeking' })
    this.set({ idle: false })
    this.wake()
  }

  /** Lets the clock run from `t` at `p`, and the sound with it. */
  private run(t: number, p: number): void {
    const { rate } = this.state.getState()
    this.clock.set(t, rate, p)
    this.tiles.rest()
    this.sound.start(p, rate, this.soundLoop())
    this.describeSound()
  }

  private soundLoop(): Span | undefined {
    return loopOfSound(this.state.getState().loop, this.tiles.hasVisible)
  }

  /** Stops the clock at the moment of the picture drawn last, so that no tile goes back a frame. */
  private freeze(): void {
    this.gate.reset()
    this.sound.stop()
    this.clock.run(0, Math.max(performance.now(), this.lastP))
  }

  private wake(): void {
    if (this.disposed || this.frame !== undefined) return
    this.frame = requestAnimationFrame((time) => {
      this.frame = undefined
      try {
        this.tick(time + LEAD_MS)
      } finally {
        // What one listener throws must not end the playing of all.
        if (this.isBusy()) this.wake()
      }
    })
  }

  private isBusy(): boolean {
    const { playing, idle } = this.state.getState()
    return playing || !idle
  }

  private tick(p: number): void {
    this.lastP = p
    this.ticks.add(p)
    this.sound.followOutput(p)
    this.turnAround(p)
    // A tick's time can lie before a seek that was asked since: a clock that stands is where it was last set.
    const t = this.clamp(this.clock.at(this.clock.rate === 0 ? Infinity : p))
    const { level, focus, playing, rate } = this.state.getState()
    const starting = this.gate.isWaiting ? rate : 0
    const nextLevel = this.tiles.tick({ t, p, rate: this.clock.rate, starting, level, focus, playing })
    if (nextLevel !== level) this.set({ level: nextLevel })
    this.release(t, p)
    for (const listener of this.listeners) listener(micros(t))
  }

  /** Lets the clock go when all visible tiles are right, or when waiting longer would be worse. */
  private release(t: number, p: number): void {
    const { playing, scrubbing, status, idle } = this.state.getState()
    const hasAll = this.gate.isWaiting || this.tiles.isSettled
    if (this.deadline !== undefined && !scrubbing) {
      const hasBegun = this.deadline !== Infinity || !this.tiles.hasLanes
      const isDone = hasBegun && (hasAll || p > this.deadline)
      if (isDone && !(playing && this.gate.holds(p, this.tiles.hasSetOff))) {
        this.deadline = undefined
        this.set({ status: 'ready' })
        if (playing) this.run(t, p)
      }
    }
    const isIdle = this.deadline === undefined && !scrubbing && (playing || hasAll) && status !== 'loading'
    if (isIdle !== idle) this.set({ idle: isIdle })
  }

  /** At the end of the loop or of the session. */
  private turnAround(p: number): void {
    const { loop } = this.state.getState()
    if (this.clock.rate === 0) return
    const t = this.clock.at(p)
    if (loop && t >= loop.end) {
      if (loop === this.sound.loop && loop === this.soundLoop())
        this.clock.set(loop.start, this.clock.rate, p - (t - loop.end) / 1000 / this.clock.rate)
      else this.seek(loop.start)
    } else if (t >= this.session.durationUs) {
      this.set({ playing: false })
      this.sound.stop()
      this.clock.set(this.session.durationUs, 0, p)
    }
  }

  /** Where no frames are drawn, sound still leads the clock and the ends are kept. */
  private tickHidden(): void {
    const p = performance.now()
    this.sound.followOutput(p)
    this.turnAround(p)
  }

  /** A tab that is shown again goes to the clock's now; what it missed is not replayed. */
  private followVisibility(): void {
    this.tiles.rest()
    if (document.hidden || this.clock.rate === 0) return
    this.tiles.seek(this.clamp(this.clock.at(performance.now())))
  }

  private followSound(): void {
    const { rate, playing } = this.state.getState()
    if (playing && this.clock.rate !== 0) this.sound.start(performance.now(), rate, this.soundLoop())
    this.describeSound()
  }

  private describeSound(): void {
    const soundNote = this.sound.note(this.state.getState())
    if (soundNote !== this.state.getState().soundNote) this.set({ soundNote })
  }

  private clamp(t: number): number {
    return Math.min(this.session.durationUs, Math.max(0, t))
  }

  private set(patch: Partial<PlayerState>): void {
    this.state.setState(patch)
  }
}
