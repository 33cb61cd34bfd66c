/**
 * The peer connection on which LiveKit sends: RTP as it comes off the wire (decrypted, otherwise unaltered, RED and
 * padding included), its sender reports, and data packets. Each packet's track is found by its SSRC as the latest offer
 * names it; werift's own tracks are not used, since it tells of the first track of a re-used media section only.
 *
 * Sender reports, as livekit-server 1.13 makes them (pkg/sfu/rtpstats/rtpstats_sender.go GetRtcpSenderReport; the option
 * that would turn it off is set nowhere in the open server): the NTP time is the **publisher's own**, passed through. To
 * both the NTP and the RTP time of the publisher's last report the server adds the time since it arrived there, by its
 * own clock at the nominal rate; the RTP time is moved as the packets' are. So each report lies on the line of the
 * publisher's last one, and repeats of one carry nothing new about RTP against NTP. A new publisher's report comes about
 * every 1 to 5 s, the server's about every 3 s.
 *
 * What arrival says of the device's clock: `arrivalNs − senderNs` is (our clock − the device's) plus the delay of the
 * publisher's report up to the server plus that of this one down to us. It bounds the offset from above; its lower
 * envelope over a recording has the true drift, and an offset late by the least delay of the way, which one direction
 * cannot tell. The exact offset takes an exchange over the data channel; this is the fallback where there is none.
 */
import { SessionDescription, SignalTarget, TrickleRequest, type ICEServer } from '@livekit/protocol'
import {
  GenericNack,
  PictureLossIndication,
  RTCPeerConnection,
  RtcpPayloadSpecificFeedback,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  type RTCDataChannel,
  type RTCDtlsTransport,
  type RTCRtpReceiver,
  type RtcpPacket,
  type RtpPacket,
} from 'werift'
import type { RtpPacketIn, SenderReportIn, WallClock } from '../model/media.ts'
import { closePeer } from './closePeer.ts'
import { CODECS } from './codecs.ts'
import { avoidStun, readCandidate, readIceConfig, type IceAddresses } from './ice.ts'
import { createMissingPackets, type MissingPackets } from './nack.ts'
import { ntpToNs } from './ntp.ts'
import { widenReceiveBuffers } from './receiveBuffer.ts'
import { parkAnswer, readOffer, unparkOffer, type OfferedMedia } from './sdp.ts'
import type { RequestMessage } from './wire.ts'

export interface SubscriberOptions {
  readonly clock: WallClock
  readonly ice: IceAddresses
  readonly iceServers: readonly ICEServer[]
  readonly send: (message: RequestMessage) => void
  /** An SSRC begins for a track: at its first packet, before it is handed on. */
  readonly onStream: (trackId: string, requestKeyFrame: () => void) => void
  readonly onRtp: (packet: RtpPacketIn) => void
  readonly onSenderReport: (report: SenderReportIn) => void
  readonly onData: (bytes: Uint8Array, reliable: boolean, arrivalNs: bigint) => void
  readonly onFailed: (reason: string) => void
  /** Per cent of arriving packets thrown away, to try losses. */
  readonly inboundLossPercent?: number | undefined
}

export interface Subscriber {
  answer(offer: SessionDescription): Promise<void>
  addCandidate(candidateInit: string): Promise<void>
  /** Nothing of this track is handed on any more. */
  forget(trackId: string): void
  close(): Promise<void>
}

/** A stream as the latest offer names it. */
interface Stream {
  readonly trackId: string
  readonly payloads: OfferedMedia['payloads']
  readonly missing: MissingPackets
  begun: boolean
}

const ASK_EVERY_MS = 20

