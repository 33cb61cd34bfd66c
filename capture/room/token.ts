/** The token of the hidden participant that records a room. */
import { AccessToken } from 'livekit-server-sdk'

/**
 * Makes a join token for a recorder: hidden (nobody is told of it), it subscribes and sends data packets but publishes
 * no media, and counts as `recorder`, so that it neither keeps an empty room open nor takes one of its places.
 */
export function createRecorderToken(options: {
  readonly apiKey: string
  readonly apiSecret: string
  readonly room: string
  readonly identity: string
  readonly ttlSeconds: number
}): Promise<string> {
  const { apiKey, apiSecret, room, identity, ttlSeconds } = options
  const token = new AccessToken(apiKey, apiSecret, { identity, ttl: ttlSeconds })
  token.addGrant({
    roomJoin: true,
    room,
    hidden: true,
    recorder: true,
    canSubscribe: true,
    canPublish: false,
    canPublishData: true,
  })
  return token.toJwt()
}
