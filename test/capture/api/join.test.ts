import { decode } from 'hono/jwt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebhookGate } from '../../../capture/egress/webhookGate.ts'
import { openLivekitRooms } from '../../../capture/live/livekitRooms.ts'
import { listConsents } from '../../../capture/store/consents.ts'
import { readAccess } from '../../../capture/store/projects.ts'
import { addProject, SECRETS } from '../store/support.ts'
import { startFakeLivekit, type FakeLivekit } from '../support/fakeLivekit.ts'
import { openTestApi, type TestApi } from './support.ts'

let livekit: FakeLivekit
let api: TestApi
let token: string
beforeEach(async () => {
  livekit = await startFakeLivekit(SECRETS.livekitApiKey, SECRETS.livekitApiSecret)
  api = await openTestApi()
  addProject(api.store, 'study', livekit.url)
  token = await api.token()
})
afterEach(() => livekit.stop())

const makeRoom = (more: object = {}) =>
  api.ask('POST', 'projects/study/rooms', { token, json: { name: 'r1', title: 'Interview', ...more } })
const makeLink = async (identity = 'alice'): Promise<string> => {
  const json = { identity, name: 'Alice' }
  const made = await api.ask('POST', 'projects/study/rooms/r1/links', { token, json })
  return (made.json as { code: string }).code
}
const join = (code: string, consentVersion = 1) =>
  api.ask('POST', `join/${code}`, { json: { name: 'Alice A.', consentVersion } })
const grantsOf = (text: unknown) => decode((text as { token: string }).token).payload

