/**
 * One recording's pictures by WebCodecs: packets in, a few frames decoded ahead. Every seek raises the generation;
 * whatever belongs to an older one is dropped, because a late packet or frame must never reach a newer decoder.
 */
import type { EncodedPacket } from 'mediabunny'
import { frameIndexAt, keyIndexAt } from './frameTable.ts'
import type { FrameTrack, FrameTrackOptions, Picture } from './frameTrack.ts'
import { openPackets, type PacketSource } from './packetSource.ts'

const LOOK_AHEAD = 4
const LOOK_AHEAD_FAST = 8
const MAX_IN_FLIGHT = 32
/** A decoder that is silent for so long has failed without saying so. */
const SILENCE_MS = 500
const SOFTWARE_SILENCE_MS = 10_000
/** A page that is starved itself does not blame the decoder: so many ticks must have passed too. */
const SILENT_TICKS = 30
const HOPELESS_US = 500_000

interface QueuedFrame {
  readonly frame: VideoFrame
  readonly index: number
}

export class DecodedTrack implements FrameTrack {
  picture: Picture | undefined
  isPreview = false
  failure: string | undefined
  private readonly options: FrameTrackOptions
  private source: PacketSource | undefined
  private decoder: VideoDecoder | undefined
  private acceleration: HardwareAcceleration = 'no-preference'
  private generation = 0
  private queue: QueuedFrame[] = []
  private shown: VideoFrame | undefined
  private next: EncodedPacket | undefined
  private inFlight = 0
  private lookAhead = LOOK_AHEAD
  private reading = false
  private holding = true
  private ended = false
  private offerFrom = 0
  /** The frame the clock asked for last. */
  private wanted = 0
  private lastOutput = -1
  private previewing = false
  private lastActivity = performance.now()
  private silentTicks = 0
  private pending: { readonly index: number; readonly preview: boolean } | undefined

  constructor(options: FrameTrackOptions) {
    this.options = options
    void this.open()
  }

  get backlog(): { readonly ahead: number; readonly inFlight: number } {
    return { ahead: this.queue.length, inFlight: this.inFlight }
  }

  seek(index: number): void {
    this.pending = this.source ? undefined : { index, preview: false }
    if (!this.source || this.failure) return
    if (this.canGoOn(index)) {
      this.isPreview = false
      this.offerFrom = this.wanted = index
      while (this.queue.length > 0 && this.queue[0]!.index < index) this.queue.shift()!.frame.close()
      this.pump()
    } else void this.restart({ index, preview: false })
  }

  preview(index: number): void {
    if (this.failure) return
    // One preview at a time: the newest of those asked for meanwhile comes next.
    this.pending = !this.source || this.previewing ? { index, preview: true } : undefined
    if (this.pending || (this.isPreview && this.offerFrom === index)) return
    void this.restart({ index, preview: true })
  }

  take(index: number): Picture | undefined {
    let newest: QueuedFrame | undefined
    while (this.queue.length > 0 && this.queue[0]!.index <= index) {
      newest?.frame.close()
      newest = this.queue.shift()
    }
    if (!newest) return undefined
    this.shown?.close()
    this.shown = newest.frame
    this.picture = {
      image: newest.frame,
      index: newest.index,
      ptsUs: this.options.table.ptsUs[newest.index]!,
      width: newest.frame.displayWidth,
      height: newest.frame.displayHeight,
    }
    this.pump()
    return this.picture
  }

  follow({ rate, index, p }: { rate: number; index: number; p: number }): void {
    this.lookAhead = rate > 1 ? LOOK_AHEAD_FAST : LOOK_AHEAD
    this.wanted = index
    if (this.failure || !this.source || this.holding || this.isPreview) return
    if (this.isSilent(index, p)) this.fallBack('the decoder gives no pictures')
    else if (rate > 0) this.catchUp(index)
  }

  dispose(): void {
    this.stop()
    this.shown?.close()
    this.shown = undefined
    this.picture = undefined
    this.source?.dispose()
    this.source = undefined
    this.failure ??= 'closed'
  }

