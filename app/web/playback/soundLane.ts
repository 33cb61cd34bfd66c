/** One audio lane: its recordings' sound scheduled one to two seconds ahead of what is heard. */
import type { Input } from 'mediabunny'
import {
  mediaTimeAt,
  placedPieces,
  sessionTimeAt,
  type PlacedPiece,
  type PlacedRecording,
} from './laneFrames.ts'
import { findSoundPart, type SoundPart } from './soundPart.ts'

const AHEAD_S = 1.5
const RAMP_S = 0.005
const POLL_MS = 100
/** Chunks closer than this are joined without a seam. */
const SEAM_S = 0.001

/** Which session time is heard at which context time, at rate 1. */
export interface SoundAnchor {
  readonly contextTime: number
  readonly t: number
}

export interface SoundLaneOptions {
  readonly context: AudioContext
  readonly output: AudioNode
  readonly recordings: readonly PlacedRecording[]
  readonly mediaUrl: (recording: PlacedRecording) => string
}

interface Run {
  readonly gate: GainNode
  readonly sources: Set<AudioBufferSourceNode>
  readonly ending: AbortController
}

export class SoundLane {
  /** Why the last recording could not be heard. */
  failure: string | undefined
  private readonly options: SoundLaneOptions
  private readonly level: GainNode
  private readonly inputs = new Map<string, Input>()
  private recordings: readonly PlacedRecording[]
  private run: Run | undefined

  constructor(options: SoundLaneOptions) {
    this.options = options
    this.recordings = options.recordings
    this.level = options.context.createGain()
    this.level.connect(options.output)
  }

  setGain(gain: number): void {
    this.level.gain.setTargetAtTime(gain, this.options.context.currentTime, RAMP_S / 3)
  }

  /** Where its recordings lie from the next start on. */
  place(recordings: readonly PlacedRecording[]): void {
    this.recordings = recordings
  }

  /** Plays from now on by the anchor, until stopped. */
  start(anchor: SoundAnchor): void {
    this.stop()
    const { context } = this.options
    const gate = context.createGain()
    gate.connect(this.level)
    gate.gain.setValueAtTime(0, context.currentTime)
    gate.gain.linearRampToValueAtTime(1, context.currentTime + RAMP_S)
    const run: Run = { gate, sources: new Set(), ending: new AbortController() }
    this.run = run
    void this.play(run, anchor)
  }

  get isPlaying(): boolean {
    return this.run !== undefined
  }

  stop(): void {
    const { run } = this
    if (!run) return
    this.run = undefined
    run.ending.abort()
    const { currentTime } = this.options.context
    run.gate.gain.cancelScheduledValues(currentTime)
    run.gate.gain.setValueAtTime(run.gate.gain.value, currentTime)
    run.gate.gain.linearRampToValueAtTime(0, currentTime + RAMP_S)
    for (const source of run.sources) source.stop(currentTime + RAMP_S)
    setTimeout(() => run.gate.disconnect(), 100)
  }

  dispose(): void {
    this.stop()
    this.level.disconnect()
    for (const input of this.inputs.values()) input.dispose()
    this.inputs.clear()
  }

  private async play(run: Run, anchor: SoundAnchor): Promise<void> {
    const { recordings } = this
    const { context } = this.options
    const { signal } = run.ending
    const heard = (): number => anchor.t + (context.currentTime - anchor.contextTime) * 1e6
    const pieces = recordings.flatMap((recording) =>
      placedPieces(recording).map((piece) => ({ recording, piece })),
    )
    for (const { recording, piece } of pieces) {
      if (piece.endUs <= heard()) continue
      while (!signal.aborted && piece.startUs - heard() > AHEAD_S * 1e6) await wait(signal)
      if (signal.aborted) return
      try {
        await this.playPiece(run, { anchor, recording, piece, t: heard() })
      } catch (error) {
        if (!signal.aborted) this.failure = error instanceof Error ? error.message : String(error)
      }
    }
  }

  /** A stall between two pieces is silence of its length; what a step back repeats is heard once. */
  private async playPiece(
    run: Run,
    {
      anchor,
      recording,
      piece,
      t,
    }: { anchor: SoundAnchor; recording: PlacedRecording; piece: PlacedPiece; t: number },
  ): Promise<void> {
    const { context } = this.options
    const { placement, recordingId } = recording
    const { signal } = run.ending
    // Loaded at the first sound: the first view does without it.
    const { openSound, readSound } = await import('./soundChunks.ts')
    if (signal.aborted) return
    const input = this.inputs.get(recordingId) ?? openSound(this.options.mediaUrl(recording))
    this.inputs.set(recordingId, input)
    const from = mediaTimeAt(placement, Math.max(t, piece.startUs)) / 1e6
    let end: number | undefined
    for await (const { buffer, start } of readSound(input, from)) {
      if (signal.aborted) return
      const part = findSoundPart(piece, start, buffer.duration)
      if (part.until <= 0) return
      if (part.from >= part.until) continue
      const media = (start + part.from) * 1e6
      const exact = anchor.contextTime + (sessionTimeAt(placement, media) - anchor.t) / 1e6
      const when: number = end !== undefined && Math.abs(exact - end) < SEAM_S ? end : exact
      end = when + part.until - part.from
      this.schedule(run, buffer, { when, ...part })
      while (!signal.aborted && end - context.currentTime > AHEAD_S) await wait(signal)
      if (signal.aborted) return
    }
  }

  private schedule(run: Run, buffer: AudioBuffer, { when, from, until }: SoundPart & { when: number }): void {
    const { context } = this.options
    const late = Math.max(0, context.currentTime - when)
    if (late >= until - from) return
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(run.gate)
    source.start(when + late, from + late, until - from - late)
    run.sources.add(source)
    source.addEventListener('ended', () => {
      run.sources.delete(source)
      source.disconnect()
    })
  }
}

const wait = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, POLL_MS)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
