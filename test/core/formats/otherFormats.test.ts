import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeText,
  formatExactJson,
  isChimerapyMeta,
  isGstreamerRecording,
  isPublicationRecord,
  parseChimerapyMeta,
  parseExactJson,
  parseGstreamerRecording,
  parsePublicationRecord,
  type JsonObject,
  type JsonValue,
} from '../../../core/formats/index.ts'

const json = (text: string) => parseExactJson(text).value as JsonObject

describe('exact JSON', () => {
  it('keeps integers above 2^53 and leaves other numbers alone', () => {
    expect(json('{"a":1795252123707814486,"b":-9007199254740993,"c":1.5,"d":7,"e":1e30}')).toEqual({
      a: 1795252123707814486n,
      b: -9007199254740993n,
      c: 1.5,
      d: 7,
      e: 1e30,
    })
  })

  it.each([
    ['', 'json_truncated'],
    ['{"a":', 'json_truncated'],
    ['{"a":"b', 'json_truncated'],
    ['{"a" 1}', 'json_broken'],
    ['not json', 'json_broken'],
  ])('%s is a problem: %s', (text, code) => {
    expect(parseExactJson(text)).toMatchObject({ value: undefined, problems: [{ code }] })
  })

  it('is what was written: parse ∘ format', () => {
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.integer(),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
        fc.array(tie('value')),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('value'),
          { noNullPrototype: true },
        ),
      ),
    }))
    fc.assert(
      fc.property(value, (expected) => {
        expect(parseExactJson(formatExactJson(expected)).value).toEqual(expected)
      }),
    )
  })
})

const utf16 = (text: string, mark: boolean): Uint8Array =>
  new Uint8Array(Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le'))

describe('text', () => {
  it('is UTF-8, with or without a mark', () => {
    expect(decodeText(Buffer.from('\uFEFF{"ö":"😀"}'))).toEqual({ value: '{"ö":"😀"}', problems: [] })
    expect(decodeText(Buffer.from('{"ö":"😀"}')).value).toBe('{"ö":"😀"}')
    expect(decodeText(new Uint8Array())).toEqual({ value: '', problems: [] })
  })

  it('is read from UTF-16 with a problem, marked or not', () => {
    for (const mark of [true, false]) {
      const reading = decodeText(utf16('{"a":"ö"}', mark))
      expect(reading.value).toBe('{"a":"ö"}')
      expect(reading.problems.map((problem) => problem.code)).toEqual(['encoding_utf16'])
    }
    const big = utf16('{"a":1}', true)
    for (let at = 0; at < big.length; at += 2) big.subarray(at, at + 2).reverse()
    expect(decodeText(big)).toMatchObject({
      value: '{"a":1}',
      problems: [{ evidence: { encoding: 'utf-16be' } }],
    })
  })

  it('is refused where its bytes are none', () => {
    expect(decodeText(new Uint8Array([0x7b, 0xff, 0xfe, 0x80]))).toMatchObject({
      value: undefined,
      problems: [{ code: 'encoding_broken', evidence: { firstBytesHex: '7bfffe80' } }],
    })
  })
})

describe('a publication record', () => {
  it('joins track ids to a person', () => {
    const record = json(
      '{"sessionId":"s","sessionName":"g","identity":"ann","screenShare":{"publicationSid":"TR_S","trackInfo":{}},"audioTracks":[{"publicationSid":"TR_A","deviceId":"1","deviceName":"Røde","kind":"audio","trackInfo":null}],"videoTracks":[]}',
    )
    expect(isPublicationRecord(record)).toBe(true)
    expect(parsePublicationRecord(record).value).toEqual({
      roomName: 'g',
      identity: 'ann',
      tracks: [
        { trackId: 'TR_A', kind: 'audio', deviceName: 'Røde' },
        { trackId: 'TR_S', kind: 'video', deviceName: undefined },
      ],
    })
    expect(parsePublicationRecord(json('{"identity":null,"audioTracks":[]}'))).toMatchObject({
      value: undefined,
      problems: [{ code: 'identity_unknown' }],
    })
  })
})

describe('a local recording', () => {
  it('keeps nanoseconds, and null for an end that was never written', () => {
    const recording = json(
      '{"filename":"cam.mp4","parent_dir":"d","source":"/dev/video0","media_type":"video/x-h264","start_time":1749655839912345678,"end_time":null,"codec":"h264","audio_channel":null,"device_name":"Logi"}',
    )
    expect(isGstreamerRecording(recording)).toBe(true)
    expect(parseGstreamerRecording(recording).value).toMatchObject({
      filename: 'cam.mp4',
      device: 'Logi',
      kind: 'video',
      startedAt: { ns: 1749655839912345678n },
      endedAt: undefined,
    })
  })
})

describe('ChimeraPy’s meta.json', () => {
  it('has local times that are kept as text and never become wall time', () => {
    const meta = json('{"workers":[],"start_time":"2023_11_14_10_30_00.123456","stop_time":null}')
    expect(isChimerapyMeta(meta)).toBe(true)
    const { value, problems } = parseChimerapyMeta(meta)
    expect(value).toEqual({
      startedAt: { raw: '2023_11_14_10_30_00.123456', unit: 'naive_local', ns: undefined },
      endedAt: undefined,
    })
    expect(problems.map((problem) => problem.code)).toEqual(['time_naive_local'])
  })
})
