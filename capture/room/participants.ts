/** Who is in a room and what each publishes, kept from LiveKit's updates; each change is told once. Pure. */
import {
  DisconnectReason,
  ParticipantInfo_Kind,
  ParticipantInfo_State,
  TrackSource,
  TrackType,
  type ParticipantInfo,
  type TrackInfo,
} from '@livekit/protocol'
import { LIBWEBRTC, STAMPS_ATTRIBUTE, type TrackFacts } from '../model/recorder.ts'
import type { RoomParticipant } from './listener.ts'

export type RoomChange =
  | {
      readonly type: 'joined' | 'left' | 'updated'
      readonly participant: RoomParticipant
      readonly reason?: string
    }
  | { readonly type: 'published' | 'unpublished' | 'muted' | 'unmuted'; readonly track: TrackFacts }

export interface Participants {
  /** Takes what an update names; those not named stay. */
  update(infos: readonly ParticipantInfo[]): RoomChange[]
  /** Takes the whole of a (re)join: those not named have left. */
  replace(infos: readonly ParticipantInfo[]): RoomChange[]
  list(): readonly RoomParticipant[]
  findTrack(trackId: string): TrackFacts | undefined
  findIdentity(participantId: string): string | undefined
}

/** `ownIdentity` is left out wherever it is named. */
export function createParticipants(ownIdentity: () => string): Participants {
  const present = new Map<string, RoomParticipant>()
  /** Of each one's last update: an older one that comes late is not taken. */
  const versions = new Map<string, number>()

  const leave = (identity: string, reason: string): RoomChange[] => {
    const participant = present.get(identity)
    if (!participant) return []
    present.delete(identity)
    versions.delete(identity)
    return [
      ...participant.tracks.map((track) => ({ type: 'unpublished', track }) as const),
      { type: 'left', participant: { ...participant, tracks: [] }, reason },
    ]
  }

  const take = (info: ParticipantInfo): RoomChange[] => {
    if (info.identity === ownIdentity()) return []
    const before = present.get(info.identity)
    if (info.state === ParticipantInfo_State.DISCONNECTED)
      // The end of an earlier joining, told after the next began, ends nothing.
      return before?.participantId === info.sid ? leave(info.identity, readReason(info)) : []
    const same = before?.participantId === info.sid ? before : undefined
    if (same && info.version < (versions.get(info.identity) ?? 0)) return []
    const left = before && !same ? leave(info.identity, 'joined anew') : []
    const after = readParticipant(info)
    versions.set(info.identity, info.version)
    present.set(info.identity, after)
    const tracks = compareTracks(same?.tracks ?? [], after.tracks)
    if (!same) return [...left, { type: 'joined', participant: after }, ...tracks]
    return wasUpdated(same, after) ? [{ type: 'updated', participant: after }, ...tracks] : tracks
  }

  return {
    update: (infos) => infos.flatMap(take),
    replace: (infos) => {
      const named = new Set(infos.map(({ identity }) => identity))
      const gone = [...present.keys()].filter((identity) => !named.has(identity))
      // A restarted server counts versions anew.
      versions.clear()
      return [...gone.flatMap((identity) => leave(identity, 'left while unseen')), ...infos.flatMap(take)]
    },
    list: () => [...present.values()],
    findTrack: (trackId) =>
      [...present.values()].flatMap(({ tracks }) => tracks).find((track) => track.trackId === trackId),
    findIdentity: (participantId) =>
      [...present.values()].find((one) => one.participantId === participantId)?.identity,
  }
}

function compareTracks(before: readonly TrackFacts[], after: readonly TrackFacts[]): RoomChange[] {
  const now = new Map(after.map((track) => [track.trackId, track]))
  const then = new Map(before.map((track) => [track.trackId, track]))
  return [
    ...before.flatMap((track) => (now.has(track.trackId) ? [] : [{ type: 'unpublished', track } as const])),
    ...after.flatMap((track): RoomChange[] => {
      const old = then.get(track.trackId)
      if (!old) return [{ type: 'published', track }]
      if (old.muted === track.muted) return []
      return [{ type: track.muted ? 'muted' : 'unmuted', track }]
    }),
  ]
}

const wasUpdated = (a: RoomParticipant, b: RoomParticipant): boolean =>
  a.name !== b.name ||
  a.metadata !== b.metadata ||
  JSON.stringify(a.attributes) !== JSON.stringify(b.attributes)

function readReason(info: ParticipantInfo): string {
  const name = DisconnectReason[info.disconnectReason]
  return name === undefined || name === 'UNKNOWN_REASON' ? 'left' : name.toLowerCase()
}

function readParticipant(info: ParticipantInfo): RoomParticipant {
  return {
    identity: info.identity,
    participantId: info.sid,
    name: info.name,
    metadata: info.metadata,
    attributes: info.attributes,
    kind: ParticipantInfo_Kind[info.kind] ?? String(info.kind),
    joinedAtNs: (info.joinedAtMs || info.joinedAt * 1000n) * 1_000_000n,
    tracks: info.tracks.flatMap((track) => readTrack(info, track)),
  }
}

function readTrack({ identity, attributes }: ParticipantInfo, info: TrackInfo): TrackFacts[] {
  if (info.type !== TrackType.AUDIO && info.type !== TrackType.VIDEO) return []
  return [
    {
      trackId: info.sid,
      identity,
      kind: info.type === TrackType.VIDEO ? 'video' : 'audio',
      source: (TrackSource[info.source] ?? 'UNKNOWN').toLowerCase(),
      mimeType: info.mimeType || info.codecs[0]?.mimeType || undefined,
      width: info.width || undefined,
      height: info.height || undefined,
      muted: info.muted,
      ...(attributes[STAMPS_ATTRIBUTE] === LIBWEBRTC && { stampedBy: LIBWEBRTC }),
    },
  ]
}
