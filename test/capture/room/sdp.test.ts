import { describe, expect, it } from 'vitest'
import { parkAnswer, readOffer, unparkOffer } from '../../../capture/room/sdp.ts'

/** What livekit-server 1.13.5 offers, shortened: a microphone with RED, a camera with retransmission, a parked section. */
const OFFER = [
  'v=0',
  'o=- 4215775240449105457 1 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1 2 3',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:0',
  'a=sendrecv',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=mid:1',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=ssrc:2720995046 cname:PA_Xr|TR_AM',
  'a=ssrc:2720995046 msid:PA_Xr|TR_AM TR_AM',
  'a=msid:PA_Xr|TR_AM TR_AM',
  'a=sendrecv',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  'a=mid:2',
  'a=rtpmap:96 VP8/90000',
  'a=rtcp-fb:96 nack pli',
  'a=rtpmap:97 rtx/90000',
  'a=ssrc-group:FID 44923717 65620471',
  'a=ssrc:44923717 cname:PA_Xr|TR_VC',
  'a=ssrc:65620471 cname:PA_Xr|TR_VC',
  'a=msid:PA_Xr|TR_VC TR_VC',
  'a=sendonly',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:3',
  'a=rtpmap:111 opus/48000/2',
  'a=recvonly',
  '',
].join('\r\n')

describe('an offer of LiveKit', () => {
  it('names the track, the media SSRC and the formats of each section', () => {
    const [microphone, camera, parked] = readOffer(OFFER)
    expect(microphone).toEqual({
      mid: '1',
      kind: 'audio',
      parked: false,
      trackId: 'TR_AM',
      ssrcs: [2720995046],
      payloads: new Map([
        [111, { mimeType: 'audio/opus', clockRateHz: 48000 }],
        [63, { mimeType: 'audio/red', clockRateHz: 48000 }],
      ]),
    })
    expect(camera).toMatchObject({ mid: '2', kind: 'video', trackId: 'TR_VC', ssrcs: [44923717] })
    expect(camera?.payloads.get(96)).toEqual({ mimeType: 'video/VP8', clockRateHz: 90000 })
    expect(parked).toMatchObject({ mid: '3', parked: true, trackId: undefined, ssrcs: [] })
  })

  it('reads the track from the SSRC where the section has no msid of its own', () => {
    const old = OFFER.replace('a=msid:PA_Xr|TR_AM TR_AM\r\n', '')
    expect(readOffer(old)[0]?.trackId).toBe('TR_AM')
  })

  it('shows parked sections as sending and changes nothing else', () => {
    const { sdp, parked } = unparkOffer(OFFER)
    expect([...parked]).toEqual(['3'])
    expect(sdp).toBe(OFFER.replace('a=recvonly', 'a=sendrecv'))
  })

  it('leaves an offer without parked sections as it is', () => {
    const plain = OFFER.slice(0, OFFER.lastIndexOf('m=audio'))
    expect(unparkOffer(plain)).toEqual({ sdp: plain, parked: new Set() })
  })
})

describe('an answer', () => {
  it('is inactive for parked sections alone', () => {
    const answer =
      'v=0\r\nm=audio 9 X 111\r\na=mid:1\r\na=recvonly\r\nm=audio 9 X 111\r\na=mid:3\r\na=recvonly\r\n'
    expect(parkAnswer(answer, new Set(['3']))).toBe(
      'v=0\r\nm=audio 9 X 111\r\na=mid:1\r\na=recvonly\r\nm=audio 9 X 111\r\na=mid:3\r\na=inactive\r\n',
    )
  })
})
