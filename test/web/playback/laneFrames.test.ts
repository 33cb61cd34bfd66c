import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  gapAt,
  mediaTimeAt,
  placedRecordings,
  recordingAt,
  sessionTimeAt,
} from '../../../app/web/playback/laneFrames.ts'
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

  it('does not place what has no placement', () => {
    const { lane } = sampleLane([{ recordingId: 'a', offsetUs: 0, ptsUs: [0] }])
    const unplaced = { ...lane, recordings: lane.recordings.map((each) => ({ ...each, placement: null })) }
    expect(placedRecordings(unplaced)).toEqual([])
    expect(gapAt(unplaced, [], 0)).toMatchObject({ reason: 'not_recorded' })
  })
})
