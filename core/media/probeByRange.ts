/**
 * Probes a file by ranges, through mediabunny: in process, a few milliseconds a file, a handful of requests on S3.
 * Nothing is held but the packet table.
 */
import {
  ALL_FORMATS,
  CustomSource,
  EncodedPacketSink,
  Input,
  IsobmffInputFormat,
  MatroskaInputFormat,
  OggInputFormat,
  WebMInputFormat,
  type InputTrack,
} from 'mediabunny'
import { hasMoov, readWebmHead, type RangeReader } from './containerHead.ts'
import { readOggOpus } from './oggOpus.ts'
import { readMp4Packets } from './mp4Packets.ts'
import { formatPacketIndex } from '../protocol/packetIndex.ts'
import { failedProbe, type MediaProbe, type MediaProblem, type StreamProbe } from './probe.ts'
import { recallReads } from './recallReads.ts'
import { emptyPackets, summarisePackets, type RawPackets } from './summarise.ts'

/** Never throws for what the file holds; rejects where the store fails. */
export async function probeByRange(store: RangeReader, onPacket: () => void): Promise<MediaProbe> {
  const reader = recallReads(store)
  if (reader.sizeBytes === 0) return failedProbe('media_empty', 'the file has no bytes')
  let storeError: unknown
  const source = new CustomSource({
    getSize: () => reader.sizeBytes,
    read: (start, end) =>
      reader.read(start, end).catch((error: unknown) => {
        storeError = error
        throw error
      }),
    prefetchProfile: 'network',
    handleUnhandledError: () => {},
  })
  const input = new Input({ formats: ALL_FORMATS, source })
  try {
    return await probeInput(input, reader, onPacket)
  } catch (error) {
    if (storeError !== undefined) throw storeError
    return failedProbe('media_unreadable', await describeFailure(reader, error))
  } finally {
    input.dispose()
  }
}

async function probeInput(input: Input, reader: RangeReader, onPacket: () => void): Promise<MediaProbe> {
  const format = await input.getFormat()
  const webm = format instanceof MatroskaInputFormat ? await readWebmHead(reader) : undefined
  const ogg = format instanceof OggInputFormat
  const mp4 = format instanceof IsobmffInputFormat
  const problems: MediaProblem[] = []
  const streams: StreamProbe[] = []
  const tracks = await input.getTracks()
  if (webm && webm.missingBytes > 0) {
    const message = `the header announces ${webm.missingBytes} bytes more than the ${reader.sizeBytes} there are: the file was cut`
    problems.push({ code: 'media_truncated', message })
  }
  const playable = tracks.filter((track) => track.isAudioTrack() || track.isVideoTrack())
  for (const [streamIndex, track] of playable.entries()) {
    const kind = track.isVideoTrack() ? ('video' as const) : ('audio' as const)
    const opus = ogg && playable.length === 1 ? await readOggOpus(reader, onPacket) : undefined
    // mediabunny takes each chunk of PCM for a packet: its samples are too many to be told apart.
    const listed = mp4 && !(await track.getCodec())?.startsWith('pcm')
    const table = listed ? await readMp4Packets(reader, track.id) : undefined
    const raw = opus?.raw ?? table ?? (await readPackets(track, problems, onPacket))
    if (opus && opus.tornBytes > 0) {
      const message = `the last ${opus.tornBytes} bytes are no whole Ogg page: the file was cut`
      problems.push({ code: 'media_truncated', message })
    }
    const webmDelayUs = webm?.codecDelaysUs[tracks.indexOf(track)] ?? 0
    const codecDelayUs = opus?.preSkipUs ?? applyCodecDelay(kind, raw, webmDelayUs)
    const summary = summarisePackets(kind, raw)
    if (!summary) {
      problems.push({
        code: 'media_no_packets',
        message: `the ${kind} stream ${streamIndex} holds no packets`,
      })
      continue
    }
    if (raw.key[0] === false) {
      const message = `the ${kind} stream ${streamIndex} begins without a key frame: nothing can be shown before the first one`
      problems.push({ code: 'media_starts_without_key', message })
    }
    const index = await createIndex(track, raw)
    streams.push({
      streamIndex,
      kind,
      ...(await describeTrack(track)),
      codecDelayUs,
      ...summary,
      ...(index && { index }),
    })
  }
  if (playable.length === 0) {
    const reason = await describeFailure(reader, new Error('no audio or video stream'))
    problems.push({ code: 'media_unreadable', message: reason })
  }
  const container = format instanceof WebMInputFormat ? 'webm' : format.name.toLowerCase()
  const needsRemux = webm !== undefined && streams.length > 0 && !(webm.hasCues && webm.hasDuration)
  return { container, needsRemux, probedBy: 'mediabunny', streams, problems }
}

