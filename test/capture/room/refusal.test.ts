/** What a person is told who cannot join, on a real livekit-server. */
import { RoomServiceClient } from 'livekit-server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserError } from '../../../core/model/error.ts'
import { createWatchToken } from '../../../capture/api/livekitTokens.ts'
import { explainRefusal } from '../../../capture/room/refusal.ts'
import { openRoom } from '../../../capture/room/room.ts'
import { createRecorderToken } from '../../../capture/room/token.ts'
import { createWallClock } from '../../../capture/room/wallClock.ts'
import { createRoomTap } from '../../support/capture/roomTap.ts'
import { startLivekit, type LivekitServer } from '../../support/livekit.ts'

let livekit: LivekitServer
beforeAll(async () => void (livekit = await startLivekit()))
afterAll(() => livekit?.stop())

const refused = async (token: string, url = livekit.url): Promise<UserError> => {
  const life = new AbortController()
  const options = { url, token, clock: createWallClock(), listener: createRoomTap(), signal: life.signal }
  return openRoom(options).then(
    async (session) => {
      await session.close()
      throw new Error('was let in')
    },
    (error: UserError) => error,
  )
}
const createToken = (part: Partial<Parameters<typeof createRecorderToken>[0]> = {}): Promise<string> =>
  createRecorderToken({ ...livekit, room: 'r', identity: 'recorder', ttlSeconds: 60, ...part })

describe('a refusal', () => {
  it('says that the key is unknown or its secret wrong, and never shows the token', async () => {
    const other = 'another-secret-of-thirty-two-characters'
    const token = await createToken({ apiSecret: other })
    const error = await refused(token)
    expect(error).toMatchObject({
      code: 'livekit_refused',
      hint: expect.stringMatching('LIVEKIT_API_SECRET'),
    })
    expect(`${error.message} ${error.hint}`).not.toContain(token)
    expect(await refused(await createToken({ apiKey: 'nobody' }))).toMatchObject({ code: 'livekit_refused' })
  })

  it('says that nothing answers', async () => {
    expect(await refused(await createToken(), 'ws://127.0.0.1:9')).toMatchObject({
      code: 'livekit_unreachable',
      hint: expect.stringMatching('LIVEKIT_URL'),
    })
    expect(await refused(await createToken(), 'not an address')).toMatchObject({
      code: 'livekit_unreachable',
    })
  })

  it('tells an old token from a wrong clock', async () => {
    const token = await createToken({ ttlSeconds: -3600 })
    expect(await refused(token)).toMatchObject({ code: 'livekit_refused' })
    const hourAgo = await explainRefusal({
      url: livekit.url,
      token,
      cause: undefined,
      nowMs: () => Date.now() - 3_600_000,
    })
    expect(hourAgo).toMatchObject({ code: 'clock_wrong', hint: expect.stringMatching(/3\d{3} s behind/) })
  })

  it('says that the room is full', async () => {
    const { url, apiKey, apiSecret } = livekit
    await new RoomServiceClient(url.replace('ws', 'http'), apiKey, apiSecret).createRoom({
      name: 'small',
      maxParticipants: 1,
    })
    const life = new AbortController()
    const first = await openRoom({
      url,
      token: await livekit.createToken('small', 'ada'),
      clock: createWallClock(),
      listener: createRoomTap(),
      signal: life.signal,
    })
    expect(await refused(await livekit.createToken('small', 'bob'))).toMatchObject({ code: 'room_full' })
    // Neither a recorder nor who watches from the wall takes a place, and no notice stands for the latter.
    const recorder = await openRoom({
      url,
      token: await createToken({ room: 'small' }),
      clock: createWallClock(),
      listener: createRoomTap(),
      signal: life.signal,
    })
    const server = { livekitUrl: url, livekitApiKey: apiKey, livekitApiSecret: apiSecret }
    await first.close()
    await recorder.close()
    const rooms = new RoomServiceClient(url.replace('ws', 'http'), apiKey, apiSecret)
    const viewer = await openRoom({
      url,
      token: await createWatchToken(server, { room: 'small', identity: 'watch-1' }),
      clock: createWallClock(),
      listener: createRoomTap(),
      signal: life.signal,
    })
    const [small] = await rooms.listRooms(['small'])
    expect([small?.numParticipants, small?.activeRecording]).toEqual([0, false])
    const next = await openRoom({
      url,
      token: await livekit.createToken('small', 'bob'),
      clock: createWallClock(),
      listener: createRoomTap(),
      signal: life.signal,
    })
    await Promise.all([viewer.close(), next.close()])
  })
})
