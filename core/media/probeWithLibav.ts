/** Probes what mediabunny cannot read (PCMU in Ogg, AVI, damaged files) with FFmpeg's demuxers, through node-av. */
import { AVMEDIA_TYPE_VIDEO, AV_PKT_DATA_DISPLAYMATRIX, avGetCodecName, type Stream } from 'node-av'
import { openLibavInput, readLibavPackets, toMicros } from './libavInput.ts'
import { failedProbe, type MediaProbe, type MediaProblem, type StreamProbe } from './probe.ts'
import { emptyPackets, summarisePackets } from './summarise.ts'

/** Never throws for what the file holds. */
export async function probeWithLibav(
  path: string,
  onPacket: () => Promise<void> | undefined,
): Promise<MediaProbe> {
  let input
  try {
    input = openLibavInput(path)
  } catch (error) {
    return failedProbe('media_unreadable', (error as Error).message.replaceAll(path, 'the file'))
  }
  try {
    const problems: MediaProblem[] = []
    const raws = new Map(input.streams.map((stream) => [stream.index, emptyPackets()]))
    try {
      for (const packet of readLibavPackets(input.context)) {
        const raw = raws.get(packet.streamIndex)
        const stream = input.context.streams[packet.streamIndex]
        const ptsUs = stream && toMicros(packet.pts, stream.timeBase)
        if (!raw || ptsUs === undefined || !stream) continue
        raw.ptsUs.push(ptsUs)
        raw.durationUs.push(toMicros(packet.duration, stream.timeBase) ?? 0)
        raw.key.push(packet.isKeyframe)
        await onPacket()
      }
    } catch (error) {
      problems.push({ code: 'media_truncated', message: (error as Error).message })
    }
    const streams: StreamProbe[] = []
    for (const [streamIndex, stream] of input.streams.entries()) {
      const kind = stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO ? 'video' : 'audio'
      const summary = summarisePackets(kind, raws.get(stream.index)!)
      if (!summary) {
        problems.push({
          code: 'media_no_packets',
          message: `the ${kind} stream ${streamIndex} holds no packets`,
        })
        continue
      }
      const codecDelayUs = kind === 'audio' ? findDelayUs(stream, summary.firstPtsUs) : 0
      streams.push({ streamIndex, kind, ...describeStream(stream, kind), codecDelayUs, ...summary })
    }
    return { container: input.container, needsRemux: false, probedBy: 'node-av', streams, problems }
  } finally {
    input.close()
  }
}

function describeStream(
  stream: Stream,
  kind: 'audio' | 'video',
): Pick<
  StreamProbe,
  'codec' | 'codecString' | 'width' | 'height' | 'rotation' | 'sampleRateHz' | 'channels'
> {
  const parameters = stream.codecpar
  const video = kind === 'video'
  return {
    codec: avGetCodecName(parameters.codecId) ?? 'unknown',
    codecString: parameters.getCodecString() ?? undefined,
    width: video ? parameters.width : undefined,
    height: video ? parameters.height : undefined,
    rotation: video ? readRotation(parameters.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)) : undefined,
    sampleRateHz: video ? undefined : parameters.sampleRate,
    channels: video ? undefined : parameters.channels,
  }
}

function findDelayUs(stream: Stream, firstPtsUs: number): number {
  const { initialPadding, sampleRate } = stream.codecpar
  const padding = sampleRate > 0 ? Math.round((initialPadding * 1e6) / sampleRate) : 0
  return padding > 0 ? padding : Math.max(0, -firstPtsUs)
}

/** The display matrix (nine 16.16 numbers, native order) as clockwise degrees in quarter turns. */
function readRotation(matrix: Buffer | null): number {
  if (!matrix || matrix.length < 36) return 0
  const a = matrix.readInt32LE(0)
  const b = matrix.readInt32LE(4)
  return (Math.round((Math.atan2(b, a) * 180) / Math.PI / 90) * 90 + 360) % 360
}
