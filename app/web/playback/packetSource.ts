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
} from 'mediabunny'
import { countedFetch } from './requests.ts'

const CACHE_BYTES = 16 << 20
const MAX_RETRIES = 3
/** What holds pictures; the others are sound alone, and the first view need not read them (soundChunks.ts). */
export const PICTURE_FORMATS: readonly InputFormat[] = [MP4, QTFF, MATROSKA, WEBM, OGG, MPEG_TS]

export interface PacketSource {
  readonly config: VideoDecoderConfig
  /** The key packet at or before a media time in µs. */
  readKey(ptsUs: number): Promise<EncodedPacket | undefined>
  readNext(packet: EncodedPacket): Promise<EncodedPacket | undefined>
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
