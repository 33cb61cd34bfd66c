import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shiftLane } from '../../../app/web/playback/laneFrames.ts'
import {
  beginNudge,
  companionsOf,
  correctionsOf,
  frameLengthUs,
  MOST_SHIFT_US,
  recordingNear,
  shiftedBy,
  shiftsOf,
  withShift,
} from '../../../app/web/playback/nudge.ts'
import { makeRecording, makeSession } from '../makeSession.ts'

const session = makeSession()
const mia = session.lanes.find(({ laneId }) => laneId === 'mia/camera')!
const begin = (laneId: string, t: number) => beginNudge(session, laneId, t)!

describe('a nudge', () => {
  it('begins with the recording that plays, else the next, else the last', () => {
    expect([10e6, 50e6, 70e6].map((t) => recordingNear(mia, t)?.recordingId)).toEqual([
      'mia1',
      'mia2',
      'mia2',
    ])
    expect(begin('mia/camera', 10e6)).toEqual({
      laneId: 'mia/camera',
      recordingId: 'mia1',
      fromUs: 5e6,
      shiftUs: 0,
      together: false,
    })
    expect(beginNudge(session, 'nobody/camera', 0)).toBeUndefined()
  })

  it('takes what lies in the same file with it from the start', () => {
    const lanes = session.lanes.map((lane) => ({
      ...lane,
      recordings: lane.recordings.map((each) => ({ ...each, objectKey: 'room.mp4' })),
    }))
    expect(beginNudge({ ...session, lanes }, 'leo/camera', 0)?.together).toBe(true)
  })

  it('stays in the bounds the server has, in whole microseconds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e10, max: 1e10, noNaN: true })), (steps) => {
        const end = steps.reduce(shiftedBy, begin('leo/camera', 0)).shiftUs
        expect(Number.isInteger(end)).toBe(true)
        expect(Math.abs(end)).toBeLessThanOrEqual(MOST_SHIFT_US)
      }),
    )
  })

  it('moves the recording alone, or the person’s others that run beside it', () => {
    const alone = withShift(begin('leo/camera', 0), 120_000)
    expect(shiftsOf(session, alone)).toEqual({ leo1: 120_000 })
    expect(companionsOf(session, 'leo1').map(({ recordingId }) => recordingId)).toEqual(['leo2'])
    expect(shiftsOf(session, { ...alone, together: true })).toEqual({ leo1: 120_000, leo2: 120_000 })
    expect(shiftsOf(session, { ...alone, shiftUs: 0 })).toEqual({})
    expect(shiftsOf(session, undefined)).toEqual({})
  })

  it('leaves nothing to shift once the session says that it has moved', () => {
    const nudge = withShift(begin('leo/camera', 0), 120_000)
    const lanes = session.lanes.map((lane) => shiftLane(lane, { leo1: 120_000 }))
    expect(shiftsOf({ ...session, lanes }, nudge)).toEqual({})
  })

  it('is written on top of the correction that stands', () => {
    const moved = makeRecording('leo1', 0, 100)
    const placement = { ...moved.placement!, correctionUs: -40_000 }
    const lanes = session.lanes.map((lane) =>
      lane.laneId === 'leo/camera' ? { ...lane, recordings: [{ ...moved, placement }] } : lane,
    )
    const nudge = withShift(begin('leo/camera', 0), 15_000)
    expect(correctionsOf({ ...session, lanes }, nudge)).toEqual([{ target: 'leo1', byUs: -25_000 }])
  })

  it('steps by the mean length of a frame, and by 40 ms where there are no pictures', () => {
    expect(frameLengthUs(makeRecording('a', 0, 4))).toBe(40_000)
    expect(frameLengthUs({ ...makeRecording('a', 0, 10), packetCount: 300 })).toBe(33_333)
    expect(frameLengthUs({ ...makeRecording('a', 0, 10), width: null })).toBe(40_000)
    const holes = [{ startPtsUs: 2e6, endPtsUs: 8e6 }]
    expect(frameLengthUs({ ...makeRecording('a', 0, 10), holes })).toBe(40_000)
  })
})

describe('a shifted lane', () => {
  it('has its recordings, and the mutes inside them, moved; the others lie as they lay', () => {
    const gaps = [
      { startUs: 10e6, endUs: 12e6, reason: 'muted' as const },
      { startUs: 40e6, endUs: 60e6, reason: 'left' as const },
    ]
    const shifted = shiftLane({ ...mia, gaps }, { mia1: 500_000 })
    expect(shifted.recordings.map(({ placement }) => placement?.startUs)).toEqual([5.5e6, 60e6])
    expect(shifted.recordings.map(({ placement }) => placement?.offsetUs)).toEqual([5.5e6, 60e6])
    expect(shifted.gaps.map(({ startUs }) => startUs)).toEqual([10.5e6, 40e6])
  })

  it('is the lane itself where nothing of it is shifted', () => {
    expect(shiftLane(mia, { leo1: 1 })).toBe(mia)
    expect(shiftLane(mia, { mia1: 0 })).toBe(mia)
  })
})
