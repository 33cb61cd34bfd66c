/**
 * Streams sources into a room until a file ends or `signal` is aborted: decodes, captures each picture and each 10 ms of
 * sound when they are due, joins again with back-off where the room is lost. Everything that waits is bounded.
 */
import { UserError } from '../../core/model/index.ts'
import { createBackOff } from './backOff.ts'
import { Feed, type FeedOptions, type Opened } from './feed.ts'
import { BLOCK_SAMPLES } from './messages.ts'
import { Pacer } from './pacer.ts'
import type { Picture, Publish, Publisher } from './publisher.ts'
import { PictureQueue, SoundRow } from './queues.ts'
import { checkAccess, isLasting, type GetAccess } from './roomAccess.ts'
import type { PictureSize, Source } from './source.ts'
import type { StartSource } from './sourceProcess.ts'

export interface StreamOptions {
  readonly camera: Source | undefined
  readonly mic: Source | undefined
  readonly loops: boolean
  readonly fps: number | undefined
  readonly size: PictureSize | undefined
  readonly getAccess: GetAccess
  readonly signal: AbortSignal
  readonly onEvent: (event: StreamEvent) => void
  readonly effects: StreamEffects
}

export interface StreamEffects {
  readonly publish: Publish
  readonly startSource: StartSource
  readonly fetch: typeof globalThis.fetch
  /** ms of the monotonic clock. */
  readonly nowMs: () => number
  /** ms since 1970. */
  readonly wallMs: () => number
  readonly after: (ms: number, run: () => void) => () => void
}

export type StreamEvent =
  | {
      readonly event: 'joined'
      readonly room: string
      readonly identity: string
      readonly trackIds: readonly string[]
    }
  | {
      readonly event: 'trouble'
      readonly message: string
      readonly hint: string | undefined
      readonly retrySeconds: number
    }
  | ({ readonly event: 'state' } & StreamState)

export interface StreamState {
  readonly isJoined: boolean
  /** Of the last second. */
  readonly fps: number
  readonly kilobitsPerSecond: number
  /** Captured for the room since the beginning; what came while it was lost is in no count. */
  readonly pictures: number
  readonly droppedPictures: number
  /** Seconds of sound that came too late or twice, and of silence put in where it lacked. */
  readonly droppedSoundSeconds: number
  readonly silenceSeconds: number
  /** When the picture of the source's time 0 was, or would have been, captured: ns since 1970, decimal text. */
  readonly pictureZeroNs: string | undefined
}

const MAX_PICTURES = 60
const MAX_SOUND_BLOCKS = 200
const LONGEST_PAUSE_MS = 10
const STATE_EVERY_MS = 1000
/** So long nothing was sent though there was something to send: the library holds a connection that is none. */
const STALLED_MS = 15_000
const PATIENCE_MS = 5000
const BLOCK_SECONDS = 0.01
/** The library takes pictures of a rate it is told; what a source does not say. */
const USUAL_FPS = 30

export async function runStream(options: StreamOptions): Promise<StreamState> {
  const stream = new Stream(options)
  try {
    return await stream.run()
  } finally {
    await stream.close()
  }
}

class Stream {
  private readonly options: StreamOptions
  private readonly pictures = new PictureQueue<Picture>(MAX_PICTURES)
  private readonly sounds = new SoundRow(MAX_SOUND_BLOCKS)
  private readonly plans: FeedPlan[]
  private readonly feeds: Feed[]
  private readonly ending = Promise.withResolvers<void>()
  private readonly backOff = createBackOff()
  private readonly timers = new Map<string, () => void>()
  private size: PictureSize | undefined
  private channels: 1 | 2 | undefined
  private unopened: number
  private publisher: Publisher | undefined
  private joinedAtMs = 0
  private captured = 0
  /** Pictures and blocks of sound that the room was given. */
  private given = 0
  private reported = { captured: 0, given: 0, bytes: 0, atMs: 0, sentAtMs: 0 }
  private isOver = false

  constructor(options: StreamOptions) {
    this.options = options
    this.plans = planFeeds(options)
    this.feeds = this.plans.map((plan) => new Feed(this.completeFeed(plan)))
    this.unopened = this.feeds.length
  }

