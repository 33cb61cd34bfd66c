/** One audio lane: its recordings' sound scheduled one to two seconds ahead of what is heard. */
import type { Input } from 'mediabunny'
import { mediaTimeAt, sessionTimeAt, type PlacedRecording } from './laneFrames.ts'
import { panGain } from './mix.ts'
import { contextTimeOf, listRounds, sessionTimeOf, type SoundAnchor, type SoundRound } from './soundAnchor.ts'
import { findSoundPart, type SoundPart } from './soundPart.ts'
import { FADE_S, fadeBuffer, glideTo, SILENT_AFTER_S } from './soundRamp.ts'
import { placeChunk, type PlacedChunk } from './soundSeam.ts'
import { cutSpans, listSoundSpans, type SoundSpan } from './soundSpans.ts'

const AHEAD_S = 1.5
/** A recording that follows is opened this long before it is heard. */
const OPEN_AHEAD_S = 8
/** What is scheduled sooner might begin late, by an unknown time. */
const SOONEST_S = 0.05
/** A decoder that begins in the middle is right only after this. */
const PREROLL_S = 0.08
const POLL_MS = 100
const RETRY_MS = 500
const LONGEST_RETRY_MS = 10_000
const KEPT_INPUTS = 2
/** What begins at a step lies after it, whatever s in place of µs rounded away. */
const ROUNDING_US = 0.01

export interface SoundLaneOptions {
  readonly context: BaseAudioContext
  readonly output: AudioNode
  readonly recordings: readonly PlacedRecording[]
  readonly mediaUrl: (recording: PlacedRecording) => string
}

interface Run {
  /** Of the round that is being scheduled. */
  anchor: SoundAnchor
  readonly gate: GainNode
  readonly sources: Set<AudioBufferSourceNode>
  readonly ending: AbortController
  /** Context time, s, until which all that is to be heard is scheduled. */
  until: number
}

export class SoundLane {
  /** Why the last recording could not be heard. */
  failure: string | undefined
  private readonly options: SoundLaneOptions
  private readonly level: GainNode
  private readonly panner: StereoPannerNode
  private readonly inputs = new Map<string, Input>()
  private spans: readonly SoundSpan[]
  private run: Run | undefined

  constructor(options: SoundLaneOptions) {
    const { context, output, recordings } = options
    this.options = options
    this.spans = listSoundSpans(recordings)
    // Always two channels, so that sound of one is panned by the same law as sound of two.
    this.level = new GainNode(context, { channelCount: 2, channelCountMode: 'explicit' })
    this.panner = new StereoPannerNode(context)
    this.level.connect(this.panner).connect(output)
  }

  /** Linear gain; pan −1 (left) … 1. */
  setMix(gain: number, pan: number): void {
    const { context } = this.options
    glideTo(context, this.level.gain, gain * panGain(pan))
    glideTo(context, this.panner.pan, pan)
  }

  /** Where its recordings lie from the next start on. */
  place(recordings: readonly PlacedRecording[]): void {
    this.spans = listSoundSpans(recordings)
  }

  /** Plays from now on by the anchor, until stopped. */
  start(anchor: SoundAnchor): void {
    this.stop()
    const gate = this.options.context.createGain()
    gate.connect(this.level)
    this.run = { anchor, gate, sources: new Set(), ending: new AbortController(), until: anchor.contextTime }
    void this.play(this.run)
  }

  get isPlaying(): boolean {
    return this.run !== undefined
  }

  /** Context time, s, until which nothing is left to schedule: beyond it lies what will be heard, or nothing. */
  get scheduledUntil(): number {
    return this.run?.until ?? Infinity
  }

  stop(): void {
    const { run } = this
    if (!run) return
    this.run = undefined
    run.ending.abort()
    const { context } = this.options
    glideTo(context, run.gate.gain, 0)
    for (const source of run.sources) source.stop(context.currentTime + SILENT_AFTER_S)
    setTimeout(() => run.gate.disconnect(), 2 * SILENT_AFTER_S * 1000)
  }

  dispose(): void {
    this.stop()
    this.level.disconnect()
    this.panner.disconnect()
    for (const input of this.inputs.values()) input.dispose()
    this.inputs.clear()
  }

  private async play(run: Run): Promise<void> {
    const { signal } = run.ending
    for (const round of listRounds(run.anchor)) {
      run.anchor = round.anchor
      await this.playRound(run, round)
      run.until = contextTimeOf(run.anchor, round.endUs)
      while (!signal.aborted && Number.isFinite(run.until) && this.isFar(run.until)) await wait(signal)
      if (signal.aborted) return
    }
  }

