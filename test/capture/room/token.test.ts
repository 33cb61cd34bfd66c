import { TokenVerifier } from 'livekit-server-sdk'
import { expect, it } from 'vitest'
import { createRecorderToken } from '../../../capture/room/token.ts'

it('makes a token of one room that hides its bearer, lets it see all and publish nothing', async () => {
  const secret = 'a-secret-of-at-least-thirty-two-characters'
  const token = await createRecorderToken({
    apiKey: 'key',
    apiSecret: secret,
    room: 'interview-1',
    identity: 'recorder',
    ttlSeconds: 60,
  })
  const claims = await new TokenVerifier('key', secret).verify(token)
  expect(claims.video).toEqual({
    roomJoin: true,
    room: 'interview-1',
    hidden: true,
    recorder: true,
    canSubscribe: true,
    canPublish: false,
    canPublishData: true,
  })
  expect(claims.sub).toBe('recorder')
  expect(claims.exp! - claims.nbf!).toBe(60)
})
