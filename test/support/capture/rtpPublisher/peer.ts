/**
 * One joining of a publisher: signalling, the connection it sends on (werift), and the one it hears data on. Packets go
 * past werift's own senders, whose reports and repairs would speak of this process's clock instead of the device's.
 */
import {
  AddTrackRequest,
  DataPacket,
  DataPacket_Kind,
  SessionDescription,
  SignalTarget,
  TrickleRequest,
  UserPacket,
  type JoinResponse,
  type TrackPublishedResponse,
} from '@livekit/protocol'
import {
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RTCDataChannel,
  type RTCDtlsTransport,
  type RTCRtpTransceiver,
  type RtcpPacket,
} from 'werift'
import type { WallClock } from '../../../../capture/model/media.ts'
import { chooseAddresses, readCandidate, readIceConfig } from '../../../../capture/room/ice.ts'
import { openSignalling } from '../../../../capture/room/signalling.ts'
import { createSubscriber } from '../../../../capture/room/subscriber.ts'
import type { RequestMessage, SignalMessage } from '../../../../capture/room/wire.ts'

export interface PeerOptions {
  readonly url: string
  readonly token: string
  readonly clock: WallClock
  /** Whether sound is offered with its predecessors; the server then takes it in no other way. */
  readonly red: boolean
  readonly onRtcp: (packet: RtcpPacket) => void
  readonly onData: (packet: DataPacket, arrivalNs: bigint) => void
}

export interface PublishedMedia {
  readonly trackId: string
  readonly ssrc: number
  /** Payload types the server takes, by lower-case name (`red`, `opus`, `vp8`, `h264`). */
  readonly payloadTypes: ReadonlyMap<string, number>
  readonly transport: RTCDtlsTransport
}

export interface Peer {
  readonly join: JoinResponse
  /** Adds tracks, in order, in one negotiation; done once all can be sent. */
  publish(tracks: readonly AddTrackRequest[]): Promise<PublishedMedia[]>
  unpublish(trackId: string): Promise<void>
  request(message: RequestMessage): void
  sendRtp(bytes: Buffer): void
  sendData(payload: Uint8Array, topic: string, reliable: boolean): Promise<void>
  close(): Promise<void>
}

const VIDEO_FEEDBACK = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }]
const H264 = 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'
const RED_TYPE = 63
export const OPUS_TYPE = 111

const codec = (mimeType: string, payloadType: number, parameters?: string): RTCRtpCodecParameters =>
  new RTCRtpCodecParameters({
    mimeType,
    payloadType,
    clockRate: mimeType.startsWith('video/') ? 90_000 : 48_000,
    rtcpFeedback: mimeType.startsWith('video/') ? VIDEO_FEEDBACK : [{ type: 'nack' }],
    ...(mimeType.startsWith('audio/') ? { channels: 2 } : {}),
    ...(parameters === undefined ? {} : { parameters }),
  })

const VIDEO = [codec('video/VP8', 96), codec('video/H264', 125, H264)]
const RED = codec('audio/red', RED_TYPE, `${OPUS_TYPE}/${OPUS_TYPE}`)
const OPUS = codec('audio/opus', OPUS_TYPE, 'minptime=10;useinbandfec=1')