  private async open(): Promise<void> {
    try {
      const source = await openPackets(this.options.url)
      if (this.failure) return source.dispose()
      this.source = source
      const wanted = this.pending ?? { index: 0, preview: false }
      this.pending = undefined
      await this.restart(wanted)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Whether frame `index` still comes out of the decoder as it is, and no key frame leads there sooner. */
  private canGoOn(index: number): boolean {
    if (!this.decoder || this.holding || this.isPreview || this.decoder.state !== 'configured') return false
    if (this.picture?.index === index) return (this.queue[0]?.index ?? this.lastOutput + 1) <= index + 1
    const earliest = this.queue[0]?.index ?? this.lastOutput + 1
    if (index < earliest || this.lastOutput < 0) return false
    return (
      index <= this.lastOutput || keyIndexAt(this.options.table, index) <= this.lastOutput + 1 + this.inFlight
    )
  }

  private async restart({ index, preview }: { index: number; preview: boolean }): Promise<void> {
    this.stop()
    const generation = this.generation
    this.isPreview = this.previewing = preview
    this.offerFrom = this.wanted = index
    const key = keyIndexAt(this.options.table, index)
    const keyPts = this.options.table.ptsUs[key]
    if (keyPts === undefined) return this.fail(new Error('no key frame before this moment'))
    try {
      const packet = await this.source!.readKey(keyPts)
      if (generation !== this.generation) return
      if (!packet) throw new Error('the key frame of the index is not in the file')
      this.configure(generation)
      this.next = packet
      this.holding = false
      this.pump()
    } catch (error) {
      if (generation === this.generation) this.fail(error)
    }
  }

  /** Ends the generation: no packet, frame or decoder of it is used again. */
  private stop(): void {
    this.generation++
    this.holding = true
    this.next = undefined
    this.ended = false
    this.inFlight = 0
    this.lastOutput = -1
    for (const { frame } of this.queue) frame.close()
    this.queue = []
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close()
    this.decoder = undefined
  }

  private configure(generation: number): void {
    this.decoder = new VideoDecoder({
      output: (frame) => this.receive(frame, generation),
      error: (error) => {
        if (generation === this.generation) this.fallBack(error.message)
      },
    })
    this.decoder.configure({
      ...this.source!.config,
      optimizeForLatency: true,
      hardwareAcceleration: this.acceleration,
    })
    this.lastActivity = performance.now()
  }

  private receive(frame: VideoFrame, generation: number): void {
    if (generation !== this.generation) return frame.close()
    this.inFlight--
    this.lastActivity = performance.now()
    const index = Math.max(0, frameIndexAt(this.options.table, frame.timestamp))
    this.lastOutput = Math.max(this.lastOutput, index)
    if (index < this.offerFrom) frame.close()
    else {
      this.queue.push({ frame, index })
      // Late frames must not fill the queue: decoding would wait for a tick that would drop them.
      while (this.queue.length > 1 && this.queue[1]!.index <= this.wanted) this.queue.shift()!.frame.close()
      this.options.onChange()
    }
    this.previewing = false
    const wanted = this.pending
    this.pending = undefined
    if (wanted) void this.restart(wanted)
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
        const packet = this.next
        if (!packet) {
          this.ended = true
          this.decoder.flush().catch(() => undefined)
          break
        }
        this.inFlight++
        this.lastActivity = performance.now()
        this.decoder.decode(packet.toEncodedVideoChunk())
        if (this.isPreview) this.next = undefined
        else {
          const after = await this.source!.readNext(packet)
          if (generation === this.generation) this.next = after
        }
      }
    } catch (error) {
      if (generation === this.generation) this.fail(error)
    } finally {
      this.reading = false
      if (generation !== this.generation) this.pump()
    }
  }

  private hasRoom(): boolean {
    const ahead = this.queue.filter(({ index }) => index > this.wanted).length
    if (this.ended || ahead >= this.lookAhead) return false
    return this.inFlight < (ahead === 0 ? MAX_IN_FLIGHT : this.lookAhead)
  }

  private isSilent(index: number, p: number): boolean {
    if (this.queue.length > 0 || this.inFlight === 0 || this.picture?.index === index) return false
    if (p - this.lastActivity < SILENCE_MS) this.silentTicks = 0
    else this.silentTicks++
    const patience = this.acceleration === 'prefer-software' ? SOFTWARE_SILENCE_MS : SILENCE_MS
    return p - this.lastActivity > patience && this.silentTicks > SILENT_TICKS
  }

  /** Jumps to a key frame ahead when decoding through would never catch up with the clock. */
  private catchUp(index: number): void {
    const { table } = this.options
    const behind = table.ptsUs[index]! - (table.ptsUs[Math.max(0, this.lastOutput)] ?? 0)
    const key = keyIndexAt(table, index)
    if (this.lastOutput >= 0 && behind > HOPELESS_US && key > this.lastOutput + this.inFlight) {
      void this.restart({ index: key, preview: false })
    }
  }

  /** Tries again in software, then gives up. */
  private fallBack(reason: string): void {
    if (this.acceleration === 'prefer-software') return this.fail(new Error(reason))
    this.acceleration = 'prefer-software'
    void this.restart({ index: this.offerFrom, preview: this.isPreview })
  }

  private fail(error: unknown): void {
    if (this.failure) return
    this.failure = error instanceof Error ? error.message : String(error)
    this.stop()
    this.options.onChange()
  }
}
