/**
 * The packets of a rendition straight from byte ranges of its file, by its stored index: no container is parsed, a
 * key frame is found in the table, a seek within what is held asks for nothing. Holds at most 1 MiB.
 */
import type { PacketTable } from '../../../core/protocol/binary.ts'
import type { RenditionIndex } from '../../../core/protocol/rendition.ts'
import { frameIndexAt, keyIndexAt } from './frameTable.ts'
import type { MediaRequests } from './mediaRequests.ts'
import type { PacketSource } from './packetSource.ts'
import { planRead, type PacketRange } from './planRead.ts'

const HELD_BYTES = 1 << 20

interface Held extends PacketRange {
  readonly bytes: Uint8Array
}

interface Reading extends PacketRange {
  readonly abort: AbortController
}

type Chunk = EncodedVideoChunk | undefined

export interface IndexedPacketsOptions {
  readonly url: string
  readonly index: RenditionIndex
  /** Of the recording itself: what frame numbers mean. */
  readonly table: Pick<PacketTable, 'ptsUs'>
  readonly requests: MediaRequests
}

export class IndexedPackets implements PacketSource {
  readonly config: VideoDecoderConfig
  private readonly options: IndexedPacketsOptions
  private held: Held[] = []
  private reading: Reading | undefined
  /** The packet given next. */
  private at = 0
  private tagUs = 0
  private waiter: { resolve: (chunk: Chunk) => void; reject: (error: unknown) => void } | undefined

  constructor(options: IndexedPacketsOptions) {
    this.options = options
    const { codec, description, widthPx, heightPx } = options.index
    this.config = { codec, description, codedWidth: widthPx, codedHeight: heightPx }
  }

  keyAt(index: number): number {
    const key = this.ownKey(index)
    return key < 0 ? -1 : this.frameOf(key)
  }

  nearest(index: number): number {
    const own = this.ownIndex(index)
    return own < 0 ? -1 : this.frameOf(own)
  }

  start(index: number, tagUs: number): void {
    this.tagUs = tagUs
    this.waiter?.resolve(undefined)
    this.waiter = undefined
    this.at = Math.max(0, this.ownKey(index))
    const { reading } = this
    const isWanted = reading && reading.first <= this.at && this.at < reading.end
    if (reading && !isWanted && !this.find(this.at)) {
      reading.abort.abort()
      this.reading = undefined
    }
    this.fill()
  }

  next(): Chunk | Promise<Chunk> {
    if (this.at >= this.options.index.ptsUs.length) return undefined
    const held = this.find(this.at)
    if (!held) {
      const { promise, resolve, reject } = Promise.withResolvers<Chunk>()
      this.waiter = { resolve, reject }
      this.fill()
      return promise
    }
    const chunk = this.chunkOf(held, this.at++)
    this.fill()
    return chunk
  }

  dispose(): void {
    this.waiter?.resolve(undefined)
    this.waiter = undefined
    this.reading?.abort.abort()
    this.reading = undefined
    this.held = []
  }

  /** Asks for what comes next where little of it is held; one request at a time. */
  private fill(): void {
    if (this.reading) return
    const range = planRead(this.options.index, this.at, this.heldUntil(this.at))
    if (range) void this.read(range)
  }

  private async read({ first, end }: PacketRange): Promise<void> {
    const { url, index, requests } = this.options
    const reading = { first, end, abort: new AbortController() }
    this.reading = reading
    try {
      const bytes = await requests.read({
        url,
        start: index.offset[first]!,
        end: index.offset[end]!,
        urgency: () => Math.max(0, index.ptsUs[first]! - index.ptsUs[this.at]!) / 1e6,
        signal: reading.abort.signal,
      })
      if (this.reading !== reading) return
      this.reading = undefined
      this.hold({ first, end, bytes })
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
    const held = waiter && this.find(this.at)
    if (waiter && held) {
      this.waiter = undefined
      waiter.resolve(this.chunkOf(held, this.at++))
    }
    this.fill()
  }

  /** Keeps the parts in order, and drops those farthest from the decoder where they are too many. */
  private hold(part: Held): void {
    this.held.push(part)
    this.held.sort((a, b) => a.first - b.first)
    let size = this.held.reduce((sum, { bytes }) => sum + bytes.length, 0)
    while (size > HELD_BYTES && this.held.length > 1) {
      const isFirstFarther = this.at - this.held[0]!.end > this.held.at(-1)!.first - this.at
      const dropped = isFirstFarther ? this.held.shift()! : this.held.pop()!
      size -= dropped.bytes.length
      if (dropped === part) break
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

  private chunkOf({ first, bytes }: Held, packet: number): EncodedVideoChunk {
    const { offset, ptsUs, key } = this.options.index
    const base = offset[first]!
    return new EncodedVideoChunk({
      type: key[packet] === 1 ? 'key' : 'delta',
      timestamp: ptsUs[packet]! + this.tagUs,
      data: bytes.subarray(offset[packet]! - base, offset[packet + 1]! - base),
    })
  }

  private ownIndex(index: number): number {
    return frameIndexAt(this.options.index, this.options.table.ptsUs[index] ?? Infinity)
  }

  private ownKey(index: number): number {
    return keyIndexAt(this.options.index, this.ownIndex(index))
  }

  /** The recording's frame that a packet shows: stored times differ by less than the tolerance. */
  private frameOf(packet: number): number {
    return frameIndexAt(this.options.table, this.options.index.ptsUs[packet]!)
  }
}
