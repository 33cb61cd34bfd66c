/**
 * A participant that publishes media encoded beforehand, by a device whose clocks are wrong as told, over a way that is
 * as bad as told; it knows the true instant of each frame and click.
 *
 *   const ada = createRtpPublisher({ url, identity: 'ada', createToken: () => …, clock, skewPpm: 80, tracks: [
 *     { kind: 'video', video: await loadVideo({ … }) }, { kind: 'audio' } ] })
 *   const [camera, microphone] = await ada.join()
 */
import {
  AddTrackRequest,
  MuteTrackRequest,
  SimulcastCodec,
  TrackSource,
  TrackType,
  VideoLayer,
  VideoQuality,
  type DataPacket,
} from '@livekit/protocol'
import {
  GenericNack,
  PictureLossIndication,
  RtcpPayloadSpecificFeedback,
  RtcpTransportLayerFeedback,
  type RtcpPacket,
} from 'werift'
import { askClock, NOT_ASKING, takeClockMessage } from '../../../../app/web/capture/clockExchange.ts'
import type { WallClock } from '../../../../capture/model/media.ts'
import { CLOCK_TOPIC, encodeClockMessage } from '../../../../core/protocol/clockExchange.ts'
import { seededRandom } from '../../../../fixtures/random.ts'
import { createDevice, type Device, type DeviceOptions } from './device.ts'
import { encodeSound } from './media/sound.ts'
import type { EncodedVideo } from './media/video.ts'
import { OPUS_TYPE, openPeer, type Peer, type PublishedMedia } from './peer.ts'
import { createCamera, createMicrophone, type SentMoment, type Source } from './sources.ts'
import { createStream, type Stream } from './stream.ts'
import { everyTick } from './ticking.ts'
import { createWay, type WayOptions } from './way.ts'

export type TrackOptions =
  | {
      readonly kind: 'video'
      readonly video: EncodedVideo
      readonly source?: 'camera' | 'screen_share'
      /** Bytes of payload a packet; small ones make many packets of a frame, as large pictures have. */
      readonly mtu?: number
    }
  | { readonly kind: 'audio'; readonly kbps?: number }

export interface RtpPublisherOptions extends DeviceOptions, WayOptions {
  readonly url: string
  readonly identity: string
  readonly createToken: (identity: string) => string | Promise<string>
  readonly tracks: readonly TrackOptions[]
  /** Whether sound carries its predecessors (RFC 2198), as browsers send it. */
  readonly red?: boolean
  /** True time. */
  readonly clock: WallClock
  /** When the device's media clock says 0; now by default. */
  readonly epochNs?: bigint
  /** Of sender reports; 1 s by default. The first comes half that after the first packet. */
  readonly reportEveryMs?: number
  /** Of questions to the recorder's clock, from the join on; none by default. Our page asks each 10 s. */
  readonly exchangeEveryMs?: number
}

export interface PublishedTrack {
  /** Of the present joining; changes with a rejoin. */
  readonly trackId: string
  readonly kind: 'audio' | 'video'
  /** The truth: every frame, or every click (one a second), of all joinings. */
  readonly sent: readonly SentMoment[]
  readonly keyFrames: () => number
  readonly counts: () => Stream['counts']
  /** Tells the server and falls silent. */
  mute(): void
  unmute(): void
}

export interface RtpPublisher {
  readonly identity: string
  readonly device: Device
  /** Packets given to the way, and lost on it. */
  readonly wayCounts: { readonly sent: number; readonly lost: number }
  /** Joins and publishes the tracks, in their order; may be called again after `leave`. */
  join(): Promise<readonly PublishedTrack[]>
  leave(): Promise<void>
  sendData(payload: Uint8Array, topic: string, reliable?: boolean): Promise<void>
  /** Every packet of data that came. */
  onData: ((packet: DataPacket) => void) | undefined
}

interface LiveTrack {
  readonly options: TrackOptions
  readonly source: Source
  media: PublishedMedia | undefined
  stream: Stream | undefined
  muted: boolean
  nextReportNs: bigint
}

