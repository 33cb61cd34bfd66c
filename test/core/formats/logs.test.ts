import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findSenderNs,
  formatJsonlLine,
  formatTextLine,
  formatTextMetadata,
  isTextMetadata,
  parseExactJson,
  parseJsonlLog,
  parseTextLog,
  parseTextMetadata,
  type JsonObject,
} from '../../../core/formats/index.ts'

const someTime = fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 4_102_444_799_999_999_999n })

describe('SyncFlow text egress', () => {
  it('names its room and span in seconds', () => {
    const json = parseExactJson(
      '{"room_name":"group-3","topic":null,"started_at":1749655820,"ended_at":1749657640}',
    ).value as JsonObject
    expect(isTextMetadata(json, 'p-1/group-3/text-egress/all-topics/u/metadata.json')).toBe(true)
    const { value } = parseTextMetadata(json)
    expect(value).toMatchObject({ roomName: 'group-3', topic: undefined })
    expect(value!.startedAt).toMatchObject({ unit: 's', ns: 1749655820000000000n })
    const written = formatTextMetadata({
      roomName: 'group-3',
      topic: undefined,
      startedAtS: 1749655820,
      endedAtS: 1749657640,
    })
    expect(written).toBe('{"room_name":"group-3","topic":null,"started_at":1749655820,"ended_at":1749657640}')
  })

  it('splits a line at its first two bars and joins what has no head to the payload before', () => {
    const { events, lineCount, problems } = parseTextLog(
      'half a line\n2025-06-11T15:30:40UTC|1749655840123456789|a|b\nand more\n2025-06-11T15:30:41UTC|1749655841123456|c\n',
    )
    expect(events.map(({ lineNumber, recvNs, payload }) => [lineNumber, recvNs, payload])).toEqual([
      [2, 1749655840123456789n, 'a|b\nand more'],
      [4, 1749655841123456000n, 'c'],
    ])
    expect(lineCount).toBe(4)
    expect(problems.map((problem) => problem.code)).toEqual(['log_line_unreadable'])
  })

  it('leaves out packets of impossible times, with their continuation, and counts them', () => {
    const { events, problems } = parseTextLog(
      '9999-06-11T15:30:40UTC|9999999999999999999|x\ny\n2025-06-11T15:30:41UTC|1749655841123456789|c\n',
    )
    expect(events.map((event) => event.payload)).toEqual(['c'])
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'log_line_unreadable',
      'time_implausible',
    ])
  })

  it('is what was written, line breaks in payloads and all: parse ∘ format', () => {
    const payload = fc.string({ unit: 'grapheme' }).filter((text) => !/[\n\r]\d{4}-/.test(text))
    fc.assert(
      fc.property(fc.array(fc.tuple(someTime, payload)), (packets) => {
        const text = packets.map(([ns, body]) => formatTextLine(ns, body)).join('')
        expect(parseTextLog(text).events.map((event) => [event.recvNs, event.payload])).toEqual(packets)
      }),
    )
  })
})

describe('the text recorder’s JSON lines', () => {
  it('are read to the last whole line of a file that was cut', () => {
    const { events, problems } = parseJsonlLog(
      '{"recv_ns":1749655840123456789,"sender":"bob","topic":"chat","kind":"reliable","payload":"hi"}\n{"recv_ns":"174965584123',
    )
    expect(events).toMatchObject([
      { lineNumber: 1, recvNs: 1749655840123456789n, sender: 'bob', topic: 'chat', payload: 'hi' },
    ])
    expect(problems.map((problem) => problem.code)).toEqual(['log_line_torn'])
  })

  it('without an arrival time are counted, not guessed', () => {
    const { events, problems } = parseJsonlLog('{"event_time":1749655840,"value":1}\n')
    expect(events).toEqual([])
    expect(problems.map((problem) => problem.code)).toEqual(['log_line_without_time'])
  })

  it('are what was written: parse ∘ format', () => {
    const text = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined })
    const event = fc.record({
      recvNs: someTime,
      sentNs: fc.option(someTime, { nil: undefined }),
      sender: text,
      topic: text,
      kind: text,
      payload: text,
      payloadBase64: fc.constant(undefined),
    })
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const room = { roomName: 'r', roomId: 'RM_1' }
        const log = parseJsonlLog(events.map((one) => formatJsonlLine(one, room)).join(''))
        expect(log.events).toEqual(events.map((one, index) => ({ ...one, lineNumber: index + 1 })))
        if (events.length > 0) expect(log).toMatchObject(room)
      }),
    )
  })
})

describe('a payload', () => {
  it.each([
    ['{"timestamp":1749655840123,"x":1}', 1749655840123000000n],
    ['{"ts":1749655840.5}', 1749655840500000000n],
    ['{"sent_at":"2025-06-11T15:30:40.25Z"}', 1749655840250000000n],
    ['{"time":"10:30"}', undefined],
    ['plain 1749655840', undefined],
    ['{"ts":12}', undefined],
  ])('%s carries the sender’s clock %s', (payload, ns) => {
    expect(findSenderNs(payload)).toBe(ns)
  })
})
