/** Opens a recording by HTTP ranges and reads its encoded packets (mediabunny): nothing is read whole. */
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, type EncodedPacket } from 'mediabunny'

const CACHE_BYTES = 16 << 20
const MAX_RETRIES = 3

export interface PacketSource {
  readonly config: VideoDecoderConfig
  /** The key packet at or before a media time in µs. */
  readKey(ptsUs: number): Promise<EncodedPacket | undefined>
  readNext(packet: EncodedPacket): Promise<EncodedPacket | undefined>
  dispose(): void
}

/** A media file by URL; a request is tried again three times, then its error is thrown to the reader. */
export const openInput = (url: string): Input =>
  new Input({
    source: new UrlSource(url, {
      maxCacheSize: CACHE_BYTES,
      getRetryDelay: (attempts) => (attempts < MAX_RETRIES ? 0.25 * 2 ** attempts : null),
    }),
    formats: ALL_FORMATS,
  })

/** Throws Error where the file has no video, or none whose codec is known. */
export async function openPackets(url: string): Promise<PacketSource> {
  const input = openInput(url)
  try {
    const track = await input.getPrimaryVideoTrack()
    const config = await track?.getDecoderConfig()
    if (!track || !config) throw new Error('no video with a known codec in the file')
    const sink = new EncodedPacketSink(track)
    return {
      config,
      // 0.4 ms later, because containers round times that the table holds exactly.
      readKey: async (ptsUs) => (await sink.getKeyPacket(ptsUs / 1e6 + 0.0004)) ?? undefined,
      readNext: async (packet) => (await sink.getNextPacket(packet)) ?? undefined,
      dispose: () => input.dispose(),
    }
  } catch (error) {
    input.dispose()
    throw error
  }
}
