/** All audio lanes on one AudioContext, so that they are together to the sample; the session clock follows it. */
import type { Lane } from '../../../core/protocol/index.ts'
import type { SessionClock } from './clock.ts'
import { AudioDiscipline, SLEW_MS } from './discipline.ts'
import { placedRecordings, shiftLane, type PlacedRecording, type Shifts } from './laneFrames.ts'
import { gainFromDb, laneGains } from './mix.ts'
import type { PlayerState } from './player.types.ts'
import { SoundLane, type SoundAnchor } from './soundLane.ts'

/** Beyond this the sound itself was away (a laptop that slept): it begins again at the clock. */
const LOST_US = 1_000_000
const SAMPLE_RATE = 48_000

export interface SoundEngineOptions {
  readonly lanes: readonly Lane[]
  readonly clock: SessionClock
  readonly mediaUrl: (recording: PlacedRecording) => string
  /** Called when the context begins or ceases to run. */
  readonly onChange: () => void
}

export class SoundEngine {
  private readonly options: SoundEngineOptions
  private context: AudioContext | undefined
  private master: GainNode | undefined
  private readonly lanes = new Map<string, SoundLane>()
  private gains = new Map<string, number>()
  private masterGain = 1
  private shifts: Shifts = {}
  private anchor: SoundAnchor | undefined
  private readonly discipline = new AudioDiscipline()
  private correctedAt = 0
  private lastContextTime = -1

  constructor(options: SoundEngineOptions) {
    this.options = options
  }

  get hasLanes(): boolean {
    return this.options.lanes.length > 0
  }

  /** Whether sound can be heard now: the browser holds it back until the person has touched the page. */
  get isUnlocked(): boolean {
    return this.context?.state === 'running'
  }

  /** Asks for sound; to be called from a click or key. Goes on without waiting. */
  unlock(): void {
    if (!this.hasLanes || typeof AudioContext === 'undefined') return
    this.context ??= this.open()
    if (this.context.state === 'suspended') this.context.resume().catch(() => undefined)
  }

  /** Lets the sound run along the clock, which runs from `p` (ms) at the latest; does nothing while it is locked. */
  start(p: number): void {
    this.stop()
    const { context } = this
    if (!context || context.state !== 'running') return
    this.anchor = { contextTime: outputTimeAt(context, p), t: this.options.clock.at(p) }
    this.startLanes()
  }

  stop(): void {
    this.anchor = undefined
    this.discipline.reset()
    for (const lane of this.lanes.values()) lane.stop()
  }

  /** Plays recordings shifted from the next start on. */
  place(shifts: Shifts): void {
    this.stop()
    this.shifts = shifts
    for (const lane of this.options.lanes) this.lanes.get(lane.laneId)?.place(this.placed(lane))
  }

  setMix({ lanes, master }: Pick<PlayerState, 'lanes' | 'master'>): void {
    this.gains = laneGains(lanes)
    this.masterGain = master.muted ? 0 : gainFromDb(master.gainDb)
    if (this.context) this.master?.gain.setTargetAtTime(this.masterGain, this.context.currentTime, 0.002)
    if (this.anchor) this.startLanes()
  }

  /** Keeps the clock on what is heard; to be called at every tick, and every 100 ms in a hidden tab. */
  followOutput(p: number): void {
    const { anchor, context } = this
    const { clock } = this.options
    if (!anchor || !context || clock.rate === 0) return
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
    if (contextTime > 0 && contextTime !== this.lastContextTime) {
      this.lastContextTime = contextTime
      const error = anchor.t + (contextTime - anchor.contextTime) * 1e6 - clock.at(performanceTime)
      if (Math.abs(error) > LOST_US) return this.start(p)
      this.discipline.add(error)
    }
    if (p - this.correctedAt < SLEW_MS) return
    this.correctedAt = p
    const correction = this.discipline.correction()
    if (correction?.kind === 'step') clock.set(clock.at(p) + correction.byUs, 1, p)
    else if (correction) clock.run(1 + correction.byUs / (SLEW_MS * 1000), p)
  }

  dispose(): void {
    this.stop()
    for (const lane of this.lanes.values()) lane.dispose()
    this.lanes.clear()
    void this.context?.close()
    this.context = undefined
  }

  private open(): AudioContext {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: SAMPLE_RATE })
    this.master = context.createGain()
    this.master.gain.value = this.masterGain
    this.master.connect(context.destination)
    for (const lane of this.options.lanes) {
      this.lanes.set(
        lane.laneId,
        new SoundLane({
          context,
          output: this.master,
          recordings: this.placed(lane),
          mediaUrl: this.options.mediaUrl,
        }),
      )
    }
    context.addEventListener('statechange', this.options.onChange)
    return context
  }

  private placed(lane: Lane): PlacedRecording[] {
    return placedRecordings(shiftLane(lane, this.shifts))
  }

  /** A silent lane decodes nothing. */
  private startLanes(): void {
    for (const [laneId, lane] of this.lanes) {
      const gain = this.gains.get(laneId) ?? 1
      if (gain === 0) lane.stop()
      else {
        lane.setGain(gain)
        if (!lane.isPlaying) lane.start(this.anchor!)
      }
    }
  }
}

/** The context time that is heard at `p` (ms). */
function outputTimeAt(context: AudioContext, p: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
  if (contextTime > 0) return contextTime + (p - performanceTime) / 1000
  return context.currentTime - (context.outputLatency || 0)
}