export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { clock, send } = options
  const streams = new Map<number, Stream>()
  const hooked = new WeakSet<RTCDtlsTransport>()
  const pc = new RTCPeerConnection({
    ...readIceConfig(options.ice, options.iceServers),
    codecs: CODECS,
    // werift keeps this share, whatever the name says.
    debug: options.inboundLossPercent ? { inboundPacketLoss: 100 - options.inboundLossPercent } : {},
  })
  let transport: RTCDtlsTransport | undefined

  pc.onIceCandidate.subscribe((candidate) => {
    if (!candidate) return
    const candidateInit = JSON.stringify(candidate.toJSON())
    send({ case: 'trickle', value: new TrickleRequest({ candidateInit, target: SignalTarget.SUBSCRIBER }) })
  })
  pc.connectionStateChange.subscribe((state) => {
    if (state === 'failed' || state === 'disconnected') options.onFailed(`the media connection ${state}`)
  })
  pc.onDataChannel.subscribe((channel) => hookChannel(channel))

  const asking = setInterval(() => {
    const now = performance.now()
    for (const [ssrc, { missing }] of streams) {
      const lost = missing.size === 0 ? [] : missing.takeDue(now)
      if (lost.length === 0) continue
      const feedback = new GenericNack({ senderSsrc: 1, mediaSourceSsrc: ssrc, lost })
      report(new RtcpTransportLayerFeedback({ feedback }))
    }
  }, ASK_EVERY_MS)

  function hookChannel(channel: RTCDataChannel): void {
    const reliable = channel.label === '_reliable'
    channel.onMessage.subscribe((data) => {
      if (typeof data !== 'string') options.onData(Uint8Array.from(data), reliable, clock.nowNs())
    })
  }

  function takeRtp({ header, payload }: RtpPacket): void {
    const arrivalNs = clock.nowNs()
    const stream = streams.get(header.ssrc)
    const format = stream?.payloads.get(header.payloadType)
    if (!stream || !format) return
    stream.missing.arrived(header.sequenceNumber, performance.now())
    if (!stream.begun) {
      stream.begun = true
      options.onStream(stream.trackId, () => requestKeyFrame(header.ssrc))
    }
    options.onRtp({
      trackId: stream.trackId,
      ssrc: header.ssrc,
      payloadType: header.payloadType,
      mimeType: format.mimeType,
      clockRateHz: format.clockRateHz,
      sequenceNumber: header.sequenceNumber,
      timestamp: header.timestamp,
      marker: header.marker,
      payload,
      arrivalNs,
    })
  }

  function takeRtcp(packet: RtcpPacket): void {
    if (!(packet instanceof RtcpSrPacket)) return
    const stream = streams.get(packet.ssrc)
    if (!stream) return
    options.onSenderReport({
      trackId: stream.trackId,
      ssrc: packet.ssrc,
      senderNs: ntpToNs(packet.senderInfo.ntpTimestamp),
      rtpTimestamp: packet.senderInfo.rtpTimestamp,
      arrivalNs: clock.nowNs(),
    })
  }

  function report(packet: RtcpPacket): void {
    // A connection that is ending sends nothing: what it asked for would not come either.
    transport?.sendRtcp([packet]).catch(() => undefined)
  }

  function requestKeyFrame(mediaSsrc: number): void {
    const feedback = new PictureLossIndication({ senderSsrc: 1, mediaSsrc })
    report(new RtcpPayloadSpecificFeedback({ feedback }))
  }

  function hookTransport(): void {
    for (const one of pc.dtlsTransports) {
      transport = one
      if (hooked.has(one)) continue
      hooked.add(one)
      one.onRtp.subscribe(takeRtp)
      one.onRtcp.subscribe(takeRtcp)
    }
    for (const receiver of pc.getReceivers()) silenceNack(receiver)
  }

  function takeOffer(sdp: string): void {
    // An SSRC that is named no more is kept until its track is forgotten: its last packets may still be on the way.
    for (const { trackId, ssrcs, payloads } of readOffer(sdp)) {
      if (trackId === undefined) continue
      for (const ssrc of ssrcs)
        if (streams.get(ssrc)?.trackId !== trackId)
          streams.set(ssrc, { trackId, payloads, missing: createMissingPackets(), begun: false })
    }
  }

  return {
    answer: async (offer) => {
      const { sdp, parked } = unparkOffer(offer.sdp)
      await pc.setRemoteDescription({ type: 'offer', sdp })
      takeOffer(offer.sdp)
      hookTransport()
      avoidStun(pc)
      await pc.setLocalDescription(await pc.createAnswer())
      widenReceiveBuffers(pc)
      const answer = parkAnswer(pc.localDescription?.sdp ?? '', parked)
      const value = new SessionDescription({ type: 'answer', sdp: answer, id: offer.id })
      send({ case: 'answer', value })
    },
    addCandidate: async (candidateInit) => {
      const candidate = readCandidate(candidateInit)
      if (candidate) await pc.addIceCandidate(candidate)
    },
    forget: (trackId) => {
      for (const [ssrc, stream] of streams) if (stream.trackId === trackId) streams.delete(ssrc)
    },
    close: async () => {
      clearInterval(asking)
      await closePeer(pc)
    },
  }
}

/** werift's own repair is ended: see nack.ts. */
function silenceNack(receiver: RTCRtpReceiver): void {
  const { nack } = receiver as unknown as { readonly nack: { close(): void } }
  nack.close()
}
