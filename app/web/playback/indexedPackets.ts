/**
 * The packets of a file straight from its byte ranges, by a stored index: no container is parsed, a key frame is found
 * in the table, a seek within what is held asks for nothing. Holds about 1 MiB.
 */
import type { MediaRequests } from './mediaRequests.ts'
import type { FrameMap } from './packetFrames.ts'
import type { PacketRuns } from './packetPieces.ts'
import type { PacketSource } from './packetSource.ts'
import { planRead, type PacketRange } from './planRead.ts'

const HELD_BYTES = 1 << 20

interface Held extends PacketRange {
  /** Where in the file its bytes begin. */
  readonly base: number
  readonly bytes: Uint8Array
}

interface Reading extends PacketRange {
  readonly abort: AbortController
}

type Chunk = EncodedVideoChunk | undefined

export interface IndexedPacketsOptions {
  readonly url: string
  readonly runs: PacketRuns
  readonly frames: FrameMap
  readonly requests: MediaRequests
}

export class IndexedPackets implements PacketSource {
  readonly config: VideoDecoderConfig
  private readonly options: IndexedPacketsOptions
  private held: Held[] = []
  private reading: Reading | undefined
  private isLoading = false
  /** The packet given next. */
  private at = 0
  /** The one that was sought: up to it all is needed at once. */
  private until = 0
  private tagUs = 0
  private waiter: { resolve: (chunk: Chunk) => void; reject: (error: unknown) => void } | undefined

  constructor(options: IndexedPacketsOptions) {
    this.options = options
    this.config = options.runs.config
  }

  keyAt(index: number): number {
    return this.options.frames.keyAt(index)
  }

  nearest(index: number): number {
    return this.options.frames.nearest(index)
  }

  start(index: number, tagUs: number): void {
    this.tagUs = tagUs
    this.waiter?.resolve(undefined)
    this.waiter = undefined
    const { first, until } = this.options.frames.packetsTo(index)
    this.at = first
    this.until = until
    const { reading } = this
    const isWanted = reading && reading.first <= this.at && this.at < reading.end
    if (reading && !isWanted && !this.find(this.at)) {
      reading.abort.abort()
      this.reading = undefined
    }
    this.fill()
  }

  next(): Chunk | Promise<Chunk> {
    if (this.at >= this.options.runs.count) return undefined
    const chunk = this.take()
    if (!chunk) {
      const { promise, resolve, reject } = Promise.withResolvers<Chunk>()
      this.waiter = { resolve, reject }
      this.fill()
      return promise
    }
    this.fill()
    return chunk
  }

  dispose(): void {
    this.waiter?.resolve(undefined)
    this.waiter = undefined
    this.reading?.abort.abort()
    this.reading = undefined
    this.held = []
    this.at = Infinity
  }

  /** Asks for what comes next where little of it is held; one request at a time. */
  private fill(): void {
    const { runs } = this.options
    if (this.reading || this.isLoading || this.at >= runs.count) return
    const first = this.heldUntil(this.at)
    if (first >= runs.count) return
    const run = runs.find(first)
    if (!run) return void this.loadRun(first)
    const range = planRead(run, {
      first: first - run.first,
      waits: first === this.at ? { until: this.until - run.first } : undefined,
      aheadUs: run.ptsUs[first - run.first]! - this.ptsOf(this.at),
      aheadBytes: run.start[first - run.first]! - this.byteOf(this.at),
    })
    if (range) void this.read({ first: range.first + run.first, end: range.end + run.first })
  }

  private async loadRun(packet: number): Promise<void> {
    this.isLoading = true
    try {
      await this.options.runs.load(packet)
      this.isLoading = false
      this.serve()
    } catch (error) {
      this.isLoading = false
      this.waiter?.reject(error)
      this.waiter = undefined
    }
  }

  private async read({ first, end }: PacketRange): Promise<void> {
    const { url, runs, requests } = this.options
    const run = runs.find(first)!
    const base = run.start[first - run.first]!
    const reading = { first, end, abort: new AbortController() }
    this.reading = reading
    try {
      const bytes = await requests.read({
        url,
        start: base,
        end: run.end[end - 1 - run.first]!,
        urgency: () => Math.max(0, run.ptsUs[first - run.first]! - this.ptsOf(this.at)) / 1e6,
        signal: reading.abort.signal,
      })
      if (this.reading !== reading) return
      this.reading = undefined
      this.hold({ first, end, base, bytes })
      this.serve()
    } catch (error) {
      if (this.reading !== reading) return
      this.reading = undefined
      this.waiter?.reject(error)
      this.waiter = undefined
    }
  }

  private serve(): void {
    const { waiter } = this
    const chunk = waiter && this.take()
    if (waiter && chunk) {
      this.waiter = undefined
      waiter.resolve(chunk)
    }
    this.fill()
  }

  /** Keeps the parts in order, and where they are too many drops the farthest of those the decoder does not come to. */
  private hold(part: Held): void {
    this.held.push(part)
    this.held.sort((a, b) => a.first - b.first)
    let size = this.held.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const until = this.heldUntil(this.at)
    const distance = ({ first, end }: Held): number => (end <= this.at ? this.at - end : first - this.at)
    while (size > HELD_BYTES) {
      const others = this.held.filter(({ first, end }) => end <= this.at || first >= until)
      const farthest = others.toSorted((a, b) => distance(b) - distance(a))[0]
      if (!farthest) break
      this.held = this.held.filter((one) => one !== farthest)
      size -= farthest.bytes.length
    }
  }

  private find(packet: number): Held | undefined {
    for (const part of this.held) if (part.first <= packet && packet < part.end) return part
    return undefined
  }

  private heldUntil(packet: number): number {
    let end = packet
    for (const part of this.held) if (part.first <= end && end < part.end) end = part.end
    return end
  }

  /** The packet that is due, where it is held and known. */
  private take(): Chunk {
    const held = this.find(this.at)
    const run = this.options.runs.find(this.at)
    if (!held || !run) return undefined
    const packet = this.at++ - run.first
    return new EncodedVideoChunk({
      type: run.key[packet] === 1 ? 'key' : 'delta',
      timestamp: run.ptsUs[packet]! + this.tagUs,
      data: held.bytes.subarray(run.start[packet]! - held.base, run.end[packet]! - held.base),
    })
  }

  private ptsOf(packet: number): number {
    const run = this.options.runs.find(packet)
    return run?.ptsUs[packet - run.first] ?? Infinity
  }

  private byteOf(packet: number): number {
    const run = this.options.runs.find(packet)
    return run?.start[packet - run.first] ?? Infinity
  }
}
