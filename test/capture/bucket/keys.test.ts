/** Keys that capture writes, read back by the layouts that ingest knows. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  eventsKey,
  manifestKey,
  mediaKey,
  sidecarKey,
  textMetadataKey,
  textPartKey,
  trackTemplate,
} from '../../../capture/bucket/keys.ts'
import { isPlainKey } from '../../../core/storage/keys.ts'
import { decodeKeySegment, encodeKeySegment } from '../../../core/formats/keySegment.ts'
import { parsePath } from '../../../core/formats/pathLayout.ts'

const id = (prefix: string): fc.Arbitrary<string> =>
  fc.stringMatching(/^[A-Za-z0-9]{12}$/).map((text) => `${prefix}_${text}`)
/** Names that stand for something else in a key, besides whatever else people call themselves. */
const awkward = fc.constantFrom(
  '',
  '.',
  '..',
  '...',
  'camera',
  'audio',
  'Camera',
  'tracks',
  'text-egress',
  'events',
  '50%',
  'a%20b',
  '%41',

  'a/b',
  '..\\x',
  'RM_abc',
  'TR_AB12',
  '2026-11-21T090842',
  '20261121090842123',
  '{time}',
  'Müller ',
  ' a',

  '2023_11_14_10_30_00-chimerapy-x',
  'publication-records',
  '名前',
  '👩‍🔬',
  'anna@uni.edu',
  'anna-camera',
  'CON.',
)
const name = fc.oneof(awkward, fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 30 }))
const source = fc.constantFrom('camera', 'microphone', 'screen_share', 'screen_share_audio', 'unknown')
const media = fc.record({
  roomName: name,
  roomId: id('RM'),
  identity: name,
  source,
  trackId: id('TR'),
  atNs: fc.integer({ min: 1_700_000_000_000, max: 2_000_000_000_000 }).map((ms) => BigInt(ms) * 1_000_000n),
  extension: fc.constantFrom('webm' as const, 'mp4' as const, 'ogg' as const),
})

describe('keys in the bucket', () => {
  it('give back room, person, source, track and time, whatever people are called', () => {
    fc.assert(
      fc.property(media, (made) => {
        const key = mediaKey(made)
        expect(isPlainKey(key)).toBe(true)
        const read = parsePath(key)
        expect(read).toMatchObject({
          layout: 'room_id',
          roomName: made.roomName,
          roomId: made.roomId,
          identity: made.identity,
          source: made.source,
          trackId: made.trackId,
        })
        expect(read.time?.ns).toBe(made.atNs)
      }),
      { numRuns: 1000 },
    )
  })

  it('of manifests, sidecars and templates lie in the same folder', () => {
    fc.assert(
      fc.property(media, id('EG'), (made, egressId) => {
        for (const key of [manifestKey(made, egressId), sidecarKey(made, egressId)]) {
          expect(isPlainKey(key)).toBe(true)
          expect(parsePath(key)).toMatchObject({ roomName: made.roomName, identity: made.identity })
        }
        const written = `${trackTemplate(made).replace('{time}', '2026-11-21T090842')}.webm`
        expect(parsePath(written)).toMatchObject({
          roomName: made.roomName,
          roomId: made.roomId,
          identity: made.identity,
          trackId: made.trackId,
        })
      }),
    )
  })

  it('encode no name that is safe, decode only what was encoded, and read alike twice', () => {
    fc.assert(
      fc.property(name, (text) => {
        const segment = encodeKeySegment(text)
        expect(decodeKeySegment(segment)).toBe(text)
        // A segment is a name as well: its own code gives it back.
        expect(decodeKeySegment(encodeKeySegment(segment))).toBe(segment)
      }),
    )
    for (const safe of ['alice', 'anna@uni.edu', 'Anna Müller', '名前', 'group-3_b'])
      expect(encodeKeySegment(safe)).toBe(safe)
    for (const foreign of ['100%', 'a%20b', '%zz', 'x%2fy']) expect(decodeKeySegment(foreign)).toBe(foreign)
    expect(encodeKeySegment('a/b')).toBe('a%2Fb')
    expect(encodeKeySegment('camera')).toBe('%63amera')
  })

  it('of names too long for a file are cut, and two of them differ', () => {
    const room = { roomName: 'r', roomId: 'RM_1' }
    const long = (end: string): string => manifestKey({ ...room, identity: '漢'.repeat(200) + end }, 'EG_1')
    expect(
      Math.max(
        ...long('a')
          .split('/')
          .map((part) => Buffer.byteLength(part)),
      ),
    ).toBeLessThan(255)
    expect(long('a')).not.toBe(long('b'))
  })

  it('of text and events are those of the table', () => {
    const room = { roomName: 'interview-1', roomId: 'RM_2x' }
    expect(eventsKey(room, 'J1')).toBe('interview-1/RM_2x/events/J1.jsonl')
    expect(textMetadataKey(room, 'T1')).toBe('interview-1/RM_2x/text-egress/all-topics/T1/metadata.json')
    expect(textPartKey(room, 'T1', 12)).toBe('interview-1/RM_2x/text-egress/all-topics/T1/000012.jsonl')
  })
})