/** Reads every packet's times; what a broken tail hides is said, what stands before it is kept. */
async function readPackets(
  track: InputTrack,
  problems: MediaProblem[],
  onPacket: () => void,
): Promise<RawPackets> {
  const raw = emptyPackets()
  try {
    // One after the other: the sink's own generator takes three times as long.
    const sink = new EncodedPacketSink(track)
    const options = { metadataOnly: true }
    for (
      let packet = await sink.getFirstPacket(options);
      packet;
      packet = await sink.getNextPacket(packet, options)
    ) {
      raw.ptsUs.push(Math.round(packet.timestamp * 1e6))
      raw.durationUs.push(Math.round(packet.duration * 1e6))
      raw.key.push(packet.type === 'key')
      onPacket()
    }
  } catch (error) {
    const message = `reading stopped after ${raw.ptsUs.length} packets: ${String((error as Error).message)}`
    problems.push({ code: 'media_truncated', message })
  }
  return raw
}

/** Matroska keeps a codec delay beside its time stamps (RFC 9559 §5.1.4.1.26): it is taken off, as ffprobe does. */
function applyCodecDelay(kind: 'audio' | 'video', raw: RawPackets, webmDelayUs: number): number {
  if (kind === 'video' || raw.ptsUs.length === 0) return 0
  if (webmDelayUs === 0) return Math.max(0, -raw.ptsUs[0]!)
  for (let at = 0; at < raw.ptsUs.length; at++) raw.ptsUs[at]! -= Math.round(webmDelayUs)
  return Math.round(webmDelayUs)
}

/** Undefined where no decoder can be told what to do, or the packets are not known well enough. */
async function createIndex(track: InputTrack, raw: RawPackets): Promise<StreamProbe['index']> {
  if (!track.isVideoTrack() || !raw.places) return undefined
  const config = await track.getDecoderConfig().catch(() => null)
  if (!config) return undefined
  const { description, ...said } = config
  return formatPacketIndex(
    { ...said, ...(description && { description: toBytes(description) }) },
    { ptsUs: Float64Array.from(raw.ptsUs), key: Uint8Array.from(raw.key, Number), ...raw.places },
  )
}

const toBytes = (source: AllowSharedBufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)

async function describeTrack(
  track: InputTrack,
): Promise<
  Pick<StreamProbe, 'codec' | 'codecString' | 'width' | 'height' | 'rotation' | 'sampleRateHz' | 'channels'>
> {
  const codec = normaliseCodec(
    (await track.getCodec()) ?? String((await track.getInternalCodecId()) ?? 'unknown'),
  )
  const codecString = (await track.getCodecParameterString().catch(() => null)) ?? undefined
  if (track.isVideoTrack()) {
    return {
      codec,
      codecString,
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      rotation: await track.getRotation(),
      sampleRateHz: undefined,
      channels: undefined,
    }
  }
  const audio = track.isAudioTrack() ? track : undefined
  const sampleRateHz = await audio?.getSampleRate()
  const channels = await audio?.getNumberOfChannels()
  return {
    codec,
    codecString,
    width: undefined,
    height: undefined,
    rotation: undefined,
    sampleRateHz,
    channels,
  }
}

const FFMPEG_NAMES: Readonly<Record<string, string>> = { avc: 'h264', ulaw: 'pcm_mulaw', alaw: 'pcm_alaw' }

/** FFmpeg's names, so that both readers say the same. */
function normaliseCodec(codec: string): string {
  const pcm = /^pcm-([usf]\d+)(be)?$/.exec(codec)
  if (pcm) return `pcm_${pcm[1]}${pcm[1]!.endsWith('8') ? '' : (pcm[2] ?? 'le')}`
  return FFMPEG_NAMES[codec] ?? codec
}

async function describeFailure(reader: RangeReader, error: unknown): Promise<string> {
  const head = await reader.read(0, 12)
  if (String.fromCharCode(...head.subarray(4, 8)) === 'ftyp' && !(await hasMoov(reader))) {
    return `an MP4 of ${reader.sizeBytes} bytes without a moov box: its writer was killed before it could write the index`
  }
  return `${reader.sizeBytes} bytes that are no media file known here (${String((error as Error).message)})`
}
