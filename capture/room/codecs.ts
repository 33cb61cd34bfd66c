/** What the subscriber takes: the codecs it answers LiveKit's offers with. Nothing is decoded. */
import { RTCRtpCodecParameters, type PeerConfig } from 'werift'

const NACK = { type: 'nack' }
const PICTURE = [NACK, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }]

const video = (name: string, payloadType: number, parameters?: string): RTCRtpCodecParameters =>
  new RTCRtpCodecParameters({
    mimeType: `video/${name}`,
    clockRate: 90_000,
    payloadType,
    rtcpFeedback: PICTURE,
    ...(parameters === undefined ? {} : { parameters }),
  })

const audio = (name: string, payloadType: number, parameters?: string): RTCRtpCodecParameters =>
  new RTCRtpCodecParameters({
    mimeType: `audio/${name}`,
    clockRate: 48_000,
    channels: 2,
    payloadType,
    rtcpFeedback: [NACK],
    ...(parameters === undefined ? {} : { parameters }),
  })

/** Payload types are LiveKit's to choose; these are what it proposes by itself. RED before Opus, else it is not sent. */
export const CODECS: PeerConfig['codecs'] = {
  video: [
    video('VP8', 96),
    video('VP9', 98, 'profile-id=0'),
    video('H264', 125, 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
  ],
  audio: [audio('red', 63, '111/111'), audio('opus', 111, 'minptime=10;useinbandfec=1')],
}
