/** Tokens for LiveKit itself: each opens one room, for one purpose, for as long as joining takes. */
import { TrackSource } from '@livekit/protocol'
import { AccessToken, type VideoGrant } from 'livekit-server-sdk'
import type { LivekitAccess } from '../live/livekitRooms.ts'
import { LIBWEBRTC, STAMPS_ATTRIBUTE } from '../model/recorder.ts'

/** LiveKit checks it when somebody joins, and gives a fresh one to reconnect with. */
const TTL_SECONDS = 600

export interface TokenFor {
  readonly room: string
  readonly identity: string
  readonly name?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Camera, microphone, screen and data of one person in one room; nothing of the room's or the server's administration. */
export const createJoinToken = (access: LivekitAccess, person: TokenFor): Promise<string> =>
  sign(access, person, {
    roomJoin: true,
    room: person.room,
    canPublish: true,
    canPublishSources: [
      TrackSource.CAMERA,
      TrackSource.MICROPHONE,
      TrackSource.SCREEN_SHARE,
      TrackSource.SCREEN_SHARE_AUDIO,
    ],
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: false,
  })

/**
 * One who sees and hears a room and is seen by nobody. To LiveKit it is an agent: who is hidden alone takes one of the
 * room's places and keeps an empty room open. Not a `recorder`: it would stand for one that is gone.
 */
export const createWatchToken = (access: LivekitAccess, viewer: TokenFor): Promise<string> =>
  sign(
    access,
    viewer,
    {
      roomJoin: true,
      room: viewer.room,
      hidden: true,
      canPublish: false,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    },
    'agent',
  )

async function sign(access: LivekitAccess, who: TokenFor, grant: VideoGrant, kind?: string): Promise<string> {
  const token = new AccessToken(access.livekitApiKey, access.livekitApiSecret, {
    identity: who.identity,
    ttl: TTL_SECONDS,
    // Every browser, and the streamer, sends by it.
    attributes: { [STAMPS_ATTRIBUTE]: LIBWEBRTC },
    ...(who.name !== undefined && { name: who.name }),
    ...(who.metadata && Object.keys(who.metadata).length > 0 && { metadata: JSON.stringify(who.metadata) }),
  })
  token.addGrant(grant)
  if (kind !== undefined) token.kind = kind
  return token.toJwt()
}
