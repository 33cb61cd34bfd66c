import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPath, parsePath, type PathValues } from '../../../core/formats/index.ts'

describe('a key', () => {
  it.each([
    [
      'interview-1/RM_2xUGNcmmLnJm/bob/camera-TR_VC25YAw8dbGrYM-2026-11-21T090922.mp4',
      {
        layout: 'room_id',
        roomName: 'interview-1',
        roomId: 'RM_2xUGNcmmLnJm',
        identity: 'bob',
        source: 'camera',
        kind: 'video',
        trackId: 'TR_VC25YAw8dbGrYM',
      },
    ],
    [
      'proj-a-7/group-3/tracks/al-ice-b/2025-06-11T153039/audio-microphone-TR_AMx-2025-06-11T153039.ogg',
      {
        layout: 'syncflow',
        project: 'proj-a-7',
        roomName: 'group-3',
        identity: 'al-ice-b',
        kind: 'audio',
        source: 'microphone',
        trackId: 'TR_AMx',
      },
    ],
    [
      'proj-a-7/group-3/tracks/al-ice-b/2025-06-11T153039/audio-screen_share_audio-TR_AMx-2025-06-11T153039.ogg.json',
      {
        layout: 'syncflow',
        identity: 'al-ice-b',
        source: 'screen_share_audio',
        kind: 'audio',
        trackId: 'TR_AMx',
      },
    ],
    [
      'proj-7/g 3/text-egress/all-topics/u-1/al-ice-all-topics-2025-06-11T15:30:39UTC.txt',
      { layout: 'syncflow_text', roomName: 'g 3', identity: 'al-ice', topic: undefined },
    ],
    [
      'proj-7/g/text-egress/gaze-x/u/ann-gaze-x-2025-06-11T15:30:39UTC.txt',
      { layout: 'syncflow_text', identity: 'ann', topic: 'gaze-x' },
    ],
    [
      'p/g/publication-records/ann/2025-06-11T15:30:39.000Z/record.json',
      { layout: 'syncflow_record', roomName: 'g', identity: 'ann' },
    ],
    [
      'group-3-2025-06-11T153039.mp4',
      { layout: 'name_only', roomName: 'group-3', identity: undefined, trackId: undefined },
    ],
    [
      'a/b/ann-x-camera-TR_1-20250611153039123.webm',
      { layout: 'name_only', identity: 'ann-x', source: 'camera', trackId: 'TR_1' },
    ],
    [
      '2023_11_14_10_30_00-chimerapy-x1/worker-1/cam/video.mp4',
      { layout: 'chimerapy', roomName: '2023_11_14_10_30_00-chimerapy-x1', identity: 'worker-1' },
    ],
    ['downloads/recording (3).webm', { layout: 'none', roomName: undefined, identity: undefined }],
    ['x/dr.smith-camera-TR_9.webm', { layout: 'name_only', identity: 'dr.smith', trackId: 'TR_9' }],
    ['', { layout: 'none' }],
  ])('%s says what it says', (key, expected) => {
    expect(parsePath(key)).toMatchObject(expected)
  })

  it('gives a room name only with the manifest’s help where no folder explains it', () => {
    const key = 'year 2025/group 3/ann lee/camera-TR_1.webm'
    expect(parsePath(key)).toMatchObject({ layout: 'none', roomName: undefined, identity: undefined })
    expect(parsePath(key, { roomName: 'group 3' })).toMatchObject({
      layout: 'room_name',
      roomName: 'group 3',
      identity: 'ann lee',
    })
  })

  it('gives the time of the request, whole seconds or ms, and no day that does not exist', () => {
    expect(parsePath('g-2025-06-11T153039.mp4').time).toMatchObject({
      ns: 1749655839000000000n,
      resolutionNs: 1000000000n,
    })
    expect(parsePath('g-20250611153039123.mp4').time).toMatchObject({
      ns: 1749655839123000000n,
      resolutionNs: 1000000n,
    })
    expect(parsePath('g-2025-02-31T153039.mp4').time).toBeUndefined()
    expect(parsePath('g-9999-06-11T153039.mp4').time).toBeUndefined()
  })

  const id = fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 4, maxLength: 14 })
  // Identities and rooms as people write them; a person named like one of LiveKit's own words cannot be told from it.
  const person = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter(
      (text) =>
        !/[/{}\n]/.test(text) &&
        !/^(tracks|text-egress|publication-records|audio|video|camera|microphone|unknown)$/i.test(text),
    )
    .filter(
      (text) =>
        !/^(TR|EG|RM|PA)_/.test(text) &&
        !/\d{4}|chimerapy|screen/.test(text) &&
        text !== '.' &&
        text !== '..',
    )
  const values: fc.Arbitrary<PathValues> = fc
    .record({
      roomName: person,
      roomId: id.map((text) => `RM_${text}`),
      identity: person,
      trackId: id.map((text) => `TR_${text}`),
      source: fc.constantFrom(
        'camera' as const,
        'microphone' as const,
        'screen_share' as const,
        'screen_share_audio' as const,
      ),
      timeNs: fc
        .integer({ min: 1_000_000_000, max: 4_000_000_000 })
        .map((seconds) => BigInt(seconds) * 1_000_000_000n),
    })
    .map((one) => ({
      ...one,
      kind: one.source === 'camera' || one.source === 'screen_share' ? 'video' : 'audio',
    }))

  it.each([
    '{room_name}/{room_id}/{publisher_identity}/{track_source}-{track_id}-{time}',
    '{room_name}/{room_id}/{publisher_identity}/{track_type}-{track_source}-{track_id}-{utc}',
    'proj-1/{room_name}/tracks/{publisher_identity}/{time}/{track_type}-{track_source}-{track_id}-{time}',
  ])('filled from %s gives back what it was filled with: parse ∘ format', (template) => {
    fc.assert(
      fc.property(values, (given) => {
        const { roomName, identity, trackId, kind, source, timeNs } = given
        const reading = parsePath(`${formatPath(template, given)}.webm`)
        expect(reading).toMatchObject({ roomName, identity, trackId, kind, source })
        expect(reading.time?.ns).toBe(timeNs)
      }),
    )
  })
})