  async run(): Promise<StreamState> {
    const { signal } = this.options
    const end = (): void => this.ending.resolve()
    signal.addEventListener('abort', end, { once: true })
    try {
      if (signal.aborted) end()
      else for (const feed of this.feeds) feed.start()
      await this.ending.promise
      return this.describe(0, 0)
    } finally {
      signal.removeEventListener('abort', end)
    }
  }

  async close(): Promise<void> {
    this.isOver = true
    for (const cancel of this.timers.values()) cancel()
    await Promise.all(this.feeds.map((feed) => feed.stop()))
    await this.publisher?.close()
  }

  private completeFeed(plan: FeedPlan): FeedOptions {
    const { effects, onEvent } = this.options
    return {
      ...plan,
      ...effects,
      pictures: this.pictures,
      sounds: this.sounds,
      onOpened: (opened) => this.onOpened(opened),
      onEnded: () => undefined,
      onFailed: (error) => this.ending.reject(error),
      onTrouble: (error, retryMs) => onEvent(describeTrouble(error, retryMs)),
    }
  }

  private onOpened({ video, channels }: Opened): void {
    this.size ??= video
    this.channels ??= channels
    if (--this.unopened > 0) return
    void this.join(true)
  }

  private async join(isFirst: boolean): Promise<void> {
    const { options } = this
    const { getAccess, effects, onEvent } = options
    try {
      const access = await getAccess()
      await checkAccess(access, effects.fetch)
      const video = this.size && { ...this.size, fps: options.fps ?? USUAL_FPS }
      const publisher = await effects.publish(access, { video, channels: this.channels }, (error) =>
        this.onLost(error),
      )
      if (this.isOver) return await publisher.close()
      this.publisher = publisher
      this.joinedAtMs = effects.nowMs()
      onEvent({ event: 'joined', room: access.room, identity: access.identity, trackIds: publisher.trackIds })
      if (!isFirst) return
      for (const feed of this.feeds) feed.flow()
      this.reported.atMs = this.reported.sentAtMs = effects.nowMs()
      this.pump()
      this.later('state', STATE_EVERY_MS, () => void this.report())
    } catch (error) {
      const said = explainJoin(error)
      if (isFirst || isLasting(error)) this.ending.reject(said)
      else this.joinLater(said)
    }
  }

  private onLost(error: UserError | undefined): void {
    const { publisher } = this
    this.publisher = undefined
    if (this.isOver) return
    if (error) return this.ending.reject(error)
    if (this.options.effects.nowMs() - this.joinedAtMs > STABLE_MS) this.backOff.reset()
    void publisher?.close()
    this.joinLater(new UserError('livekit_lost', 'the connection to the room was lost'))
  }

  private joinLater(error: Error): void {
    if (this.isOver) return
    const retryMs = this.backOff.next()
    this.options.onEvent(describeTrouble(error, retryMs))
    this.later('join', retryMs, () => void this.join(false))
  }

