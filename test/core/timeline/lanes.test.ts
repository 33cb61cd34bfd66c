/** Lanes: what tiles the session, and why nothing plays. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formLanes, holesOf, spanOf, type LaneRecording } from '../../../core/timeline/index.ts'
import { gapsWithin, mergeSpans, micros, overlaps, type Span } from '../../../core/time/index.ts'

const S = 1_000_000
const session = (seconds: number): Span => ({ start: micros(0), end: micros(seconds * S) })

/** A recording from `start` to `end` (s of the session) with holes (s of its own media time). */
const recording = (
  id: string,
  lane: string,
  [start, end]: readonly [number, number],
  holes: readonly (readonly [number, number])[] = [],
): LaneRecording => {
  const [identity, source] = lane.split('/') as [string, string]
  return {
    recordingId: id,
    identity,
    source,
    kind: source === 'microphone' ? 'audio' : 'video',
    placement: { offsetUs: start * S, driftPpm: 0, startUs: start * S, endUs: end * S },
    holes: holes.map(([from, to]) => ({ startPtsUs: from * S, endPtsUs: to * S })),
  }
}

const gapsOf = (recordings: readonly LaneRecording[], lane: string, seconds: number): string[] =>
  formLanes(recordings, session(seconds))
    .find(({ laneId }) => laneId === lane)!
    .gaps.map(({ startUs, endUs, reason }) => `${startUs / S}–${endUs / S} ${reason}`)

describe('gaps', () => {
  it('say not joined before a person comes and left after they went', () => {
    const recordings = [
      recording('a', 'ann/camera', [10, 50]),
      recording('b', 'ann/microphone', [10.2, 50.1]),
    ]
    expect(gapsOf(recordings, 'ann/camera', 60)).toEqual(['0–10 not_joined', '50–60 left'])
  })

  it('say left between two stays, though the tracks did not end at one instant', () => {
    const recordings = [
      recording('a', 'ann/camera', [0, 20]),
      recording('b', 'ann/microphone', [0, 20.3]),
      recording('c', 'ann/camera', [30.4, 60]),
      recording('d', 'ann/microphone', [30, 60]),
    ]
    expect(gapsOf(recordings, 'ann/camera', 60)).toEqual(['20–30.4 left'])
  })

  it('say muted for a hole in pictures while sound goes on, lost where both stop', () => {
    const camera = recording('a', 'ann/camera', [0, 60], [[20, 28]])
    expect(gapsOf([camera, recording('b', 'ann/microphone', [0, 60])], 'ann/camera', 60)).toEqual([
      '20–28 muted',
    ])
    const alsoLost = recording('b', 'ann/microphone', [0, 60], [[19, 29]])
    expect(gapsOf([camera, alsoLost], 'ann/camera', 60)).toEqual(['20–28 lost'])
    expect(gapsOf([camera, alsoLost], 'ann/microphone', 60)).toEqual(['19–29 lost'])
  })

  it('say lost and how long for what a stalled capture lost, though the sound went on', () => {
    const steps = [{ mediaUs: 20 * S, byUs: 0.342 * S, sigmaUs: 4000 }]
    const { placement, ...camera } = recording('a', 'ann/camera', [0, 60])
    const stalled = { ...camera, placement: { ...placement!, steps, endUs: 60.342 * S } }
    const lanes = formLanes([stalled, recording('b', 'ann/microphone', [0, 60])], session(60))
    expect(lanes[0]!.gaps).toEqual([
      { startUs: 20 * S, endUs: 20.342 * S, reason: 'lost', stall: { byUs: 0.342 * S, sigmaUs: 4000 } },
    ])
  })

  it('tell a screen that was not shared yet from one that ended', () => {
    const recordings = [
      recording('a', 'ann/microphone', [0, 60]),
      recording('b', 'ann/screen_share', [20, 30]),
    ]
    expect(gapsOf(recordings, 'ann/screen_share', 60)).toEqual(['0–20 not_recorded', '30–60 ended'])
  })

  it('say ended for the last moment of a session', () => {
    const recordings = [recording('a', 'ann/camera', [0, 59]), recording('b', 'bob/camera', [0, 60])]
    expect(gapsOf(recordings, 'ann/camera', 60)).toEqual(['59–60 ended'])
  })

  it('fill a lane of which nothing is placed', () => {
    const unplaced = { ...recording('a', 'ann/camera', [0, 1]), placement: null }
    const [lane] = formLanes([unplaced], session(60))
    expect(lane!.recordings).toEqual([unplaced])
    expect(lane!.gaps).toHaveLength(1)
    expect(gapsOf([unplaced, recording('b', 'ann/microphone', [0, 60])], 'ann/camera', 60)).toEqual([
      '0–60 not_recorded',
    ])
  })
})

describe('lanes', () => {
  it('come by the person who was first, then camera, microphone, screen', () => {
    const lanes = formLanes(
      [
        recording('1', 'bob/microphone', [5, 9]),
        recording('2', 'ann/screen_share', [4, 9]),
        recording('3', 'ann/microphone', [1, 9]),
        recording('4', 'ann/camera', [2, 9]),
      ],
      session(10),
    )
    expect(lanes.map(({ laneId }) => laneId)).toEqual([
      'ann/camera',
      'ann/microphone',
      'ann/screen_share',
      'bob/microphone',
    ])
  })

  it('keep the sound and the pictures of one file apart', () => {
    const video = recording('v', 'room/composite', [0, 10])
    const lanes = formLanes([video, { ...video, recordingId: 'a', kind: 'audio' as const }], session(10))
    expect(lanes.map(({ laneId, kind }) => [laneId, kind])).toEqual([
      ['room/composite', 'video'],
      ['room/composite#audio', 'audio'],
    ])
  })

  it('tile the session: recordings less their holes, and gaps, without overlap', () => {
    const any = fc
      .record({
        lane: fc.constantFrom(
          'ann/camera',
          'ann/microphone',
          'ann/screen_share',
          'bob/camera',
          'bob/microphone',
        ),
        start: fc.integer({ min: 0, max: 900 }),
        length: fc.integer({ min: 1, max: 300 }),
        hole: fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 })),
      })
      .map(({ lane, start, length, hole: [from, size] }) => ({
        lane,
        start: start / 10,
        end: (start + length) / 10,
        hole: [from / 10, (from + size) / 10] as const,
      }))
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 50, max: 130 }),
        (list, seconds) => {
          const recordings = list.map(({ lane, start, end, hole }, at) =>
            recording(String(at), lane, [start, end], [hole]),
          )
          const whole = session(seconds)
          const lanes = formLanes(recordings, whole)
          expect(lanes.flatMap((lane) => lane.recordings)).toHaveLength(recordings.length)
          for (const lane of lanes) {
            const gaps = lane.gaps.map(({ startUs, endUs }) => ({ start: startUs, end: endUs }))
            const playable = lane.recordings.flatMap((own) => gapsWithin(spanOf(own)!, holesOf(own)))
            expect(gapsWithin(whole, mergeSpans([...gaps, ...playable]))).toEqual([])
            for (const [at, gap] of gaps.entries()) {
              expect(gap.start).toBeLessThan(gap.end)
              if (at > 0) expect(gap.start).toBeGreaterThanOrEqual(gaps[at - 1]!.end)
              expect(playable.some((span) => overlaps(span, gap))).toBe(false)
            }
          }
        },
      ),
    )
  })
})
