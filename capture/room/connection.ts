/**
 * One joining of a room: signalling, the connection LiveKit sends on and the one we send on, from the join until the way
 * is lost or we leave. A way that is lost is not mended: the room joins anew.
 */
import {
  DataPacket,
  DisconnectReason,
  LeaveRequest_Action,
  SignalTarget,
  SubscriptionError,
  UpdateSubscription,
  UpdateTrackSettings,
  VideoQuality,
  type ConnectionQualityUpdate,
  type JoinResponse,
  type LeaveRequest,
  type ParticipantInfo,
  type Room,
} from '@livekit/protocol'
import type { RtpPacketIn, SenderReportIn, WallClock } from '../model/media.ts'
import type { IceAddresses } from './ice.ts'
import { createPublisher } from './publisher.ts'
import { openSignalling } from './signalling.ts'
import { createSubscriber } from './subscriber.ts'
import type { SignalMessage } from './wire.ts'

export interface ConnectionEvents {
  onParticipants(infos: readonly ParticipantInfo[]): void
  onRoom(room: Room): void
  /** The server cannot give a track that was asked for. */
  onRefused(trackId: string, reason: string): void
  onQuality(update: ConnectionQualityUpdate): void
  onToken(token: string): void
  onStream(trackId: string, requestKeyFrame: () => void): void
  onRtp(packet: RtpPacketIn): void
  onSenderReport(report: SenderReportIn): void
  onData(packet: DataPacket, reliable: boolean, arrivalNs: bigint): void
  /** Once, and the last. `final`: the server wants us gone, so joining again would be wrong. */
  onLost(reason: string, final: boolean): void
}

export interface ConnectionOptions {
  readonly url: string
  readonly token: string
  readonly ice: IceAddresses
  readonly clock: WallClock
  readonly events: ConnectionEvents
  readonly signal: AbortSignal
  readonly inboundLossPercent?: number | undefined
}

export interface Connection {
  readonly join: JoinResponse
  /** Hands on what came since the join and what comes. */
  start(): Promise<void>
  /** Asks for a track, of a video's layers for the highest, or for it to stop. */
  setSubscribed(trackId: string, kind: 'audio' | 'video', subscribed: boolean): void
  forget(trackId: string): void
  send(packet: DataPacket, reliable: boolean): Promise<void>
  close(): Promise<void>
}

/** Joins; throws UserError as `openSignalling` does. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { url, token, ice, clock, events, signal } = options
  const signalling = await openSignalling({ url, token, signal })
  const { join, send } = signalling
  let lost = false
  const lose = (reason: string, final = false): void => {
    if (lost) return
    lost = true
    events.onLost(reason, final)
  }
  const { iceServers } = join
  const publisher = createPublisher({ ice, iceServers, send, onFailed: lose })
  const subscriber = createSubscriber({
    clock,
    ice,
    iceServers,
    send,
    onStream: events.onStream,
    onRtp: events.onRtp,
    onSenderReport: events.onSenderReport,
    onData: (bytes, reliable, arrivalNs) => {
      const packet = readPacket(bytes)
      if (packet) events.onData(packet, reliable, arrivalNs)
    },
    onFailed: lose,
    inboundLossPercent: options.inboundLossPercent,
  })

  async function take({ case: name, value }: SignalMessage): Promise<void> {
    switch (name) {
      case 'offer':
        return subscriber.answer(value)
      case 'answer':
        return publisher.takeAnswer(value)
      case 'trickle':
        return (value.target === SignalTarget.PUBLISHER ? publisher : subscriber).addCandidate(
          value.candidateInit,
        )
      case 'update':
        return events.onParticipants(value.participants)
      case 'roomUpdate':
        return value.room && events.onRoom(value.room)
      case 'connectionQuality':
        return events.onQuality(value)
      case 'refreshToken':
        return events.onToken(value)
      case 'subscriptionResponse':
        return events.onRefused(value.trackSid, readSubscriptionError(value.err))
      case 'leave':
        return lose(...readLeave(value))
      default:
        return undefined
    }
  }

  return {
    join,
    start: async () => {
      signalling.start({ onMessage: take, onLost: lose })
      await publisher.offer()
    },
    setSubscribed: (trackId, kind, subscribed) => {
      const trackSids = [trackId]
      send({ case: 'subscription', value: new UpdateSubscription({ trackSids, subscribe: subscribed }) })
      if (kind !== 'video' || !subscribed) return
      const settings = new UpdateTrackSettings({ trackSids, quality: VideoQuality.HIGH })
      send({ case: 'trackSetting', value: settings })
    },
    forget: subscriber.forget,
    send: publisher.sendPacket,
    close: async () => {
      lost = true
      signalling.close()
      await Promise.allSettled([publisher.close(), subscriber.close()])
    },
  }
}

function readSubscriptionError(error: SubscriptionError): string {
  if (error === SubscriptionError.SE_CODEC_UNSUPPORTED) return 'its codec is none that can be recorded'
  if (error === SubscriptionError.SE_TRACK_NOTFOUND) return 'it does not exist'
  return 'LiveKit refused it'
}

function readPacket(bytes: Uint8Array): DataPacket | undefined {
  try {
    return DataPacket.fromBinary(bytes)
  } catch {
    // Not LiveKit's: a foreign message on the channel means nothing to us.
    return undefined
  }
}

/** After some reasons a new join would be refused, would throw another out, or would open an ended room again. */
const FINAL = new Set([
  DisconnectReason.DUPLICATE_IDENTITY,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
])

function readLeave({ reason, action }: LeaveRequest): [string, boolean] {
  const name = (DisconnectReason[reason] ?? 'UNKNOWN_REASON').toLowerCase()
  return [name, action === LeaveRequest_Action.DISCONNECT && FINAL.has(reason)]
}
