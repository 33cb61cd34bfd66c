/**
 * One recording's pictures by WebCodecs: packets in, a few frames decoded ahead. Every seek raises the generation;
 * whatever belongs to an older one is dropped, because a late packet must never reach a newer one's decoder. A seek
 * that leaves little in the decoder goes on with it as it is (to reset it costs 0.6 ms a tile): what comes out is told
 * apart by a tag in its timestamp.
 */
import { DecoderWatch } from './decoderWatch.ts'
import { FrameQueue } from './frameQueue.ts'
import { frameIndexAt } from './frameTable.ts'
import type { FrameTrack, FrameTrackOptions, Picture } from './frameTrack.ts'
import type { PacketSource } from './packetSource.ts'

const LOOK_AHEAD = 4
const LOOK_AHEAD_FAST = 8
const USUAL_BEYOND = 8
const MAX_IN_FLIGHT = 32
const HOPELESS_US = 500_000
/** What so few packets give can be thrown away sooner than a decoder is reset. */
const FEW_IN_FLIGHT = 6
/** Tags lie 25 days apart; beyond the last one a timestamp would lose its microseconds. */
const TAG_US = 2 ** 41
const LAST_TAG = 2000

export interface DecodedTrackOptions extends FrameTrackOptions {
  readonly openSource: () => Promise<PacketSource>
  /** What decodes it; falls back to software by itself. */
  readonly acceleration?: HardwareAcceleration
  /** Clockwise degrees its pictures are turned by when drawn. */
  readonly rotation?: number
  /** The machine's decoder failed or fell silent: there may be too many at once. */
  readonly onHardwareFailed?: () => void
}

export class DecodedTrack implements FrameTrack {
  picture: Picture | undefined
  isPreview = false
  failure: string | undefined
  private readonly options: DecodedTrackOptions
  private readonly queue = new FrameQueue()
  private readonly watch = new DecoderWatch()
  private source: PacketSource | undefined
  private decoder: VideoDecoder | undefined
  private acceleration: HardwareAcceleration
  private generation = 0
  private shown: VideoFrame | undefined
  private inFlight = 0
  private lookAhead = LOOK_AHEAD
  private reading = false
  private holding = true
  private ended = false
  private offerFrom = 0
  /** The frame the clock asked for last. */
  private wanted = 0
  private lastOutput = -1
  /** The last frame that went in. */
  private fed = -1
  /** How many frames beyond the wanted one may go in before that one has come out. */
  private beyond = USUAL_BEYOND
  private tag = 0
  private previewing = false
  private pending: { readonly index: number; readonly preview: boolean } | undefined

  constructor(options: DecodedTrackOptions) {
    this.options = options
    this.acceleration = options.acceleration ?? 'no-preference'
    void this.open()
  }

  get backlog(): { readonly ahead: number; readonly inFlight: number } {
    return { ahead: this.queue.size, inFlight: this.inFlight }
  }

  nearest(index: number): number {
    return this.source?.nearest(index) ?? index
  }

  seek(index: number): void {
    this.pending = this.source ? undefined : { index, preview: false }
    if (!this.source || this.failure) return
    if (this.canGoOn(index)) {
      this.isPreview = false
      this.offerFrom = this.nearest(index)
      this.wanted = index
      this.queue.dropBefore(this.offerFrom)
      this.pump()
    } else this.restart({ index, preview: false })
  }

  preview(index: number): void {
    if (this.failure) return
    // One preview at a time: the newest of those asked for meanwhile comes next.
    this.pending = !this.source || this.previewing ? { index, preview: true } : undefined
    if (this.pending || (this.isPreview && this.source && this.offerFrom === this.source.keyAt(index))) return
    this.restart({ index, preview: true })
  }

  take(index: number): Picture | undefined {
    const newest = this.queue.take(index)
    if (!newest) return undefined
    this.shown?.close()
    this.shown = newest.frame
    const { rotation = 0, table } = this.options
    const { displayWidth, displayHeight } = newest.frame
    const isUpright = rotation % 180 === 0
    this.picture = {
      image: newest.frame,
      index: newest.index,
      ptsUs: table.ptsUs[newest.index]!,
      width: isUpright ? displayWidth : displayHeight,
      height: isUpright ? displayHeight : displayWidth,
      rotation,
    }
    this.pump()
    return this.picture
  }

  follow({ rate, index, p }: { rate: number; index: number; p: number }): void {
    this.lookAhead = rate > 1 ? LOOK_AHEAD_FAST : LOOK_AHEAD
    this.wanted = index
    if (this.failure || !this.source || this.holding || this.isPreview) return
    const owes = this.queue.size === 0 && this.inFlight > 0 && this.picture?.index !== index
    if (owes && this.watch.isSilent(p, this.acceleration)) this.fallBack('the decoder gives no pictures')
    else if (rate > 0) this.catchUp(index)
    if (owes && this.beyond < MAX_IN_FLIGHT && this.watch.isWaiting(p)) {
      this.beyond = MAX_IN_FLIGHT
      this.pump()
    }
  }

  dispose(): void {
    this.stop()
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close()
    this.decoder = undefined
    this.shown?.close()
    this.shown = undefined
    this.picture = undefined
    this.source?.dispose()
    this.source = undefined
    this.failure ??= 'closed'
  }