  /** Captures what is due, and comes again when the next is. */
  private pump(): void {
    const nowMs = this.options.effects.nowMs()
    for (const { dueMs, value } of this.pictures.take(nowMs)) {
      if (!this.publisher) continue
      this.captured++
      this.given++
      this.publisher.capturePicture(value, BigInt(Math.round(dueMs * 1000)))
    }
    for (const block of this.sounds.take(nowMs)) {
      this.given++
      this.publisher?.captureSound(block ?? new Int16Array(BLOCK_SAMPLES * (this.channels ?? 1)))
    }
    for (const feed of this.feeds) feed.acknowledge()
    const hasEnded = this.feeds.every((feed) => feed.hasEnded)
    if (hasEnded && this.pictures.length + this.sounds.length === 0) return this.ending.resolve()
    const nextMs = Math.min(this.pictures.nextMs() ?? Infinity, this.sounds.nextMs() ?? Infinity)
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(1, nextMs - this.options.effects.nowMs()))
    this.later('pump', pauseMs, () => this.pump())
  }

  private async report(): Promise<void> {
    const { effects, onEvent } = this.options
    const { publisher } = this
    const bytes = publisher ? await this.readSentBytes(publisher) : 0
    if (this.isOver) return
    const nowMs = effects.nowMs()
    const { given, captured, reported } = this
    const seconds = (nowMs - reported.atMs) / 1000
    const fps = (captured - reported.captured) / seconds
    // A new connection counts anew.
    const sent = bytes < reported.bytes ? bytes : bytes - reported.bytes
    onEvent({ event: 'state', ...this.describe(fps, (sent * 8) / 1000 / seconds) })
    const isStalled =
      publisher !== undefined && publisher === this.publisher && sent === 0 && given > reported.given
    const sentAtMs = isStalled ? reported.sentAtMs : nowMs
    this.reported = { captured, given, bytes, atMs: nowMs, sentAtMs }
    if (nowMs - sentAtMs >= STALLED_MS) this.onLost(undefined)
    this.later('state', STATE_EVERY_MS, () => void this.report())
  }

  /** 0 where the library does not answer. */
  private readSentBytes(publisher: Publisher): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.later('sent', PATIENCE_MS, () => resolve(0))
    publisher.readSentBytes().then(resolve, () => resolve(0))
    return promise.finally(() => this.timers.get('sent')?.())
  }

  private describe(fps: number, kilobitsPerSecond: number): StreamState {
    const sum = (count: (feed: Feed) => number): number =>
      this.feeds.reduce((all, feed) => all + count(feed), 0)
    return {
      isJoined: this.publisher !== undefined,
      fps,
      kilobitsPerSecond,
      pictures: this.captured,
      droppedPictures: this.pictures.dropped + sum((feed) => feed.droppedVideo),
      droppedSoundSeconds: (this.sounds.dropped + sum((feed) => feed.droppedAudio)) * BLOCK_SECONDS,
      silenceSeconds: this.sounds.filled * BLOCK_SECONDS,
      pictureZeroNs: this.readPictureZero(),
    }
  }

  private readPictureZero(): string | undefined {
    const { effects } = this.options
    const zeroMs = this.plans.find(({ request }) => request.video !== undefined)?.pacer.zeroMs
    if (zeroMs === undefined) return undefined
    return String(Math.round((zeroMs + effects.wallMs() - effects.nowMs()) * 1000) * 1000)
  }

  private later(name: string, ms: number, run: () => void): void {
    if (!this.isOver) this.timers.set(name, this.options.effects.after(ms, run))
  }
}

const STABLE_MS = 30_000

type FeedPlan = Pick<FeedOptions, 'source' | 'request' | 'pacer'>

/** One process a source; two for a file of which picture and sound are wanted, which may lie far apart in it. */
function planFeeds({ camera, mic, loops, fps, size }: StreamOptions): FeedPlan[] {
  const isSame = camera !== undefined && mic !== undefined && camera.input === mic.input
  const plan = (source: Source, pacer: Pacer, wants: { video: boolean; audio: boolean }): FeedPlan => ({
    source,
    pacer,
    request: {
      kind: 'open',
      input: source.input,
      format: source.format,
      options: source.options,
      isLive: source.isLive,
      loops: loops && !source.isLive,
      video: wants.video ? { ...size, ...(fps === undefined ? {} : { fps }) } : undefined,
      audio: wants.audio,
    },
  })
  if (isSame && camera.isLive) return [plan(camera, pacerOf(camera), { video: true, audio: true })]
  const cameraPacer = camera && pacerOf(camera)
  return [
    ...(camera && cameraPacer ? [plan(camera, cameraPacer, { video: true, audio: false })] : []),
    ...(mic
      ? [plan(mic, (isSame ? cameraPacer : undefined) ?? pacerOf(mic), { video: false, audio: true })]
      : []),
  ]
}

const pacerOf = ({ isLive }: Source): Pacer => new Pacer({ isLive })

const describeTrouble = (error: Error, retryMs: number): StreamEvent => ({
  event: 'trouble',
  message: error.message,
  hint: error instanceof UserError ? error.hint : undefined,
  retrySeconds: retryMs / 1000,
})

/** The library's own words may hold the token as part of an address: they are left out. */
const explainJoin = (error: unknown): Error =>
  error instanceof UserError
    ? error
    : new UserError(
        'livekit_unreachable',
        'the room could not be joined: the server answers, but no media path was found',
        {
          hint: 'Open the server’s UDP and TCP ports for this machine; a server that listens on 127.0.0.1 alone is not reached by this streamer.',
          cause: error,
        },
      )
