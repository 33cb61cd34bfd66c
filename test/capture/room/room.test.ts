/** The hidden participant on a real livekit-server, with two people in a real browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SenderReportIn } from '../../../capture/model/media.ts'
import { openRoom, type RoomSession } from '../../../capture/room/room.ts'
import { createRecorderToken } from '../../../capture/room/token.ts'
import { createWallClock } from '../../../capture/room/wallClock.ts'
import { openPublishers, type Person, type PublisherStage } from '../../support/capture/openPublisher.ts'
import { createRoomTap, type RoomTap } from '../../support/capture/roomTap.ts'
import { startLivekit, type LivekitServer } from '../../support/livekit.ts'

const ROOM = 'interview-1'
const VIDEO_HZ = 90_000

let livekit: LivekitServer
let stage: PublisherStage
let session: RoomSession
let tap: RoomTap
let ada: Person
let bob: Person
const life = new AbortController()

beforeAll(async () => {
  ;[livekit, stage] = await Promise.all([startLivekit(), openPublishers()])
  tap = createRoomTap(({ trackId }) => session.setSubscribed(trackId, true))
  session = await openRoom({
    url: livekit.url,
    token: () => createToken('recorder'),
    clock: createWallClock(),
    listener: tap,
    signal: life.signal,
    rejoinAfterMs: [50, 100],
  })
  // Bob's pictures are far apart, so that one cannot be taken for its neighbour.
  ada = await stage.createPerson({ identity: 'ada', cellId: 3 })
  bob = await stage.createPerson({ identity: 'bob', cellId: 4, fps: 5, audio: false })
}, 60_000)

afterAll(async () => {
  await session?.close()
  await Promise.allSettled([stage?.close(), livekit?.stop()])
})

const createToken = (identity: string): Promise<string> =>
  createRecorderToken({ ...livekit, room: ROOM, identity, ttlSeconds: 60 })

const join = async (person: Person) =>
  person.join(livekit.url, await livekit.createToken(ROOM, person.identity))

const packetsOf = (trackId: string | undefined) => tap.packets.filter((one) => one.trackId === trackId)
const reportsOf = (trackId: string | undefined) => tap.reports.filter((one) => one.trackId === trackId)

/** The sender's wall time of an RTP time, ms since 1970, by the report nearest to it. */
function placeMs(timestamp: number, reports: readonly SenderReportIn[]): number {
  const [nearest] = reports
    .map(({ senderNs, rtpTimestamp }) => ({ senderNs, ticks: (timestamp - rtpTimestamp) | 0 }))
    .sort((a, b) => Math.abs(a.ticks) - Math.abs(b.ticks))
  return Number(nearest!.senderNs) / 1e6 + (nearest!.ticks * 1000) / VIDEO_HZ
}

