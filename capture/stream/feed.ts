/** One source while it streams: started, paced, started again where it is live and stops. */
import { createBackOff, type BackOff } from './backOff.ts'
import type { SourceMessage, SourceRequest } from './messages.ts'
import type { Pacer } from './pacer.ts'
import type { PictureQueue, SoundRow } from './queues.ts'
import type { Picture } from './publisher.ts'
import type { Source } from './source.ts'
import { explainSource } from './sourceErrors.ts'
import type { RunningSource, StartSource } from './sourceProcess.ts'

export type Opened = Extract<SourceMessage, { kind: 'opened' }>

export interface FeedOptions {
  readonly source: Source
  readonly request: SourceRequest
  /** Shared by the feeds of one file, so that its picture and sound stay together. */
  readonly pacer: Pacer
  readonly pictures: PictureQueue<Picture>
  readonly sounds: SoundRow
  readonly startSource: StartSource
  /** ms of a monotonic clock. */
  readonly nowMs: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly backOff?: BackOff
  readonly onOpened: (opened: Opened) => void
  /** A file has come to its end. */
  readonly onEnded: () => void
  /** It cannot be opened, or not read on. */
  readonly onFailed: (error: Error) => void
  readonly onTrouble: (error: Error, retryMs: number) => void
}

/** Above this it ran: the next wait is short again. */
const STABLE_MS = 30_000

export class Feed {
  /** Dropped by the decoding process, before it came here. */
  droppedVideo = 0
  droppedAudio = 0
  hasEnded = false
  private readonly options: FeedOptions
  private readonly backOff: BackOff
  private running: RunningSource | undefined
  private cancel: (() => void) | undefined
  private hasOpened = false
  private isStopped = false
  private openedAtMs = 0
  /** What came before anyone could take it: a file waits, a live source does not. */
  private held: Extract<SourceMessage, { kind: 'video' | 'audio' }>[] = []
  private isFlowing = false
  private received = { video: 0, audio: 0 }
  private acknowledged = { video: 0, audio: 0 }

  constructor(options: FeedOptions) {
    this.options = options
    this.backOff = options.backOff ?? createBackOff()
  }

  start(): void {
    this.received = { video: 0, audio: 0 }
    this.acknowledged = { video: 0, audio: 0 }
    const take = (message: Extract<SourceMessage, { kind: 'video' | 'audio' }>): void => {
      this.received[message.kind]++
      if (this.isFlowing) this.place(message)
      else if (!this.options.source.isLive) this.held.push(message)
    }
    this.running = this.options.startSource(this.options.request, {
      onOpened: (opened) => {
        this.openedAtMs = this.options.nowMs()
        const isFirst = !this.hasOpened
        this.hasOpened = true
        if (isFirst) this.options.onOpened(opened)
      },
      onVideo: take,
      onAudio: take,
      onDropped: ({ video, audio }) => {
        this.droppedVideo += video
        this.droppedAudio += audio
      },
      onEnd: (failure, detail) => {
        if (this.isStopped) return
        const { source } = this.options
        if (failure === undefined && !source.isLive) {
          this.hasEnded = true
          return this.options.onEnded()
        }
        const error = explainSource(failure ?? 'ended_early', source, detail === '' ? undefined : detail)
        if (!source.isLive || !this.hasOpened) this.options.onFailed(error)
        else this.startLater(error)
      },
    })
  }

  /** From now on what comes is captured. */
  flow(): void {
    this.isFlowing = true
    for (const message of this.held) this.place(message)
    this.held = []
  }

  /** Tells the source how much has been worked off; of a live one what waits here is bounded here. */
  acknowledge(): void {
    const { pictures, sounds, source } = this.options
    for (const [kind, waiting] of [
      ['video', pictures.length + this.countHeld('video')],
      ['audio', sounds.length + this.countHeld('audio')],
    ] as const) {
      const done =
        this.received[kind] - (this.wants(kind) && !source.isLive ? waiting : 0) - this.acknowledged[kind]
      if (done <= 0) continue
      this.acknowledged[kind] += done
      this.running?.taken(kind, done)
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.cancel?.()
    await this.running?.stop()
  }

  private countHeld(kind: 'video' | 'audio'): number {
    return this.held.filter((message) => message.kind === kind).length
  }

  private wants(kind: 'video' | 'audio'): boolean {
    return kind === 'video' ? this.options.request.video !== undefined : this.options.request.audio
  }

  private place(message: Extract<SourceMessage, { kind: 'video' | 'audio' }>): void {
    const { pacer, pictures, sounds, nowMs } = this.options
    const { dueMs, isAnew } = pacer.place(message.ptsUs, nowMs())
    if (isAnew) (message.kind === 'video' ? pictures : sounds).clear()
    // What came through a pipe lies somewhere in a larger buffer; the library reads buffers from their start.
    if (message.kind === 'audio') sounds.push(dueMs, message.samples.slice())
    else pictures.push(dueMs, { data: message.data.slice(), width: message.width, height: message.height })
  }

  private startLater(error: Error): void {
    if (this.options.nowMs() - this.openedAtMs > STABLE_MS) this.backOff.reset()
    const retryMs = this.backOff.next()
    this.options.onTrouble(error, retryMs)
    this.cancel = this.options.after(retryMs, () => this.start())
  }
}
