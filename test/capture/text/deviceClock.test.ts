import { expect, it } from 'vitest'
import type { DataPacketIn } from '../../../capture/model/media.ts'
import { openDeviceClocks } from '../../../capture/text/index.ts'
import {
  CLOCK_TOPIC,
  decodeClockMessage,
  encodeClockMessage,
  measureExchange,
  type ClockMessage,
  type ClockReport,
} from '../../../core/protocol/clockExchange.ts'
import { encodeHealth, HEALTH_TOPIC } from '../../../core/protocol/health.ts'

const MS = 1_000_000n
const START_NS = 1_795_252_121_441_000_000n

/** A recorder's side at a clock of its own, and what it sent, wrote and refused. */
function openSide() {
  let nowNs = START_NS
  const sent: { identity: string; message: ClockMessage | undefined }[] = []
  const exchanges: unknown[] = []
  const refused: string[] = []
  const health: unknown[] = []
  const clocks = openDeviceClocks({
    clock: { nowNs: () => nowNs },
    send: (identity, topic, payload) => {
      expect(topic).toBe(CLOCK_TOPIC)
      sent.push({ identity, message: decodeClockMessage(payload) })
    },
    onExchange: (identity, exchange) => exchanges.push({ identity, ...exchange }),
    onHealth: (identity, message) => health.push({ identity, ...message }),
    onRefused: (identity, refusal) => refused.push(`${identity} ${refusal}`),
  })
  const take = (payload: Uint8Array, packet: Partial<DataPacketIn> = {}): boolean =>
    clocks.onPacket({
      kind: 'data',
      sender: 'alice',
      topic: CLOCK_TOPIC,
      payload,
      reliable: false,
      arrivalNs: nowNs,
      sentNs: undefined,
      ...packet,
    })
  const say = (message: ClockMessage, packet?: Partial<DataPacketIn>): boolean =>
    take(encodeClockMessage(message), packet)
  /** A page whose clock is 3 s behind asks, and 20 ms later has the answer. */
  const exchange = (): ClockReport => {
    const t1Ns = nowNs - 3000n * MS
    const arrivalNs = nowNs + 8n * MS
    nowNs = arrivalNs + 2n * MS
    say({ type: 'ask', t1Ns }, { arrivalNs })
    const answer = sent.at(-1)!.message!
    if (answer.type !== 'answer') throw new Error('no answer')
    return { ...answer, type: 'report', t4Ns: t1Ns + 20n * MS }
  }
  return { sent, exchanges, refused, health, take, say, exchange, clocks }
}

it('answers at once with when it came and when it left, and writes the report down', () => {
  const side = openSide()
  const report = side.exchange()
  expect(side.sent[0]).toMatchObject({
    identity: 'alice',
    message: { t2Ns: START_NS + 8n * MS, t3Ns: START_NS + 10n * MS },
  })
  expect(side.say(report)).toBe(true)
  const { t1Ns, t2Ns, t3Ns, t4Ns } = report
  expect(side.exchanges).toEqual([{ identity: 'alice', t1Ns, t2Ns, t3Ns, t4Ns }])
  expect(measureExchange(report)).toEqual({ offsetNs: 2999n * MS, roundTripNs: 18n * MS })
  expect(side.refused).toEqual([])
})

it('refuses what is forged, repeated or cannot be', () => {
  const side = openSide()
  const shift = (change: Partial<ClockReport>): void => void side.say({ ...side.exchange(), ...change })
  const good = side.exchange()
  side.say(good, { sender: 'mallory' })
  side.say(good)
  side.say(good)
  shift({ t2Ns: START_NS })
  shift({ t3Ns: START_NS })
  shift({ t1Ns: 1n })
  side.say({ ...side.exchange(), t4Ns: 1n })
  const slow = side.exchange()
  side.say({ ...slow, t4Ns: slow.t1Ns + 6000n * MS })
  side.take(new Uint8Array([1, 2]))
  side.say({ type: 'ask', t1Ns: 1n }, { sender: undefined })
  side.say({ type: 'answer', t1Ns: 1n, t2Ns: 2n, t3Ns: 3n })
  expect(side.exchanges.length).toBe(1)
  expect(side.refused).toEqual([
    'mallory not_asked',
    'alice not_asked',
    'alice not_asked',
    'alice not_asked',
    'alice not_asked',
    'alice time_reversed',
    'alice round_trip_too_long',
    'alice unreadable',
    'undefined sender_unknown',
    'alice unreadable',
  ])
})

it('holds a bounded number of answers and forgets those of who left', () => {
  const side = openSide()
  const reports = Array.from({ length: 20 }, () => side.exchange())
  for (const report of reports) side.say(report)
  expect(side.exchanges.length).toBe(16)
  const last = side.exchange()
  side.clocks.forget('alice')
  side.say(last)
  expect(side.exchanges.length).toBe(16)
})

it('hands on what pages measure of their tracks, and leaves other topics alone', () => {
  const side = openSide()
  const message = {
    code: 'camera_black',
    state: 'wrong',
    trackId: 'TR_1',
    seconds: 60,
    atNs: START_NS,
  } as const
  expect(side.take(encodeHealth(message), { topic: HEALTH_TOPIC })).toBe(true)
  expect(side.health).toEqual([{ identity: 'alice', ...message }])
  expect(side.take(new Uint8Array([1]), { topic: HEALTH_TOPIC })).toBe(true)
  expect(side.refused).toEqual(['alice unreadable'])
  expect(side.take(new Uint8Array([1]), { topic: 'chat' })).toBe(false)
})