  private async playRound(run: Run, round: SoundRound): Promise<void> {
    const { signal } = run.ending
    const coming = cutSpans(this.spans, round).filter(({ endUs }) => endUs > this.sent(run))
    for (const [at, span] of coming.entries()) {
      run.until = contextTimeOf(run.anchor, Math.max(span.startUs, this.sent(run)))
      while (!signal.aborted && this.isFar(contextTimeOf(run.anchor, span.startUs))) await wait(signal)
      if (signal.aborted) return
      const next = coming[at + 1]
      await this.keepPlaying(run, span, () => {
        if (next && !this.isFar(contextTimeOf(run.anchor, next.startUs), OPEN_AHEAD_S))
          void this.open(next.recording)
      })
    }
  }

  private isFar(contextTime: number, ahead = AHEAD_S): boolean {
    return contextTime - this.options.context.currentTime > ahead
  }

  /** What fails is opened again, from where it would be heard by then: the server may have been away. */
  private async keepPlaying(run: Run, span: SoundSpan, onChunk: () => void): Promise<void> {
    const { signal } = run.ending
    for (let pauseMs = RETRY_MS; !signal.aborted && span.endUs > this.sent(run); pauseMs *= 2) {
      try {
        await this.playSpan(run, span, onChunk)
        this.failure = undefined
        return
      } catch (error) {
        if (signal.aborted) return
        this.failure = error instanceof Error ? error.message : String(error)
        this.forget(span.recording.recordingId)
        await wait(signal, Math.min(LONGEST_RETRY_MS, pauseMs))
      }
    }
  }

  /** The session time that goes into the mix now. */
  private sent({ anchor }: Run): number {
    return sessionTimeOf(anchor, this.options.context.currentTime)
  }

  private async open(recording: PlacedRecording): Promise<Input> {
    const { recordingId } = recording
    // Loaded at the first sound: the first view does without it.
    const { openSound } = await import('./soundChunks.ts')
    const input = this.inputs.get(recordingId) ?? openSound(this.options.mediaUrl(recording))
    // Each holds what it has read: only the one that plays and the one that follows are kept.
    this.inputs.delete(recordingId)
    this.inputs.set(recordingId, input)
    for (const before of [...this.inputs.keys()].slice(0, -KEPT_INPUTS)) this.forget(before)
    return input
  }

  private forget(recordingId: string): void {
    this.inputs.get(recordingId)?.dispose()
    this.inputs.delete(recordingId)
  }

  /** A stall between two pieces is silence of its length; what a step back repeats is heard once. */
  private async playSpan(run: Run, span: SoundSpan, onChunk: () => void): Promise<void> {
    const { placement } = span.recording
    const { signal } = run.ending
    const { readSound } = await import('./soundChunks.ts')
    const input = await this.open(span.recording)
    if (signal.aborted) return
    const from = mediaTimeAt(placement, Math.max(this.sent(run), span.startUs)) / 1e6 - PREROLL_S
    const contextTimeAt = (media: number): number =>
      contextTimeOf(run.anchor, sessionTimeAt(placement, media * 1e6 + ROUNDING_US))
    const slope = (1 + placement.driftPpm / 1e6) / run.anchor.rate
    let end: number | undefined
    for await (const { buffer, ...chunk } of readSound(input, from)) {
      if (signal.aborted) return
      const part = findSoundPart(span, { ...chunk, length: buffer.duration })
      if (part.until <= 0) return
      if (part.from >= part.until) continue
      const length = part.until - part.from
      const begin = contextTimeAt(chunk.start + part.from)
      const placed = placeChunk({ from: begin, until: begin + length * slope, length }, end)
      end = placed.until
      this.schedule(run, buffer, part, placed)
      run.until = end
      onChunk()
      while (!signal.aborted && this.isFar(end)) await wait(signal)
      if (signal.aborted) return
    }
  }

  private schedule(run: Run, buffer: AudioBuffer, part: SoundPart, { when, speed }: PlacedChunk): void {
    const { context } = this.options
    const late = Math.max(0, context.currentTime + SOONEST_S - when)
    // From a whole sample to a whole sample: one that is begun in the middle ends a sample too soon.
    const inSamples = (round: (value: number) => number, at: number): number =>
      round(at * buffer.sampleRate) / buffer.sampleRate
    const from = inSamples(Math.ceil, part.from + late * speed - 1e-9)
    const until = inSamples(Math.round, part.until)
    if (from >= until) return
    const fadeIn = late > 0 ? FADE_S : part.fadeIn
    fadeBuffer(buffer, { from, until, fadeIn, fadeOut: part.fadeOut })
    const source = new AudioBufferSourceNode(context, { buffer, playbackRate: speed })
    source.connect(run.gate)
    source.start(when + (from - part.from) / speed, from, until - from)
    run.sources.add(source)
    source.addEventListener('ended', () => {
      run.sources.delete(source)
      source.disconnect()
    })
  }
}

/** An hour of playing waits 36,000 times on one signal: nothing of it may stay there. */
const wait = (signal: AbortSignal, ms = POLL_MS): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
