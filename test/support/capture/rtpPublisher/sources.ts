/** What feeds a stream: a camera and a microphone, each by its device's media clock. */
import type { Device } from './device.ts'
import { readFrameNumberBits, setFrameNumber } from './media/h264.ts'
import { PACKET_SAMPLES, SAMPLE_RATE_HZ, type EncodedSound } from './media/sound.ts'
import type { EncodedVideo } from './media/video.ts'
import { packetiseH264, packetiseRed, packetiseVp8, type RedPredecessor } from './packetise.ts'
import type { Stream } from './stream.ts'

/** One thing sent, and the instant at which it was taken. */
export interface SentMoment {
  /** A frame's: counted from the start of the device, `% count` is burned into it. A click's: the second. */
  readonly number: number
  /** True time, ns since 1970. */
  readonly takenNs: bigint
  readonly rtpTimestamp: number
}

export interface Source {
  /** Sends what was taken until now. */
  tick(trueNs: bigint, stream: Stream): void
  /** Begins anew, now: after a silence, or on a new stream. */
  begin(trueNs: bigint): void
  requestKeyFrame(): void
  readonly sent: SentMoment[]
  readonly keyFrames: () => number
}

/** Of the payload; the largest that passes everywhere is about 1200. */
const DEFAULT_MTU = 1100

export function createCamera(device: Device, video: EncodedVideo, mtu = DEFAULT_MTU): Source {
  const { fps, count, codec } = video
  const frameNumberBits = codec === 'h264' ? readFrameNumberBits(video.chain[0]!) : 0
  const sent: SentMoment[] = []
  let next = 0
  let wantsKey = true
  let sinceKey = 0
  let pictureId = 0
  let keyFrames = 0

  const sendFrame = (stream: Stream): void => {
    const at = next % count
    const isKey = wantsKey || at === 0
    wantsKey = false
    sinceKey = isKey ? 0 : sinceKey + 1
    if (isKey) keyFrames++
    const frame = isKey ? video.keys[at]! : video.chain[at]!
    pictureId = (pictureId + 1) & 0x7fff
    const payloads =
      codec === 'vp8'
        ? packetiseVp8(frame, pictureId, mtu)
        : packetiseH264(isKey ? frame : setFrameNumber(frame, sinceKey, frameNumberBits), mtu)
    const rtpTimestamp = stream.timestampOf(next / fps)
    stream.send(payloads, rtpTimestamp, true)
    sent.push({ number: next, takenNs: device.trueNsOf(next / fps), rtpTimestamp })
  }
  return {
    sent,
    keyFrames: () => keyFrames,
    begin: (trueNs) => {
      next = Math.ceil(device.mediaSecondsAt(trueNs) * fps)
      wantsKey = true
    },
    requestKeyFrame: () => {
      wantsKey = true
    },
    tick: (trueNs, stream) => {
      for (; device.trueNsOf(next / fps) <= trueNs; next++) sendFrame(stream)
    },
  }
}

export interface MicrophoneOptions {
  readonly sound: EncodedSound
  /** The type of Opus inside RED (RFC 2198); absent: no RED. */
  readonly redOpusType?: number
}

const PACKET_SECONDS = PACKET_SAMPLES / SAMPLE_RATE_HZ
const PACKETS_A_SECOND = SAMPLE_RATE_HZ / PACKET_SAMPLES

export function createMicrophone(device: Device, { sound, redOpusType }: MicrophoneOptions): Source {
  const sent: SentMoment[] = []
  let next = 0
  let isFirst = true
  let predecessor: RedPredecessor | undefined
  const sendPacket = (stream: Stream): void => {
    const data = sound.packets[next % sound.packets.length]!
    const payload =
      redOpusType === undefined ? data : packetiseRed(redOpusType, data, predecessor ? [predecessor] : [])
    const rtpTimestamp = stream.timestampOf(next * PACKET_SECONDS)
    stream.send([payload], rtpTimestamp, isFirst)
    isFirst = false
    predecessor = { ticksEarlier: PACKET_SAMPLES, data }
    if (next % PACKETS_A_SECOND !== 0) return
    const number = next / PACKETS_A_SECOND
    sent.push({ number, takenNs: device.trueNsOf(number), rtpTimestamp })
  }
  return {
    sent,
    keyFrames: () => 0,
    requestKeyFrame: () => undefined,
    begin: (trueNs) => {
      next = Math.ceil(device.mediaSecondsAt(trueNs) / PACKET_SECONDS)
      isFirst = true
      predecessor = undefined
    },
    tick: (trueNs, stream) => {
      // A packet is there once its last sample is.
      for (; device.trueNsOf((next + 1) * PACKET_SECONDS) <= trueNs; next++) sendPacket(stream)
    },
  }
}
