import { describe, expect, it } from 'vitest'
import { explainGaps, type RoomFact } from '../../../core/timeline/index.ts'
import { micros } from '../../../core/time/index.ts'
import type { Gap } from '../../../core/timeline/index.ts'

const S = 1e6
const gap = (fromS: number, toS: number, reason: Gap['reason']): Gap => ({
  startUs: micros(fromS * S),
  endUs: micros(toS * S),
  reason,
})
const fact = (tS: number, event: string, more: Partial<RoomFact> = {}): RoomFact => ({
  tUs: tS * S,
  event,
  identity: 'ann',
  source: null,
  reason: null,
  by: null,
  journal: 'j1',
  ...more,
})
const lane = (gaps: readonly Gap[]) => ({
  laneId: 'ann/camera',
  identity: 'ann',
  source: 'camera',
  kind: 'video' as const,
  recordings: [],
  gaps,
})
const explain = (gaps: readonly Gap[], facts: readonly RoomFact[]) =>
  explainGaps(lane(gaps), facts, []).gaps.map(({ reason, cause }) => [
    reason,
    cause?.what,
    cause && [cause.fromUs / S, cause.toUs === undefined ? undefined : cause.toUs / S],
    cause?.reason ?? cause?.by,
  ])

describe('a gap', () => {
  it('is told by who left and came back, or did not', () => {
    const facts = [
      fact(100, 'participant_left', { reason: 'CLIENT_INITIATED' }),
      fact(160, 'participant_joined'),
      fact(300, 'participant_left'),
      fact(310, 'participant_joined', { identity: 'bob' }),
    ]
    expect(explain([gap(99, 163, 'left'), gap(300.5, 400, 'ended')], facts)).toEqual([
      ['left', 'left', [100, 160], 'CLIENT_INITIATED'],
      ['left', 'left', [300, undefined], undefined],
    ])
  })

  it('in a file is a mute of its own source, or what the recorder lost; another’s mute is nothing to it', () => {
    const facts = [
      fact(10, 'track_muted', { source: 'camera', by: 'host' }),
      fact(10, 'track_muted', { source: 'microphone' }),
      fact(20, 'track_unmuted', { source: 'camera' }),
      fact(50, 'track_muted', { source: 'camera', identity: 'bob' }),
    ]
    const holes = [gap(10.1, 20.2, 'lost'), gap(50, 55, 'lost')]
    expect(explain(holes, facts)).toEqual([
      ['muted', 'muted', [10, 20], 'host'],
      ['lost', undefined, undefined, undefined],
    ])
    // A guess holds only where no journal watched the track.
    const guessed = [gap(60, 62, 'muted')]
    expect(explain(guessed, facts)[0]![0]).toBe('muted')
    expect(explain(guessed, [fact(5, 'track_published', { source: 'camera' }), ...facts])[0]![0]).toBe('lost')
    const known = [{ recordingId: 'r1', what: 'lost' as const, fromUs: 50 * S, toUs: 55 * S }]
    const placed = {
      ...lane(holes),
      recordings: [
        {
          recordingId: 'r1',
          identity: 'ann',
          source: 'camera',
          kind: 'video' as const,
          placement: null,
          holes: [],
        },
      ],
    }
    expect(explainGaps(placed, facts, known).gaps[1]!.cause!.what).toBe('lost')
  })

  it('is the recorder’s where the journal broke off, from the last it saw', () => {
    const facts = [
      fact(5, 'participant_joined'),
      fact(70, 'connection_quality', { identity: 'bob' }),
      fact(90, 'journal_interrupted', { identity: null, reason: 'the process was killed' }),
    ]
    expect(explain([gap(71, 92, 'not_recorded')], facts)).toEqual([
      ['lost', 'interrupted', [70, 90], 'the process was killed'],
    ])
  })

  it('keeps what was guessed where nothing meets it, and where it is withheld', () => {
    const facts = [fact(100, 'participant_left'), fact(160, 'participant_joined')]
    expect(
      explain([gap(0, 90, 'not_joined'), gap(100, 160, 'withheld'), gap(200, 220, 'ended')], facts),
    ).toEqual([
      ['not_joined', undefined, undefined, undefined],
      ['withheld', undefined, undefined, undefined],
      ['ended', undefined, undefined, undefined],
    ])
  })
})
