/** What the capture pages keep: the wall, its events, the tiles of a room, the clock, the chat. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeClockMessage } from '../../../core/protocol/clockExchange.ts'
import {
  askClock,
  isOfRecorder,
  NOT_ASKING,
  startClockExchange,
  takeClockMessage,
} from '../../../app/web/capture/clockExchange.ts'
import { createChatLog, type ChatLine } from '../../../app/web/capture/join/chatLog.ts'
import { createOwnDevices, type Publishing, type Wishes } from '../../../app/web/capture/join/ownDevices.ts'
import { keepTiles, readTiles, type ParticipantLike } from '../../../app/web/capture/live/roomTiles.ts'
import { createEventReader } from '../../../app/web/capture/wall/eventLines.ts'
import { EMPTY_WALL, listAlerts, takeRooms, takeWall } from '../../../app/web/capture/wall/wallState.ts'
import { BUCKET, makeRoom, makeRooms, SILENT, wallOf } from './makeRooms.ts'

const page = (rooms = makeRooms(100), alerts = [BUCKET]) =>
  wallOf({ rooms, alerts }, new URLSearchParams('page=0&size=50'))

describe('the wall', () => {
  it('keeps the rooms that did not change, and counts what did', () => {
    const before = takeWall(EMPTY_WALL, page())
    const ended = makeRoom(4, { live: false, recording: false, participants: [] })
    const after = takeRooms(before, [ended])
    expect(after.rooms.get('interview-4')).toBe(ended)
    expect(after.rooms.get('interview-5')).toBe(before.rooms.get('interview-5'))
    expect([after.live, after.recording]).toEqual([before.live - 1, before.recording - 1])
    expect(after.order).toBe(before.order)
    expect(after.isStale).toBe(false)
  })

  it('knows that a room of another page makes its totals old', () => {
    const wall = takeRooms(takeWall(EMPTY_WALL, page()), [makeRoom(77)])
    expect(wall.isStale).toBe(true)
    expect(wall.rooms.size).toBe(50)
    expect(takeWall(wall, page()).isStale).toBe(false)
  })

  it('reads again what it had without a change', () => {
    const rooms = makeRooms(100)
    const before = takeWall(EMPTY_WALL, page(rooms))
    const after = takeWall(before, structuredClone(page(rooms)))
    expect(after.order).toBe(before.order)
    expect([...after.rooms.values()].every((room) => room === before.rooms.get(room.room))).toBe(true)
  })

  it('lists alerts once, the longest lasting first, each with its room', () => {
    const rooms = makeRooms(3).map((room) =>
      room.room === 'interview-1' ? makeRoom(1, { alerts: [SILENT] }) : room,
    )
    const wall = takeWall(EMPTY_WALL, page(rooms, [BUCKET, { ...SILENT, room: 'interview-1' }]))
    expect(listAlerts(wall).map(({ code, room }) => [code, room])).toEqual([
      ['bucket_failing', undefined],
      ['microphone_silent', 'interview-1'],
    ])
  })
})

describe('server-sent events', () => {
  it('are read whole, wherever the stream is cut', () => {
    const text =
      ': here\n\nevent: room\ndata: {"a":1}\n\ndata: one\ndata:two\r\n\r\nretry: 5\n\ndata: last\n\n'
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
        const read = createEventReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const events = edges.slice(1).flatMap((end, at) => read(text.slice(edges[at], end)))
        expect(events).toEqual(['{"a":1}', 'one\ntwo', 'last'])
      }),
    )
  })
})

const track = { attach: () => undefined, detach: () => undefined }
const person = (identity: string, change: Partial<ParticipantLike> = {}): ParticipantLike => ({
  identity,
  name: identity.toUpperCase(),
  isSpeaking: false,
  connectionQuality: 'good',
  trackPublications: new Map([['c', { source: 'camera', isMuted: false, track }]]),
  ...change,
})

describe('the tiles of a room', () => {
  it('show screens first, then oneself, never the recorder, and keep what did not change', () => {
    const screen = { source: 'screen_share', isMuted: false, track }
    const ben = person('ben', { trackPublications: new Map([['s', screen]]) })
    const others = [ben, person('ada'), person('lockstep-recorder-1')]
    const room = {
      localParticipant: person('zoe'),
      remoteParticipants: new Map(others.map((one) => [one.identity, one])),
    }
    const tiles = readTiles(room, true)
    expect(tiles.map(({ key }) => key)).toEqual(['ben screen', 'zoe camera', 'ada camera', 'ben camera'])
    expect(tiles.find(({ key }) => key === 'ben camera')!.video).toBeUndefined()
    expect(keepTiles(tiles, readTiles(room, true))).toBe(tiles)
    expect(readTiles(room, false).map(({ key }) => key)).not.toContain('zoe camera')
  })
})

const answer = (t1Ns: bigint): Uint8Array => encodeClockMessage({ type: 'answer', t1Ns, t2Ns: 7n, t3Ns: 8n })

describe('the clock of the page', () => {
  it('reports the answer to its open question, once', () => {
    const { asking, send } = askClock(100n)
    expect(send).toEqual({ type: 'ask', t1Ns: 100n })
    const first = takeClockMessage(asking, answer(100n), 130n)
    expect(first.send).toEqual({ type: 'report', t1Ns: 100n, t2Ns: 7n, t3Ns: 8n, t4Ns: 130n })
    expect(takeClockMessage(first.asking, answer(100n), 131n).send).toBeUndefined()
  })

  it('takes no answer that is late, another’s, or to an older question', () => {
    const { asking } = askClock(100n)
    expect(takeClockMessage(asking, answer(99n), 130n).send).toBeUndefined()
    expect(takeClockMessage(asking, answer(100n), 6_000_000_000n).send).toBeUndefined()
    expect(takeClockMessage(asking, answer(100n), 50n).send).toBeUndefined()
    expect(takeClockMessage(NOT_ASKING, answer(100n), 130n).send).toBeUndefined()
    expect([undefined, '', 'lockstep-recorder-x', 'p-031'].map(isOfRecorder)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it('asks at once, lossy, and reports reliably', () => {
    const sent: { type: string; reliable: boolean; t1Ns: string }[] = []
    const exchange = startClockExchange({
      async send(payload, reliable) {
        sent.push({ ...JSON.parse(new TextDecoder().decode(payload)), reliable })
      },
    })
    exchange.take(answer(BigInt(sent[0]!.t1Ns)), 'lockstep.clock', 'p-031')
    exchange.take(answer(BigInt(sent[0]!.t1Ns)), 'other', undefined)
    expect(sent.map(({ type, reliable }) => [type, reliable])).toEqual([['ask', false]])
    exchange.take(answer(BigInt(sent[0]!.t1Ns)), 'lockstep.clock', undefined)
    exchange.stop()
    expect(sent.map(({ type, reliable }) => [type, reliable])).toEqual([
      ['ask', false],
      ['report', true],
    ])
  })
})

describe('one’s own devices', () => {
  it('end as they were wished last, however fast one presses, and show what others muted', async () => {
    const wishes: Wishes = { camera: true, microphone: true, screen: false }
    const calls: string[] = []
    const problems: string[] = []
    const opening = Promise.withResolvers<void>()
    const isOn = { camera: false, microphone: false }
    const self: Publishing = {
      get isCameraEnabled() {
        return isOn.camera
      },
      get isMicrophoneEnabled() {
        return isOn.microphone
      },
      isScreenShareEnabled: false,
      async setCameraEnabled(wanted) {
        calls.push(`camera ${wanted}`)
        if (wanted) await opening.promise
        isOn.camera = wanted
        return undefined
      },
      async setMicrophoneEnabled(wanted) {
        isOn.microphone = wanted
        return undefined
      },
      setScreenShareEnabled: () => Promise.reject(new Error('not allowed')),
    }
    const devices = createOwnDevices({
      self,
      wishes,
      deviceIds: { camera: '', microphone: '' },
      onProblem: (device) => problems.push(device),
    })
    const begun = devices.begin()
    expect(devices.read()).toEqual({ camera: true, microphone: true, screen: false })
    wishes.camera = false
    await devices.settle('camera')
    opening.resolve()
    await begun
    expect(calls).toEqual(['camera true', 'camera false'])
    isOn.microphone = false
    expect(devices.read()).toEqual({ camera: false, microphone: false, screen: false })
    wishes.screen = true
    await devices.settle('screen')
    expect(problems).toEqual(['screen'])
    expect(devices.read().screen).toBe(false)
  })
})

describe('the chat', () => {
  it('reads plain packets and JSON of its topic alone', () => {
    let lines: readonly ChatLine[] = []
    const chat = createChatLog(
      (now) => {
        lines = now
      },
      () => 5,
    )
    const packet = (text: string, topic: string, name?: string) =>
      chat.takePacket({ payload: new TextEncoder().encode(text), topic, name })
    packet('please begin', 'chat')
    packet('{"message":"hello"}', 'chat', 'Ben')
    packet('12', 'chat', 'Ben')
    packet('{"x":1}', 'lockstep.clock', 'Ben')
    chat.add('You', 'hi')
    expect(lines.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Session: please begin',
      'Ben: hello',
      'Ben: 12',
      'You: hi',
    ])
  })
})
