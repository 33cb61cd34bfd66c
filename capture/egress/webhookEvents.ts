/** What a webhook says of a room, as an event of its journal. The time is that of its arrival. */
import {
  DisconnectReason,
  EgressStatus,
  ParticipantInfo_Kind,
  TrackSource,
  TrackType,
  type EgressInfo,
  type ParticipantInfo,
  type WebhookEvent,
} from '@livekit/protocol'
import type { RoomEvent } from '../../core/formats/roomEvents.ts'

type About = Omit<RoomEvent, 'event' | 'atNs' | 'roomName' | 'roomId'>

/** Undefined where it is of no person, track, recording or end of a room; recorders and agents are no persons. */
export function readRoomEvent(webhook: WebhookEvent, atNs: bigint): RoomEvent | undefined {
  const { egressInfo, participant, room } = webhook
  const roomName = room?.name ?? egressInfo?.roomName ?? ''
  const make = (event: RoomEvent['event'], about: About = {}): RoomEvent | undefined =>
    roomName === ''
      ? undefined
      : { atNs, event, roomName, roomId: room?.sid ?? (egressInfo?.roomId || undefined), ...about }
  if (participant && !isPerson(participant)) return undefined
  switch (webhook.event) {
    case 'room_finished':
      return make('room_ended')
    case 'participant_joined':
      return make('participant_joined', aboutPerson(participant))
    case 'participant_left':
    case 'participant_connection_aborted': {
      const reason = DisconnectReason[participant?.disconnectReason ?? 0]
      return make('participant_left', { ...aboutPerson(participant), ...(reason && { reason }) })
    }
    case 'track_published':
    case 'track_unpublished':
      return make(webhook.event, { ...aboutPerson(participant), ...aboutTrack(webhook) })
    case 'egress_started':
      return make('recording_started', aboutEgress(egressInfo))
    case 'egress_ended': {
      const hasFailed =
        egressInfo?.status === EgressStatus.EGRESS_FAILED ||
        egressInfo?.status === EgressStatus.EGRESS_ABORTED
      return make(hasFailed ? 'recording_failed' : 'recording_ended', aboutEgress(egressInfo))
    }
    default:
      return undefined
  }
}

const isPerson = ({ kind, permission }: ParticipantInfo): boolean =>
  kind !== ParticipantInfo_Kind.EGRESS && kind !== ParticipantInfo_Kind.AGENT && !permission?.hidden

const aboutPerson = (participant: ParticipantInfo | undefined): About =>
  participant ? { identity: participant.identity, ...(participant.name && { name: participant.name }) } : {}

function aboutTrack({ track }: WebhookEvent): About {
  if (!track) return {}
  const kind = track.type === TrackType.AUDIO ? 'audio' : track.type === TrackType.VIDEO ? 'video' : undefined
  return {
    trackId: track.sid,
    ...(kind && { kind }),
    source: TrackSource[track.source]?.toLowerCase() ?? 'unknown',
  }
}

function aboutEgress(info: EgressInfo | undefined): About {
  if (!info) return {}
  const trackId = info.request.case === 'track' ? info.request.value.trackId : undefined
  const reason = info.error || info.details
  return { egressId: info.egressId, ...(trackId && { trackId }), ...(reason && { reason }) }
}
