import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatEgressManifest,
  isEgressManifest,
  parseEgressManifest,
  parseExactJson,
  type EgressManifest,
  type JsonObject,
} from '../../../core/formats/index.ts'

const GENERATION_B =
  '{"egress_id":"EG_k3Jx9aVbT2cW","room_id":"RM_h7s9KqPzLm","room_name":"group-3","started_at":1749655839912345678,"ended_at":1749657641512345678,"track_id":"TR_AMx4vQ8m2Zb7Lh","files":[{"filename":"proj-7/group-3/tracks/alice/2025-06-11T153039/audio-microphone-TR_AMx4vQ8m2Zb7Lh-2025-06-11T153039.ogg","location":"https://bucket.example/x.ogg"}]}'

const parse = (text: string, key?: string) => parseEgressManifest(parseExactJson(text).value!, key)

const is = (text: string) => isEgressManifest(parseExactJson(text).value as JsonObject)

describe('an egress manifest', () => {
  it('of generation B is read with its nanoseconds exact', () => {
    const { value, problems } = parse(GENERATION_B, 'a/EG_k3Jx9aVbT2cW.json')
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      generation: 'b',
      egressId: 'EG_k3Jx9aVbT2cW',
      roomId: 'RM_h7s9KqPzLm',
      roomName: 'group-3',
    })
    expect(value!.startedAt).toEqual({ raw: '1749655839912345678', unit: 'ns', ns: 1749655839912345678n })
    expect(value!.endedAt!.ns).toBe(1749657641512345678n)
    expect(value!.files[0]!.location).toBe('https://bucket.example/x.ogg')
  })

  it('of generation A is told by its members, or by its name where they are absent', () => {
    const members =
      '{"egress_id":"EG_1","room_name":"g","publisher_identity":"al-ice","track_kind":"audio","track_source":"microphone","segment_count":0}'
    const { value } = parse(members)
    expect(value).toMatchObject({
      generation: 'a',
      identity: 'al-ice',
      kind: 'audio',
      source: 'microphone',
      endedAt: undefined,
    })
    expect(parse('{"egress_id":"EG_1","room_name":"g"}', 'x/a.ogg.json').value!.generation).toBe('a')
    expect(parse('{"egress_id":"EG_1","room_name":"g"}', 'x/EG_1.json').value!.generation).toBe('b')
  })

  it('of other writers is read by its aliases, units and cases', () => {
    const { value, problems } = parse(
      '{"egressId":"EG_1","roomName":"g","publisher_id":"bob","trackId":"TR_1","track_kind":"VIDEO","trackSource":"SCREEN_SHARE","started_at":1749655839,"ended_at":"1749655840123"}',
    )
    expect(problems).toEqual([])
    expect(value).toMatchObject({ identity: 'bob', trackId: 'TR_1', kind: 'video', source: 'screen_share' })
    expect(value!.startedAt).toMatchObject({ unit: 's', ns: 1749655839000000000n })
    expect(value!.endedAt).toMatchObject({ unit: 'ms', ns: 1749655840123000000n })
    expect(parse('{"egress_id":"EG_1","track_source":"MIC"}').value!.source).toBe('microphone')
  })

  it('with wrong members keeps the right ones and says what was wrong', () => {
    const { value, problems } = parse(
      '{"egress_id":"EG_1","room_name":["g"],"started_at":{"s":1},"ended_at":-62135596800,"track_kind":"smell","files":"x"}',
    )
    expect(value!.egressId).toBe('EG_1')
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'time_implausible',
      'word_unknown',
      'wrong_type',
      'wrong_type',
      'wrong_type',
    ])
    for (const problem of problems) expect(problem.message).toContain('livekit/egress')
  })

  it.each([
    ['1970', '12'],
    ['9999', '253402300799000000000'],
    ['before 1970', '-62135596800'],
    ['a word', '"soon"'],
  ])('of the year %s has a time that is kept as text and not used', (_, time) => {
    const { value, problems } = parse(`{"egress_id":"EG_1","started_at":${time}}`)
    expect(value!.startedAt).toEqual({ raw: time.replaceAll('"', ''), unit: undefined, ns: undefined })
    expect(problems.map((problem) => problem.code)).toEqual(['time_implausible'])
  })

  it('that ended before it started says so with both values', () => {
    const { problems } = parse(
      '{"egress_id":"EG_x","started_at":1749655839000000000,"ended_at":1749655838000000000}',
    )
    expect(problems[0]).toMatchObject({ code: 'ended_before_started' })
    expect(problems[0]!.message).toBe(
      'manifest EG_x: ended_at 1749655838000000000 precedes started_at 1749655839000000000 (livekit/egress)',
    )
  })

  it('is told from SyncFlow’s metadata and from an EgressInfo', () => {
    expect(is(GENERATION_B)).toBe(true)
    expect(is('{"room_name":"group-3","topic":null,"started_at":1749655820,"ended_at":1749657640}')).toBe(
      false,
    )
    expect(is('{"egressId":"EG_1","status":"EGRESS_COMPLETE"}')).toBe(false)
  })

  it('is what was written: parse ∘ format', () => {
    const text = fc.option(fc.string({ minLength: 1 }), { nil: undefined })
    const time = fc.option(
      fc
        .bigInt({ min: 946_684_800_000_000_000n, max: 4_102_444_799_999_999_999n })
        .map((ns) => ({ raw: String(ns), unit: 'ns' as const, ns })),
      { nil: undefined },
    )
    const file = fc.record({ filename: fc.string({ minLength: 1 }), location: text })
    const manifest: fc.Arbitrary<EgressManifest> = fc.record({
      generation: fc.constant('b' as const),
      egressId: fc.string({ minLength: 1 }),
      roomId: text,
      roomName: text,
      url: text,
      identity: text,
      trackId: text,
      audioTrackId: text,
      videoTrackId: text,
      kind: fc.constantFrom('audio' as const, 'video' as const, undefined),
      source: fc.constantFrom('camera' as const, 'screen_share_audio' as const, undefined),
      startedAt: time,
      endedAt: fc.constant(undefined),
      segmentCount: fc.constantFrom(undefined, 0, 7),
      files: fc.array(file, { minLength: 1 }),
      playlists: fc.array(file),
      images: fc.array(file),
    })
    fc.assert(
      fc.property(manifest, (expected) => {
        expect(parse(formatEgressManifest(expected))).toEqual({ value: expected, problems: [] })
      }),
    )
  })
})
