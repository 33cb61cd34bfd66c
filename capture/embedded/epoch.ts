/**
 * One SSRC of a track on its way from packets to whole frames: order and repair, redundant audio, depacketising, and
 * which frames can be decoded. Knows nothing of files.
 */
import type { RtpPacketIn, SenderReportIn } from '../model/media.ts'
import type { JournalFrame } from './journal/records.ts'
import { familyOf } from './mux/placedFrames.ts'
import { createAssembler, type Assembler, type VideoFrame } from './rtp/assemble.ts'
import { createDecodability } from './rtp/decodable.ts'
import { createH264 } from './rtp/depacketise/h264.ts'
import { createOpusDepacketiser, type OpusDepacketiser } from './rtp/depacketise/opus.ts'
import { vp8 } from './rtp/depacketise/vp8.ts'
import { vp9 } from './rtp/depacketise/vp9.ts'
import type { VideoCodec } from './rtp/framePart.ts'
import { createReorder } from './rtp/reorder.ts'
import { createUnwrapper } from './rtp/sequence.ts'

export interface EpochEvents {
  onFrame(frame: JournalFrame): void
  /** Packets that will not come; undefined where the sender began to count anew. */
  onLost(count: number | undefined, lastRtp: number | undefined): void
  onDropped(why: 'incomplete' | 'undecodable' | 'blank'): void
}

export interface Epoch {
  readonly ssrc: number
  readonly mimeType: string
  push(packet: RtpPacketIn): void
  /** The report's RTP timestamp as a whole count; undefined before the first packet. */
  placeReport(report: SenderReportIn): number | undefined
  drain(nowNs: bigint): void
  flush(): void
  /**
   * Whether a key frame would help: nothing can be decoded, or a repair has not come as usual; and none is here that
   * still waits for what is missing before it, since LiveKit stops repairing for who asks until the next one comes.
   */
  wantsKey(nowNs: bigint): boolean
  /** Whether a key frame began to come at that time or later. */
  hasKeySince(sinceNs: bigint): boolean
  /** Whether packets come now. */
  isFlowing(nowNs: bigint): boolean
  readonly repaired: number
  readonly repeated: number
}

/**
 * Video waits as long as leaves a killed recorder its last 2 s; what asks for a key frame is `wantsKey`, sooner. Sound
 * has no such question.
 */
const LIMIT_NS = { video: 1_200_000_000n, audio: 1_400_000_000n }
const LEAST_NS = 250_000_000n
const FLOWING_NS = 1_000_000_000n
/** LiveKit appends key frames of 8 × 8 (VP8) and 2 × 2 (H264) when a track closes. */
const BLANK_PX = 16

export function createEpoch(first: RtpPacketIn, on: EpochEvents): Epoch {
  const isVideo = first.mimeType.toLowerCase().startsWith('video/')
  const kind = isVideo ? 'video' : 'audio'
  const times = createUnwrapper(32)
  let lastRtp: number | undefined
  const codec = isVideo ? createCodec(first.mimeType) : undefined
  const video = codec ? createVideo(codec, on, (timestamp) => (lastRtp = times.next(timestamp))) : undefined
  let keyNs: bigint | undefined
  let lastNs = first.arrivalNs
  function noteKey({ payload, arrivalNs }: RtpPacketIn): boolean {
    const is = codec?.parsePart(payload)?.startsKey === true
    if (is && (keyNs === undefined || arrivalNs > keyNs)) keyNs = arrivalNs
    return is
  }
  const opus = isVideo ? undefined : createOpusDepacketiser()
  const reorder = createReorder<RtpPacketIn>({
    limitNs: LIMIT_NS[kind],
    leastNs: LEAST_NS,
    ...(codec ? { isStart: noteKey } : {}),
    onPacket(packet) {
      if (video) return video.assembler.push(packet)
      lastRtp = times.next(packet.timestamp)
      pushAudio(opus!, packet, lastRtp, on)
    },
    onLost(count) {
      video?.lose()
      on.onLost(count, lastRtp)
    },
  })
  return {
    ssrc: first.ssrc,
    mimeType: first.mimeType,
    push(packet) {
      if (packet.arrivalNs > lastNs) lastNs = packet.arrivalNs
      reorder.push(packet.sequenceNumber, packet, packet.arrivalNs)
    },
    placeReport: ({ rtpTimestamp }) => (lastRtp === undefined ? undefined : times.peek(rtpTimestamp)),
    drain: (nowNs) => reorder.drain(nowNs),
    flush: () => reorder.flush(),
    wantsKey: (nowNs) => {
      if (!video || nowNs - first.arrivalNs < LEAST_NS) return false
      return (video.needsKey() && !reorder.holdsStart) || reorder.isOverdue(nowNs)
    },
    hasKeySince: (sinceNs) => keyNs !== undefined && keyNs >= sinceNs,
    isFlowing: (nowNs) => nowNs - lastNs < FLOWING_NS,
    get repaired() {
      return reorder.repaired
    },
    get repeated() {
      return reorder.repeated
    },
  }
}

function pushAudio(opus: OpusDepacketiser, packet: RtpPacketIn, rtp: number, on: EpochEvents): void {
  const isRed = packet.mimeType.toLowerCase() === 'audio/red'
  for (const { data, isRecovered, ...place } of opus.push(packet.payload, rtp, isRed)) {
    if (isBlankSound(data)) {
      on.onDropped('blank')
      continue
    }
    const { arrivalNs } = packet
    on.onFrame({
      type: 'frame',
      isKey: true,
      isRecovered,
      width: 0,
      height: 0,
      rtp: place.rtp,
      arrivalNs,
      data,
    })
  }
}

/** LiveKit appends ten packets of silence, padded with zeros, when a track closes: an encoder's has no zeros. */
const isBlankSound = (data: Uint8Array): boolean =>
  data.length > 3 &&
  data[0] === 0xf8 &&
  data[1] === 0xff &&
  data[2] === 0xfe &&
  data.subarray(3).every((byte) => byte === 0)

function createCodec(mimeType: string): VideoCodec {
  const family = familyOf(mimeType)
  return family === 'h264' ? createH264() : family === 'vp9' ? vp9 : vp8
}

function createVideo(
  codec: VideoCodec,
  on: EpochEvents,
  place: (timestamp: number) => number,
): { assembler: Assembler; lose(): void; needsKey(): boolean } {
  const decodability = createDecodability()
  const onFrame = (frame: VideoFrame): void => {
    const { isKey, data, arrivalNs, size } = frame
    if (isKey && size && size.width <= BLANK_PX && size.height <= BLANK_PX) return on.onDropped('blank')
    const rtp = place(frame.timestamp)
    if (!decodability.accept(frame)) return on.onDropped('undecodable')
    const { width, height } = size ?? { width: 0, height: 0 }
    on.onFrame({ type: 'frame', isKey, isRecovered: false, width, height, rtp, arrivalNs, data })
  }
  const assembler = createAssembler(codec, {
    onFrame,
    onBroken(links) {
      decodability.loseFrame(links)
      on.onDropped('incomplete')
    },
  })
  return {
    assembler,
    lose() {
      assembler.lose()
      decodability.lose()
    },
    needsKey: () => decodability.needsKey,
  }
}
