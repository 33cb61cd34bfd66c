/**
 * What the hidden subscriber of a room hands to those who listen: RTP as it arrived, RTCP sender reports, data packets,
 * and what signalling told. Times of arrival are wall-clock nanoseconds of the backend's own clock, taken once per packet
 * from a monotonic source (`WallClock`), so that a step of the system clock never runs a recording backwards.
 */
import type { TrackFacts } from './recorder.ts'

export interface RtpPacketIn {
  readonly trackId: string
  readonly ssrc: number
  readonly payloadType: number
  /** `video/VP8`, `video/H264`, `video/VP9`, `audio/opus`, `audio/red`, lower or upper case as negotiated. */
  readonly mimeType: string
  /** Hz of the RTP clock: 90000 for video, 48000 for Opus. */
  readonly clockRateHz: number
  readonly sequenceNumber: number
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Uint8Array
  readonly arrivalNs: bigint
}

/** RFC 3550 §6.4.1: the sender's own clock and its RTP clock at one instant. */
export interface SenderReportIn {
  readonly trackId: string
  readonly ssrc: number
  /** The NTP time of the report, in ns since 1970. */
  readonly senderNs: bigint
  readonly rtpTimestamp: number
  readonly arrivalNs: bigint
}

/** A data packet, a chat message, or a whole text stream. */
export interface DataPacketIn {
  readonly kind: 'data' | 'chat' | 'text_stream' | 'byte_stream'
  readonly sender: string | undefined
  readonly topic: string | undefined
  readonly payload: Uint8Array
  readonly reliable: boolean
  readonly arrivalNs: bigint
  /** The sender's own time where it gave one, ns since 1970. */
  readonly sentNs: bigint | undefined
  /** A stream that was cut off, too long or unreadable: the payload is what came of it. */
  readonly incomplete?: boolean
}

/** What a listener can do to a subscribed track. */
export interface SubscribedTrack {
  readonly facts: TrackFacts
  /** Asks the sender for a key frame (RTCP PLI); the caller limits the rate. */
  requestKeyFrame(): void
}

export interface MediaListener {
  /** A track's first packet is about to come. May be called again for the same track with a new SSRC. */
  onTrack(track: SubscribedTrack): void
  onRtp(packet: RtpPacketIn): void
  onSenderReport(report: SenderReportIn): void
  /** The track was unpublished, its owner left, or the room ended: no packet follows. */
  onTrackEnded(trackId: string, reason: string): void
}

export interface WallClock {
  nowNs(): bigint
}