export function createRtpPublisher(options: RtpPublisherOptions): RtpPublisher {
  const { url, identity, clock, red = false, reportEveryMs = 1000 } = options
  const device = createDevice(options.epochNs ?? clock.nowNs(), options)
  const random = seededRandom(identity)
  const way = createWay(options, random, (bytes) => peer?.sendRtp(bytes))
  const reportEveryNs = BigInt(Math.round(reportEveryMs * 1e6))
  const tracks = options.tracks.map((track): LiveTrack => {
    const source = createSource(device, track, red)
    return { options: track, source, media: undefined, stream: undefined, muted: false, nextReportNs: 0n }
  })
  let peer: Peer | undefined
  let stopTicking: (() => void) | undefined
  let exchanging: NodeJS.Timeout | undefined
  let asking = NOT_ASKING

  const tick = (): void => {
    const now = clock.nowNs()
    for (const track of tracks) {
      const { stream, source, muted } = track
      if (!stream || muted) continue
      source.tick(now, stream)
      if (now < track.nextReportNs || stream.counts.packets === 0) continue
      track.nextReportNs = now + reportEveryNs
      stream.report(now)
    }
    way.tick(performance.now())
  }

  function begin(track: LiveTrack, media: PublishedMedia): void {
    const payloadType = media.payloadTypes.get(nameOf(track.options, red))
    if (payloadType === undefined) throw new Error(`the server does not take ${nameOf(track.options, red)}`)
    const { ssrc, transport } = media
    const clockRateHz = track.options.kind === 'video' ? 90_000 : 48_000
    track.media = media
    track.stream = createStream({ ssrc, payloadType, clockRateHz, device, way, transport, random })
    track.muted = false
    resume(track)
  }
  function resume(track: LiveTrack): void {
    const now = clock.nowNs()
    track.source.begin(now)
    track.nextReportNs = now + reportEveryNs / 2n
  }
  function setMuted(track: LiveTrack, muted: boolean): void {
    if (track.muted === muted || !track.media) return
    track.muted = muted
    const sid = track.media.trackId
    peer?.request({ case: 'mute', value: new MuteTrackRequest({ sid, muted }) })
    if (!muted) resume(track)
  }
  function takeRtcp(packet: RtcpPacket): void {
    if (!way.lets()) return
    if (packet instanceof RtcpTransportLayerFeedback && packet.feedback instanceof GenericNack) {
      const { mediaSourceSsrc, lost } = packet.feedback
      tracks.find(({ stream }) => stream?.ssrc === mediaSourceSsrc)?.stream?.resend(lost)
    }
    if (packet instanceof RtcpPayloadSpecificFeedback && packet.feedback instanceof PictureLossIndication) {
      const { mediaSsrc } = packet.feedback
      tracks.find(({ stream }) => stream?.ssrc === mediaSsrc)?.source.requestKeyFrame()
    }
  }
  function takeData(packet: DataPacket, arrivalNs: bigint): void {
    if (packet.value.case === 'user' && packet.value.value.topic === CLOCK_TOPIC) {
      const next = takeClockMessage(asking, packet.value.value.payload, device.ownNsAt(arrivalNs))
      asking = next.asking
      if (next.send) void peer?.sendData(encodeClockMessage(next.send), CLOCK_TOPIC, true)
    }
    publisher.onData?.(packet)
  }
  function ask(): void {
    const next = askClock(device.ownNsAt(clock.nowNs()))
    asking = next.asking
    void peer?.sendData(encodeClockMessage(next.send), CLOCK_TOPIC, false)
  }

  const publisher: RtpPublisher = {
    identity,
    device,
    wayCounts: way.counts,
    onData: undefined,
    join: async () => {
      if (peer) throw new Error(`${identity} is in the room`)
      const token = await options.createToken(identity)
      peer = await openPeer({ url, token, clock, red, onRtcp: takeRtcp, onData: takeData })
      const published = await peer.publish(tracks.map(({ options: track }) => describeTrack(track, red)))
      for (const [at, track] of tracks.entries()) begin(track, published[at]!)
      stopTicking = everyTick(tick)
      if (options.exchangeEveryMs !== undefined) {
        ask()
        exchanging = setInterval(ask, options.exchangeEveryMs)
      }
      return tracks.map((track) => ({
        get trackId() {
          return track.media?.trackId ?? ''
        },
        kind: track.options.kind,
        sent: track.source.sent,
        keyFrames: track.source.keyFrames,
        counts: () => track.stream?.counts ?? { packets: 0, bytes: 0, resent: 0 },
        mute: () => setMuted(track, true),
        unmute: () => setMuted(track, false),
      }))
    },
    leave: async () => {
      stopTicking?.()
      clearInterval(exchanging)
      for (const track of tracks) track.stream = undefined
      await peer?.close()
      peer = undefined
    },
    sendData: async (payload, topic, reliable = true) => {
      if (!peer) throw new Error(`${identity} is not in the room`)
      await peer.sendData(payload, topic, reliable)
    },
  }
  return publisher
}

const createSource = (device: Device, track: TrackOptions, red: boolean): Source =>
  track.kind === 'video'
    ? createCamera(device, track.video, track.mtu)
    : createMicrophone(device, {
        sound: encodeSound(track.kbps ?? 16),
        ...(red ? { redOpusType: OPUS_TYPE } : {}),
      })

const nameOf = (track: TrackOptions, red: boolean): string =>
  track.kind === 'video' ? track.video.codec : red ? 'red' : 'opus'

function describeTrack(track: TrackOptions, red: boolean): AddTrackRequest {
  if (track.kind === 'audio')
    return new AddTrackRequest({
      name: 'microphone',
      type: TrackType.AUDIO,
      source: TrackSource.MICROPHONE,
      disableRed: !red,
    })
  const { width, height, codec, kbps } = track.video
  const source = track.source ?? 'camera'
  const layers = [new VideoLayer({ quality: VideoQuality.HIGH, width, height, bitrate: kbps * 1000 })]
  return new AddTrackRequest({
    name: source,
    type: TrackType.VIDEO,
    source: source === 'camera' ? TrackSource.CAMERA : TrackSource.SCREEN_SHARE,
    width,
    height,
    layers,
    simulcastCodecs: [new SimulcastCodec({ codec, layers })],
  })
}