describe('a hidden participant', () => {
  it('hands on packets under their tracks and places pictures by sender reports', async () => {
    const [adas, bobs] = await Promise.all([join(ada), join(bob)])
    await expect.poll(() => packetsOf(bobs.camera).length).toBeGreaterThan(15)
    await expect.poll(() => packetsOf(adas.camera).length).toBeGreaterThan(15)
    await expect.poll(() => packetsOf(adas.microphone).length).toBeGreaterThan(50)
    for (const id of [adas.camera, adas.microphone, bobs.camera])
      await expect.poll(() => reportsOf(id).length).toBeGreaterThan(0)

    expect(new Set(tap.packets.map(({ trackId }) => trackId))).toEqual(
      new Set([adas.camera, adas.microphone, bobs.camera]),
    )
    expect(packetsOf(adas.camera)[0]).toMatchObject({ mimeType: 'video/VP8', clockRateHz: 90_000 })
    expect(packetsOf(adas.microphone)[0]).toMatchObject({ mimeType: 'audio/red', clockRateHz: 48_000 })
    expect(tap.tracks.map(({ facts }) => [facts.trackId, facts.identity, facts.source])).toEqual(
      expect.arrayContaining([
        [adas.camera, 'ada', 'camera'],
        [adas.microphone, 'ada', 'microphone'],
        [bobs.camera, 'bob', 'camera'],
      ]),
    )
    expect(
      session
        .participants()
        .map(({ identity }) => identity)
        .sort(),
    ).toEqual(['ada', 'bob'])

    const { camera: drawn } = await bob.truth()
    const errors = packetsOf(bobs.camera)
      .filter(({ marker }) => marker)
      .map(({ timestamp, arrivalNs }) => {
        const placed = placeMs(timestamp, reportsOf(bobs.camera))
        // Sent after it was drawn, and soon.
        const late = Number(arrivalNs) / 1e6 - placed
        expect(late).toBeGreaterThan(-5)
        expect(late).toBeLessThan(2000)
        return Math.min(...drawn.map(({ drawnMs }) => Math.abs(placed - drawnMs)))
      })
      .sort((a, b) => a - b)
    expect(errors.length).toBeGreaterThan(10)
    // A busy browser takes a picture a while after it was drawn: most are the measure.
    expect(errors[Math.floor(errors.length * 0.5)]).toBeLessThan(5)
  })

  it('passes what others send, and sends to them', async () => {
    await ada.sendData('{"answer":42}', 'answers')
    await ada.sendText('a line of text', 'notes')
    await ada.sendText('long '.repeat(20_000), 'notes')
    await bob.sendChat('hello')
    await expect.poll(() => tap.data.length).toBe(4)
    const told = tap.data.map(({ kind, sender, topic, payload, incomplete }) => {
      return { kind, sender, topic, incomplete, text: new TextDecoder().decode(payload) }
    })
    expect(told).toEqual(
      expect.arrayContaining([
        { kind: 'data', sender: 'ada', topic: 'answers', incomplete: undefined, text: '{"answer":42}' },
        { kind: 'text_stream', sender: 'ada', topic: 'notes', incomplete: undefined, text: 'a line of text' },
        {
          kind: 'text_stream',
          sender: 'ada',
          topic: 'notes',
          incomplete: undefined,
          text: 'long '.repeat(20_000),
        },
        { kind: 'chat', sender: 'bob', topic: undefined, incomplete: undefined, text: 'hello' },
      ]),
    )

    const payload = new TextEncoder().encode('what time is it?')
    await session.sendData(payload, { reliable: true, topic: 'clock', destinationIdentities: ['bob'] })
    await session.sendData(payload, { reliable: false, topic: 'clock' })
    await expect.poll(() => heard(bob)).toHaveLength(2)
    await expect.poll(() => heard(ada)).toHaveLength(1)
    // Nobody is told who we are.
    expect(await heard(ada)).toMatchObject([{ text: 'what time is it?', from: undefined }])
  })

  it('tells of a mute, and nothing more comes of a muted camera', async () => {
    const camera = tap.published.find(({ identity, source }) => identity === 'ada' && source === 'camera')
    await ada.mute('video')
    await expect.poll(() => tap.events).toContain(`muted ${camera?.trackId}`)
    const { camera: before } = await ada.truth()
    const sent = packetsOf(camera?.trackId).length
    // Still drawn, as the page says.
    await expect.poll(async () => (await ada.truth()).camera.length).toBeGreaterThan(before.length + 10)
    expect(packetsOf(camera?.trackId).length - sent).toBeLessThan(3)
    await ada.unmute('video')
    await expect.poll(() => tap.events).toContain(`unmuted ${camera?.trackId}`)
    await expect.poll(() => packetsOf(camera?.trackId).length).toBeGreaterThan(sent + 10)
  })

  it('gives a person who comes again new tracks, whose packets are under the new ids', async () => {
    const [was] = tap.published.filter(({ identity, source }) => identity === 'ada' && source === 'camera')
    await ada.leave()
    await expect.poll(() => tap.events).toContain(`ended ${was?.trackId}`)
    expect(tap.events).toContain('left ada')
    const old = packetsOf(was?.trackId).length
    const now = await join(ada)
    await expect.poll(() => packetsOf(now.camera).length).toBeGreaterThan(10)
    await expect.poll(() => packetsOf(now.microphone).length).toBeGreaterThan(10)
    expect(now.camera).not.toBe(was?.trackId)
    expect(packetsOf(was?.trackId)).toHaveLength(old)
    const screen = await ada.shareScreen()
    await expect.poll(() => packetsOf(screen).length).toBeGreaterThan(5)
  })

  it('takes nothing of a track that is not wanted any more', async () => {
    const bobs = tap.published.find(({ identity }) => identity === 'bob')!.trackId
    session.setSubscribed(bobs, false)
    expect(tap.events).toContain(`ended ${bobs}`)
    const sent = packetsOf(bobs).length
    const { length } = (await bob.truth()).camera
    await expect.poll(async () => (await bob.truth()).camera.length).toBeGreaterThan(length + 3)
    expect(packetsOf(bobs)).toHaveLength(sent)
    session.setSubscribed(bobs, true)
    await expect.poll(() => packetsOf(bobs).length).toBeGreaterThan(sent + 3)
  })

  it('comes back by itself after the server was restarted', async () => {
    const { roomId } = session
    await livekit.restart()
    await expect.poll(() => tap.events.filter((event) => event === 'reconnecting')).toHaveLength(1)
    await expect.poll(() => tap.events.some((event) => event.startsWith('reconnected'))).toBe(true)
    expect(session.roomId).not.toBe(roomId)
    const told = tap.packets.length
    await expect.poll(() => tap.packets.length, { timeout: 20_000 }).toBeGreaterThan(told + 30)
  })

  it('ends its tracks before it says it is closed', async () => {
    await session.close()
    expect(tap.events.at(-1)).toBe('closed closed')
    expect(tap.events.at(-2)).toMatch(/^ended TR_/)
    const { length } = tap.packets
    await expect.poll(async () => (await bob.truth()).camera.length).toBeGreaterThan(3)
    expect(tap.packets).toHaveLength(length)
  })
})

const heard = async (person: Person) =>
  (await person.truth()).received.filter(({ topic }) => topic === 'clock')