export async function openPeer(options: PeerOptions): Promise<Peer> {
  const { url, token, clock } = options
  const signalling = await openSignalling({ url, token })
  const { join, send } = signalling
  const ice = chooseAddresses(url)
  const pc = new RTCPeerConnection({
    ...readIceConfig(ice, join.iceServers),
    codecs: { video: VIDEO, audio: options.red ? [RED, OPUS] : [OPUS] },
    bundlePolicy: 'max-bundle',
  })
  const lossy = whenOpen(pc.createDataChannel('_lossy', { ordered: false, maxRetransmits: 0 }))
  const reliable = whenOpen(pc.createDataChannel('_reliable', { ordered: true }))
  const hears = createSubscriber({
    clock,
    ice,
    iceServers: join.iceServers,
    send,
    onStream: () => undefined,
    onRtp: () => undefined,
    onSenderReport: () => undefined,
    onData: (bytes, _reliable, arrivalNs) => options.onData(DataPacket.fromBinary(bytes), arrivalNs),
    onFailed: () => undefined,
  })
  const published = new Map<string, (response: TrackPublishedResponse) => void>()
  const transceivers = new Map<string, RTCRtpTransceiver>()
  let answered: (() => void) | undefined
  let negotiating: Promise<unknown> = Promise.resolve()
  let offers = 0
  let sequence = 1
  let hooked: RTCDtlsTransport | undefined

  pc.onIceCandidate.subscribe((candidate) => {
    if (!candidate) return
    const candidateInit = JSON.stringify(candidate.toJSON())
    send({ case: 'trickle', value: new TrickleRequest({ candidateInit, target: SignalTarget.PUBLISHER }) })
  })

  async function take({ case: name, value }: SignalMessage): Promise<void> {
    if (name === 'offer') return hears.answer(value)
    if (name === 'trackPublished') return published.get(value.cid)?.(value)
    if (name === 'answer') {
      await pc.setRemoteDescription({ type: 'answer', sdp: value.sdp })
      return answered?.()
    }
    if (name !== 'trickle') return
    if (value.target === SignalTarget.SUBSCRIBER) return hears.addCandidate(value.candidateInit)
    const candidate = readCandidate(value.candidateInit)
    if (candidate) await pc.addIceCandidate(candidate)
  }

  async function negotiate(): Promise<void> {
    const answer = new Promise<void>((resolve) => (answered = resolve))
    const { sdp } = await pc.createOffer()
    // Not waited for: werift gathers for 5 s where its STUN server is out of reach; what it finds is trickled.
    void pc.setLocalDescription({ type: 'offer', sdp })
    send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp, id: ++offers }) })
    await answer
  }
  const connected = async (): Promise<RTCDtlsTransport> => {
    const [transport] = pc.dtlsTransports
    if (!transport) throw new Error('nothing is negotiated')
    if (transport.state !== 'connected') await transport.onStateChange.watch((state) => state === 'connected')
    if (hooked !== transport) transport.onRtcp.subscribe(options.onRtcp)
    hooked = transport
    return transport
  }
  const announce = async (track: AddTrackRequest): Promise<{ trackId: string; at: RTCRtpTransceiver }> => {
    const kind = track.width > 0 ? 'video' : 'audio'
    const at = pc.addTransceiver(kind, { direction: 'sendonly' })
    // Ends werift's own reports; what it says in the description of the session stays.
    at.sender.stop()
    const cid = at.sender.trackId
    const { promise, resolve } = Promise.withResolvers<TrackPublishedResponse>()
    published.set(cid, resolve)
    for (const simulcast of track.simulcastCodecs) simulcast.cid = cid
    track.cid = cid
    send({ case: 'addTrack', value: track })
    const { track: info } = await promise
    transceivers.set(info?.sid ?? '', at)
    return { trackId: info?.sid ?? '', at }
  }
  /** One negotiation after another. */
  const queue = <T>(task: () => Promise<T>): Promise<T> => {
    const done = negotiating.then(task)
    negotiating = done.catch(() => undefined)
    return done
  }

  signalling.start({ onMessage: take, onLost: () => undefined })
  return {
    join,
    request: send,
    publish: (tracks) =>
      queue(async () => {
        const announced = await Promise.all(tracks.map(announce))
        await negotiate()
        const transport = await connected()
        return announced.map(({ trackId, at }) => ({
          trackId,
          ssrc: at.sender.ssrc,
          payloadTypes: new Map(at.codecs.map(({ name, payloadType }) => [name.toLowerCase(), payloadType])),
          transport,
        }))
      }),
    unpublish: (trackId) =>
      queue(async () => {
        transceivers.get(trackId)?.setDirection('inactive')
        transceivers.delete(trackId)
        await negotiate()
      }),
    sendRtp: (bytes) => {
      void hooked?.iceTransport.connection.send(bytes).catch(() => undefined)
    },
    sendData: async (payload, topic, isReliable) => {
      const channel = await (isReliable ? reliable : lossy)
      const kind = isReliable ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY
      const user = new UserPacket({ payload: Uint8Array.from(payload), topic })
      const packet = new DataPacket({ kind, value: { case: 'user', value: user } })
      if (isReliable) packet.sequence = sequence++
      channel.send(Buffer.from(packet.toBinary()))
    },
    close: async () => {
      signalling.close()
      await Promise.allSettled([pc.close(), hears.close()])
    },
  }
}

function whenOpen(channel: RTCDataChannel): Promise<RTCDataChannel> {
  const { promise, resolve } = Promise.withResolvers<RTCDataChannel>()
  channel.stateChanged.subscribe((state) => {
    if (state === 'open') resolve(channel)
  })
  return promise
}
