/** Opens a recording by HTTP ranges and reads its encoded packets (mediabunny): nothing is read whole. */
import {
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  UrlSource,
  WEBM,
  type EncodedPacket,
  type InputFormat,
  type InputVideoTrack,
} from 'mediabunny'
import type { PacketTable } from '../../../core/protocol/binary.ts'
import { countedFetch } from '../api/requests.ts'
import { keyIndexAt } from './frameTable.ts'

/** Of one file: fifty that play together stay within 400 MiB. */
const CACHE_BYTES = 8 << 20
const MAX_RETRIES = 3
/** What holds pictures; the others are sound alone, and the first view need not read them (soundChunks.ts). */
export const PICTURE_FORMATS: readonly InputFormat[] = [MP4, QTFF, MATROSKA, WEBM, OGG, MPEG_TS]

/** A recording's encoded pictures, in decoding order from a key picture on. Frames are those of the recording. */
export interface PacketSource {
  readonly config: VideoDecoderConfig
  /** The last frame at or before `index` that can be decoded alone; −1 when there is none. */
  keyAt(index: number): number
  /** The last frame at or before `index` that it has at all; −1 when there is none. */
  nearest(index: number): number
  /** Goes to `keyAt(index)`; a `next` that still waits is answered with nothing. `tagUs` is added to each timestamp. */
  start(index: number, tagUs: number): void
  /** The packet that follows; undefined after the last one. Not to be asked again while it waits. */
  next(): EncodedVideoChunk | undefined | Promise<EncodedVideoChunk | undefined>
  dispose(): void
}

/** A media file by URL; a request is tried again three times, then its error is thrown to the reader. */
export const openInput = (url: string, formats: readonly InputFormat[] = PICTURE_FORMATS): Input =>
  new Input({
    source: new UrlSource(url, {
      maxCacheSize: CACHE_BYTES,
      fetchFn: countedFetch,
      // What was read ahead and failed is read again when it is needed, and fails there.
      handleUnhandledError: () => undefined,
      getRetryDelay: (attempts) => (attempts < MAX_RETRIES ? 0.25 * 2 ** attempts : null),
    }),
    formats: [...formats],
  })

/** Throws Error where the file has no video, or none whose codec is known. */
export async function openPackets(url: string, table: PacketTable): Promise<PacketSource> {
  const input = openInput(url)
  try {
    const track = await input.getPrimaryVideoTrack()
    const config = await track?.getDecoderConfig()
    if (!track || !config) throw new Error('no video with a known codec in the file')
    return new FilePackets(input, track, config, table)
  } catch (error) {
    input.dispose()
    throw error
  }
}

class FilePackets implements PacketSource {
  readonly config: VideoDecoderConfig
  private readonly input: Input
  private readonly sink: EncodedPacketSink
  private readonly table: PacketTable
  private before: EncodedPacket | undefined
  private key = 0
  private starts = 0
  private tagUs = 0

  constructor(input: Input, track: InputVideoTrack, config: VideoDecoderConfig, table: PacketTable) {
    this.input = input
    this.sink = new EncodedPacketSink(track)
    this.config = config
    this.table = table
  }

  keyAt(index: number): number {
    return keyIndexAt(this.table, index)
  }

  nearest(index: number): number {
    return index
  }

  start(index: number, tagUs: number): void {
    this.starts++
    this.tagUs = tagUs
    this.before = undefined
    this.key = this.keyAt(index)
  }

  async next(): Promise<EncodedVideoChunk | undefined> {
    const { starts, before } = this
    const packet = await (before ? this.sink.getNextPacket(before) : this.readKey())
    if (starts !== this.starts || !packet) return undefined
    this.before = packet
    const { type, data, microsecondTimestamp, microsecondDuration: duration } = packet
    return new EncodedVideoChunk({ type, data, duration, timestamp: microsecondTimestamp + this.tagUs })
  }

  dispose(): void {
    this.input.dispose()
  }

  private async readKey(): Promise<EncodedPacket> {
    const ptsUs = this.table.ptsUs[this.key]
    if (ptsUs === undefined) throw new Error('no key frame before this moment')
    // 0.4 ms later, because containers round times that the table holds exactly.
    const packet = await this.sink.getKeyPacket(ptsUs / 1e6 + 0.0004)
    if (!packet) throw new Error('the key frame of the index is not in the file')
    return packet
  }
}
