import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  framesNear,
  gapAt,
  mediaTimeAt,
  placedPieces,
  placedRecordings,
  recordingAt,
  sessionTimeAt,
} from '../../../app/web/playback/laneFrames.ts'
import { findSoundPart } from '../../../app/web/playback/soundPart.ts'
import { mergeSpans, type Span } from '../../../core/time/index.ts'
import { evenly, sampleLane } from './sampleLane.ts'

describe('laneFrames', () => {
  it('maps session time to media time and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e12 }),
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: 0, max: 1e10 }),
        (offsetUs, driftPpm, t) => {
          const { placement } = placedRecordings(
            sampleLane([{ recordingId: 'a', offsetUs, driftPpm, ptsUs: [0] }]).lane,
          )[0]!
          expect(Math.abs(sessionTimeAt(placement, mediaTimeAt(placement, t)) - t)).toBeLessThan(1)
        },
      ),
    )
  })

  it('plays the recording that began later where two overlap', () => {
    const { lane } = sampleLane([
      { recordingId: 'a', offsetUs: 0, ptsUs: evenly(100, 40_000) },
      { recordingId: 'b', offsetUs: 3_000_000, ptsUs: evenly(100, 40_000) },
    ])
    expect(recordingAt(placedRecordings(lane), 3_500_000)?.recordingId).toBe('b')
    expect(recordingAt(placedRecordings(lane), 8_000_000)).toBeUndefined()
  })

  it('says why nothing plays: outside, in a stored gap, in a hole of the file', () => {
    const { lane } = sampleLane(
      [
        {
          recordingId: 'a',
          offsetUs: 1_000_000,
          ptsUs: [0, 40_000, 5_000_000],
          holes: [{ startPtsUs: 80_000, endPtsUs: 5_000_000 }],
        },
      ],
      {},
      [{ startUs: 0, endUs: 1_000_000, reason: 'not_joined' }],
    )
    const recordings = placedRecordings(lane)
    expect(gapAt(lane, recordings, 500_000)?.reason).toBe('not_joined')
    expect(gapAt(lane, recordings, 1_050_000)).toBeUndefined()
    expect(gapAt(lane, recordings, 2_000_000)?.reason).toBe('lost')
    expect(gapAt(lane, recordings, 6_000_000)).toBeUndefined()
    expect(gapAt(lane, recordings, 9_000_000)?.reason).toBe('not_recorded')
  })

  it('says that the capture stalled, steps over what it lost, and goes on at once where its clock went back', () => {
    const { lane, tables } = sampleLane([
      {
        recordingId: 'a',
        offsetUs: 0,
        ptsUs: evenly(100, 40_000),
        steps: [
          { mediaUs: 1_000_000, byUs: 342_000, sigmaUs: 4000 },
          { mediaUs: 2_000_000, byUs: -100_000, sigmaUs: 4000 },
        ],
      },
    ])
    const recordings = placedRecordings(lane)
    expect(gapAt(lane, recordings, 1_100_000)).toEqual({
      startUs: 1_000_000,
      endUs: 1_342_000,
      reason: 'lost',
      stall: { byUs: 342_000, sigmaUs: 4000 },
    })
    expect(gapAt(lane, recordings, 1_342_000)).toBeUndefined()
    expect(framesNear(recordings, tables, 970_000)).toEqual({
      previous: 920_000,
      next: 1_342_000,
      nextUntil: 1_382_000,
    })
    expect(framesNear(recordings, tables, 1_100_000)).toMatchObject({ previous: 960_000, next: 1_342_000 })
    expect(framesNear(recordings, tables, 1_345_000)).toMatchObject({ previous: 960_000, next: 1_382_000 })
    // Media 1.9 s to 2.0 s would be shown twice; the picture at 2.0 s follows that at 1.88 s.
    expect(framesNear(recordings, tables, 2_230_000)).toMatchObject({ next: 2_242_000, nextUntil: 2_282_000 })
    expect(placedPieces(recordings[0]!).map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
      [0, 1_000_000],
      [1_342_000, 2_242_000],
      [2_242_000, 4_242_000],
    ])
  })

  it('lets sound be silent for as long as the capture stalled, and heard once where its clock went back', () => {
    const steps = [
      { mediaUs: 1_250_000, byUs: 342_000, sigmaUs: 4000 },
      { mediaUs: 2_600_000, byUs: -100_000, sigmaUs: 4000 },
    ]
    const { lane } = sampleLane([{ recordingId: 'a', offsetUs: 0, ptsUs: evenly(100, 40_000), steps }])
    const recording = placedRecordings(lane)[0]!
    const heard = placedPieces(recording).flatMap((piece) =>
      evenly(8, 500_000).flatMap((startUs) => {
        const { from, until } = findSoundPart(
          { ...piece, cutsIn: false, cutsOut: false },
          { start: startUs / 1e6, length: 0.5, begins: false, ends: false },
        )
        const atUs = Math.round(sessionTimeAt(recording.placement, startUs + from * 1e6))
        return until > from ? [[atUs, atUs + Math.round((until - from) * 1e6)]] : []
      }),
    )
    expect(mergeSpans(heard.map(([start, end]) => ({ start, end }) as Span))).toEqual([
      { start: 0, end: 1_250_000 },
      { start: 1_592_000, end: 4_242_000 },
    ])
    const length = heard.reduce((sum, [start, end]) => sum + end! - start!, 0)
    expect(length).toBe(4_000_000 - 100_000)
  })

  it('does not place what has no placement', () => {
    const { lane } = sampleLane([{ recordingId: 'a', offsetUs: 0, ptsUs: [0] }])
    const unplaced = { ...lane, recordings: lane.recordings.map((each) => ({ ...each, placement: null })) }
    expect(placedRecordings(unplaced)).toEqual([])
    expect(gapAt(unplaced, [], 0)).toMatchObject({ reason: 'not_recorded' })
  })
})