  private async open(): Promise<void> {
    try {
      const source = await this.options.openSource()
      if (this.acceleration === 'prefer-hardware' && !(await hasHardware(source.config))) {
        this.acceleration = 'no-preference'
      }
      if (this.failure) return source.dispose()
      this.source = source
      const wanted = this.pending ?? { index: 0, preview: false }
      this.pending = undefined
      this.restart(wanted)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Whether frame `index` still comes out of the decoder as it is, and no key frame leads there sooner. */
  private canGoOn(index: number): boolean {
    if (!this.decoder || this.holding || this.isPreview || this.decoder.state !== 'configured') return false
    const earliest = this.queue.first ?? this.lastOutput + 1
    if (this.picture?.index === index) return earliest <= index + 1
    if (index < earliest || this.lastOutput < 0) return false
    return index <= this.lastOutput || this.source!.keyAt(index) <= this.lastOutput + 1 + this.inFlight
  }

  private restart({ index, preview }: { index: number; preview: boolean }): void {
    const isKept = this.inFlight <= FEW_IN_FLIGHT
    this.stop()
    this.isPreview = this.previewing = preview
    this.wanted = index
    const key = this.source!.keyAt(index)
    if (key < 0) return this.fail(new Error('no key frame before this moment'))
    this.offerFrom = preview ? key : this.source!.nearest(index)
    try {
      if (isKept) this.retag()
      else this.configure()
      this.source!.start(index, this.tag * TAG_US)
      this.holding = false
      this.pump()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Ends the generation: no packet and no frame of it is used again. */
  private stop(): void {
    this.generation++
    this.holding = true
    this.ended = false
    this.inFlight = 0
    this.lastOutput = this.fed = -1
    this.queue.clear()
  }

  /** Goes on with the decoder as it is; what is still in it carries an older tag. */
  private retag(): void {
    if (this.decoder?.state !== 'configured' || this.tag === LAST_TAG) return this.configure()
    this.tag++
    this.watch.hear()
  }

  private configure(): void {
    this.tag = 0
    if (this.decoder?.state === 'configured') this.decoder.reset()
    if (!this.decoder || this.decoder.state === 'closed') {
      const decoder = new VideoDecoder({
        output: (frame) => {
          if (decoder === this.decoder) this.receive(frame)
          else frame.close()
        },
        error: (error) => {
          if (decoder === this.decoder) this.fallBack(error.message)
        },
      })
      this.decoder = decoder
    }
    this.decoder.configure({
      ...this.source!.config,
      optimizeForLatency: true,
      hardwareAcceleration: this.acceleration,
    })
    this.watch.hear()
  }

  private receive(frame: VideoFrame): void {
    const ptsUs = frame.timestamp - this.tag * TAG_US
    if (this.holding || Math.abs(ptsUs) > TAG_US / 2) return frame.close()
    const index = Math.max(0, frameIndexAt(this.options.table, ptsUs))
    this.inFlight = Math.max(0, this.inFlight - 1)
    this.watch.hear()
    this.lastOutput = Math.max(this.lastOutput, index)
    if (index < this.offerFrom) frame.close()
    else {
      this.queue.push(frame, index)
      // Late frames must not fill the queue: decoding would wait for a tick that would drop them.
      this.queue.dropLate(this.wanted)
      this.options.onChange()
    }
    this.previewing = false
    const wanted = this.pending
    this.pending = undefined
    if (wanted) this.restart(wanted)
    else this.pump()
  }

  /** Feeds the decoder until enough is decoded ahead; one reader at a time. */
  private pump(): void {
    if (!this.reading && !this.holding) void this.feed()
  }

  private async feed(): Promise<void> {
    const { generation } = this
    this.reading = true
    try {
      while (generation === this.generation && this.decoder && this.hasRoom()) {
        const asked = this.source!.next()
        const packet = asked instanceof Promise ? await asked : asked
        if (generation !== this.generation) break
        if (packet) {
          this.inFlight++
          this.watch.hear()
          this.decoder.decode(packet)
          this.fed = Math.max(
            this.fed,
            frameIndexAt(this.options.table, packet.timestamp - this.tag * TAG_US),
          )
        }
        if (packet && !this.isPreview) continue
        this.ended = true
        this.decoder.flush().catch(() => undefined)
      }
    } catch (error) {
      if (generation === this.generation) this.fail(error)
    } finally {
      this.reading = false
      if (generation !== this.generation) this.pump()
    }
  }

  private hasRoom(): boolean {
    if (this.ended) return false
    const ahead = this.queue.countAfter(this.wanted)
    if (ahead > 0) return ahead < this.lookAhead && this.inFlight < this.lookAhead
    // Up to the wanted picture at full speed, beyond it a few: each one too many costs memory and other tiles' time.
    return this.inFlight < MAX_IN_FLIGHT && this.fed - this.wanted < this.beyond
  }

  /** Jumps to a key frame ahead when decoding through would never catch up with the clock. */
  private catchUp(index: number): void {
    if (this.lastOutput < 0) return
    const { ptsUs } = this.options.table
    if (ptsUs[index]! - ptsUs[this.lastOutput]! <= HOPELESS_US) return
    const key = this.source!.keyAt(index)
    if (key > this.lastOutput + this.inFlight) this.restart({ index: key, preview: false })
  }

  /** Tries again in software, then gives up. */
  private fallBack(reason: string): void {
    if (this.acceleration === 'prefer-software') return this.fail(new Error(reason))
    this.acceleration = 'prefer-software'
    this.options.onHardwareFailed?.()
    this.inFlight = Infinity
    this.restart({ index: this.wanted, preview: this.isPreview })
  }

  private fail(error: unknown): void {
    if (this.failure) return
    this.failure = error instanceof Error ? error.message : String(error)
    this.stop()
    if (this.decoder?.state === 'configured') this.decoder.reset()
    this.options.onChange()
  }
}

const hasHardware = async (config: VideoDecoderConfig): Promise<boolean> => {
  const asked = { ...config, hardwareAcceleration: 'prefer-hardware' } as const
  return (await VideoDecoder.isConfigSupported(asked).catch(() => undefined))?.supported === true
}