describe('a room', () => {
  it('is made on the LiveKit server first, and ended there', async () => {
    expect((await makeRoom({ maxParticipants: 3 })).status).toBe(200)
    expect(livekit.calls).toMatchObject([{ method: 'CreateRoom', body: { name: 'r1', maxParticipants: 3 } }])
    expect((await makeRoom()).json).toMatchObject({ code: 'room_exists' })
    expect((await api.ask('DELETE', 'projects/study/rooms/r1', { token })).status).toBe(204)
    expect([...livekit.rooms]).toEqual([])
    expect((await api.ask('DELETE', 'projects/study/rooms/r1', { token })).json).toMatchObject({
      code: 'room_missing',
    })
  })

  it('is not made where LiveKit refuses, and the refusal says what to do', async () => {
    const cases = [
      { fail: undefined, key: 'other', code: 'livekit_wrong_key' },
      { fail: { status: 503, body: '' }, code: 'livekit_down' },
      {
        fail: {
          status: 401,
          body: '{"msg":"invalid token: ey.a.b, error: validation failed, token not valid yet (nbf)"}',
        },
        code: 'clock_wrong',
      },
      {
        fail: { status: 500, body: `{"msg":"secret ${SECRETS.livekitApiSecret}"}` },
        code: 'livekit_refused',
      },
    ]
    for (const { fail, key, code } of cases) {
      if (fail) livekit.fail = fail
      if (key) await api.ask('PATCH', 'projects/study', { token, json: { livekitApiSecret: key } })
      const refused = await makeRoom()
      expect(refused).toMatchObject({ status: 502, json: { code } })
      expect((refused.json as { hint: string }).hint.length).toBeGreaterThan(20)
      expect(refused.text).not.toMatch(/ey\.a\.b|secret-that|eyJ/)
    }
    await livekit.stop()
    expect((await makeRoom()).json).toMatchObject({
      code: 'livekit_down',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
    expect((await api.ask('GET', 'projects/study/rooms', { token })).json).toEqual([])
    expect(api.log.join('\n')).toContain('livekit_wrong_key')
    expect(api.log.join('\n')).not.toMatch(/ey\.a\.b|secret-that|eyJ/)
  })
})

it('says in the log once a minute that a webhook was refused, for LiveKit tells nobody', async () => {
  const gate = createWebhookGate({ apiKey: 'key', apiSecret: SECRETS.livekitApiSecret })
  const other = await openTestApi({
    webhooks: { receive: (_, { body, authorization }) => refuse(body, authorization) },
  })
  const refuse = async (body: string, authorization: string | undefined) => {
    const { event } = await gate.verify(body, authorization)
    return { event, room: undefined }
  }
  addProject(other.store, 'study', livekit.url)
  const post = () =>
    other.ask('POST', '/webhooks/study', { text: '{}', headers: { authorization: 'forged' } })
  for (let times = 0; times < 3; times += 1) expect(await post()).toMatchObject({ status: 401 })
  expect(other.log).toHaveLength(1)
  expect(other.log[0]).toMatch(/refused: .*LiveKit signs with the key/)
  other.advance(60_000)
  await post()
  expect(other.log).toHaveLength(2)
})

it('takes no room whose opening has a name that no folder may have', async () => {
  livekit.rooms.set('good', { name: 'good', sid: 'RM_good', numParticipants: 0 })
  livekit.rooms.set('evil', { name: 'evil', sid: '../../evil', numParticipants: 0 })
  const rooms = await openLivekitRooms(readAccess(api.store, 'study')).list()
  expect(rooms.map(({ name }) => name)).toEqual(['good'])
})

describe('a join link', () => {
  it('opens one room as one person, after the text that is current was agreed to', async () => {
    await makeRoom()
    const code = await makeLink()
    const card = await api.ask('GET', `join/${code}`)
    expect(card.json).toMatchObject({
      room: 'r1',
      title: 'Interview',
      identity: 'alice',
      recorded: true,
      consentVersion: 1,
    })
    await api.ask('PATCH', 'projects/study', { token, json: { consentText: 'A new text' } })
    expect(await join(code, 1)).toMatchObject({ status: 409, json: { code: 'consent_outdated' } })
    expect(listConsents(api.store, 'study', 'r1')).toEqual([])
    const joined = await join(code, 2)
    expect(joined.json).toMatchObject({ livekitUrl: livekit.url, identity: 'alice' })
    expect(listConsents(api.store, 'study', 'r1')).toMatchObject([
      { identity: 'alice', name: 'Alice A.', version: 2 },
    ])
    expect(api.live.expected).toEqual(['r1'])
    expect(api.live.notes).toMatchObject([
      { room: 'r1', event: { event: 'consent', identity: 'alice', text: '2' } },
    ])
  })

  it('gives the least grants, for ten minutes', async () => {
    await makeRoom()
    const claims = grantsOf((await join(await makeLink())).json)
    expect(claims['video']).toEqual({
      roomJoin: true,
      room: 'r1',
      canPublish: true,
      canPublishSources: ['camera', 'microphone', 'screen_share', 'screen_share_audio'],
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: false,
    })
    expect(claims).toMatchObject({ sub: 'alice', name: 'Alice A.', iss: SECRETS.livekitApiKey })
    expect(claims.exp! - claims.nbf!).toBeLessThanOrEqual(600)
    api.live.states.set('r1', {} as never)
    const watch = await api.ask('POST', 'projects/study/rooms/r1/watch', { token })
    expect(grantsOf(watch.json)['video']).toEqual({
      roomJoin: true,
      room: 'r1',
      hidden: true,
      canPublish: false,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    })
  })

  it('is refused where the room is full, but to who is in it', async () => {
    await makeRoom({ maxParticipants: 2 })
    livekit.rooms.set('r1', { name: 'r1', sid: 'RM_1', numParticipants: 2 })
    livekit.people.set('r1', ['alice', 'bob'])
    expect((await join(await makeLink('alice'))).status).toBe(200)
    expect(await join(await makeLink('carol'))).toMatchObject({ status: 409, json: { code: 'room_full' } })
  })

  it('is limited by link, and wrong ones by address: a class joins at once', async () => {
    await makeRoom()
    for (let seat = 0; seat < 15; seat += 1)
      expect((await join(await makeLink(`seat-${seat}`))).status).toBe(200)
    const code = await makeLink()
    for (let count = 0; count < 10; count += 1)
      expect((await api.ask('GET', `join/${code}`)).status).toBe(200)
    expect((await api.ask('GET', `join/${code}`)).json).toMatchObject({ code: 'too_many' })
    for (let count = 0; count < 10; count += 1)
      expect((await api.ask('GET', `join/wrong-${count}`)).json).toMatchObject({ code: 'link_missing' })
    expect(await api.ask('GET', 'join/wrong-again')).toMatchObject({
      status: 429,
      json: { code: 'too_many' },
    })
    expect((await api.ask('GET', `join/wrong`, { headers: { 'x-test-address': 'b' } })).status).toBe(404)
  })
})

describe('messages and markers', () => {
  it('reach the room and its journal, by who sent them', async () => {
    await makeRoom()
    const send = (path: string, json: object) =>
      api.ask('POST', `projects/study/rooms/r1/${path}`, { token, json })
    expect((await send('messages', { text: 'Five minutes' })).status).toBe(204)
    expect(livekit.calls.at(-1)).toMatchObject({
      method: 'SendData',
      body: { room: 'r1', topic: 'chat', data: Buffer.from('Five minutes').toString('base64') },
    })
    expect((await send('markers', { label: 'task 2' })).json).toMatchObject({ code: 'room_closed' })
    api.live.states.set('r1', {} as never)
    expect((await send('markers', { label: 'task 2' })).status).toBe(204)
    expect(api.live.notes.map(({ event }) => event)).toEqual([
      { event: 'message', text: 'Five minutes', by: 'test' },
      { event: 'marker', text: 'task 2', by: 'test' },
      { event: 'marker', text: 'task 2', by: 'test' },
    ])
    livekit.rooms.clear()
    expect((await send('messages', { text: 'Anyone?' })).json).toMatchObject({ code: 'room_closed' })
  })
})

describe('secrets', () => {
  it('are in no answer, refusal or line of the log', async () => {
    await makeRoom()
    const code = await makeLink()
    const { key } = (await api.ask('POST', 'keys', { token, json: { label: 'x', scopes: ['watch'] } }))
      .json as { key: string }
    const asked = [
      ['GET', 'projects'],
      ['GET', 'keys'],
      ['GET', 'projects/study/rooms'],
      ['GET', 'projects/study/wall'],
      ['GET', 'openapi.json'],
      ['GET', 'health'],
      ['GET', 'projects/nowhere/rooms'],
      ['GET', `join/${code}`],
      ['DELETE', `keys/${key}`],
    ] as const
    const answers = await Promise.all(asked.map(([method, path]) => api.ask(method, path, { token })))
    answers.push(await join(code), await join('wrong'))
    livekit.fail = { status: 500, body: '{}' }
    answers.push(await join(code))
    const said =
      answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join('\n') + api.log.join('\n')
    expect(said).toContain('study')
    for (const secret of [SECRETS.livekitApiSecret, SECRETS.secretAccessKey, SECRETS.accessKeyId, token])
      expect(said).not.toContain(secret)
    expect(api.log.join('\n')).not.toContain(code)
    expect(api.log.length).toBeGreaterThan(0)
  })
})
