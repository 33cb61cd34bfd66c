import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { frameRecording, timeOfFrame } from '../../../app/web/playback/frameMoment.ts'
import type { Player, PlayerState, TileReading } from '../../../app/web/playback/player.types.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeRecording, makeSession } from '../makeSession.ts'

const session = makeSession()
const playerAt = (
  now: number,
  focus?: string,
  shows?: string,
): Pick<Player, 'now' | 'state' | 'reading'> => ({
  now: () => micros(now),
  state: createStore<PlayerState>(() => ({ focus }) as PlayerState),
  reading: (laneId) => ({ shownPtsUs: laneId === shows ? 0 : undefined }) as TileReading,
})
const nameAt = (...args: Parameters<typeof playerAt>): string | undefined =>
  frameRecording(session, playerAt(...args))?.recording.recordingId

describe('the recording that frame numbers are of', () => {
  it('is the focused lane’s at the playhead, else the first that shows a picture', () => {
    expect(nameAt(70e6, 'mia/camera', 'leo/camera')).toBe('mia2')
    expect(nameAt(10e6, undefined, 'mia/camera')).toBe('mia1')
    expect(nameAt(10e6)).toBe('leo1')
  })

  it('is the lane’s first where the playhead is in a gap', () => {
    expect(nameAt(50e6, 'mia/camera')).toBe('mia1')
  })
})

describe('timeOfFrame', () => {
  it('is when the frame begins to be shown, by the packet table and the drift', () => {
    const placement = { ...makeRecording('a', 5, 40).placement!, driftPpm: 100 }
    const table = { ptsUs: Float64Array.of(0, 33_333, 66_667) }
    expect(timeOfFrame(table, { placement }, 2)).toBe(5_066_674)
    expect(timeOfFrame(table, { placement }, 3)).toBeUndefined()
  })
})
