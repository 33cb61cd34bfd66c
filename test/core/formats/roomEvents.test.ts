import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  formatRoomEvent,
  isRoomJournal,
  parseRoomEvents,
  type RoomEvent,
  type RoomEventName,
} from '../../../core/formats/index.ts'

const NS = 1_795_252_121_441_000_123n
const EVENTS: readonly RoomEventName[] = ['participant_joined', 'track_muted', 'marker', 'clock']
const time = fc.bigInt({ min: NS, max: NS + 10n ** 15n })
/** Not empty: an empty member is an absent one. */
const word = fc.string({ unit: 'grapheme', minLength: 1 })
const event: fc.Arbitrary<RoomEvent> = fc
  .record(
    {
      atNs: time,
      event: fc.constantFrom(...EVENTS),
      roomName: word,
      roomId: fc.option(word, { nil: undefined }),
      identity: word,
      name: word,
      trackId: word,
      kind: fc.constantFrom('audio' as const, 'video' as const),
      source: word,
      egressId: word,
      quality: word,
      reason: word,
      text: word,
      by: word,
      exchange: fc.record({ t1Ns: time, t2Ns: time, t3Ns: time, t4Ns: time }),
      more: fc.record({ later: fc.oneof(word, fc.integer(), fc.constant(null)) }),
    },
    { requiredKeys: ['atNs', 'event', 'roomName', 'roomId'] },
  )
  .map((one): RoomEvent => one)

it('come back as they were written, with what is not known here', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 10 }), (events) => {
      const text = events.map(formatRoomEvent).join('')
      expect(isRoomJournal(text)).toBe(true)
      const journal = parseRoomEvents(text)
      expect(journal.events.map((line) => line.event)).toEqual(events)
      expect(journal).toMatchObject({ isTorn: false, problems: [], lineCount: events.length, others: [] })
    }),
  )
})

it('are read up to where the writer was stopped, wherever that was', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), fc.nat(), (events, cut) => {
      const text = events.map(formatRoomEvent).join('')
      const kept = text.slice(0, cut % (text.length + 1))
      const { events: read, isTorn, problems } = parseRoomEvents(kept)
      const whole = kept.split('\n').length - 1
      const isWhole = kept === '' || kept.endsWith('\n') || read.length > whole
      expect(read.map((line) => line.event)).toEqual(events.slice(0, read.length))
      expect(read.length).toBeGreaterThanOrEqual(whole)
      expect(isTorn).toBe(!isWhole)
      expect(problems.map(({ code }) => code)).toEqual(isWhole ? [] : ['log_line_torn'])
    }),
  )
})

it('of a later version are named, and lines without an event or a time counted', () => {
  const { events, others, problems, roomId, roomName } = parseRoomEvents(
    [
      `{"at_ns":"${NS}","event":"hand_raised","identity":"ann"}`,
      '{"at_ns":"12","event":"marker"}',
      'not json',
      `{"at_ns":${NS},"event":"marker","room":"r","room_id":"RM_1","text":"here"}\n`,
    ].join('\n'),
  )
  expect(others).toEqual([
    { lineNumber: 1, atNs: NS, name: 'hand_raised', text: expect.stringContaining('ann') },
  ])
  expect(events.map(({ lineNumber, event: one }) => [lineNumber, one.atNs, one.text])).toEqual([
    [4, NS, 'here'],
  ])
  expect([roomId, roomName]).toEqual(['RM_1', 'r'])
  expect(problems.map(({ code }) => code)).toEqual([
    'log_line_unreadable',
    'log_line_without_time',
    'event_unknown',
  ])
  expect(problems[2]!.message).toContain('hand_raised')
})
