/** What is fixed to media moves exactly as the media do. */
import { assert, double, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseAnchor,
  toMediaSpan,
  toSessionSpan,
  type AnchorRecording,
} from '../../../core/timeline/index.ts'

const whole = (min: number, max: number) => integer({ min, max })
const placements = record({
  offsetUs: whole(-3_600_000_000, 10_800_000_000),
  driftPpm: double({ min: -300, max: 300, noNaN: true }),
})
const DAY_US = 86_400_000_000

describe('a mark on media', () => {
  it('comes back within 1 µs', () => {
    assert(
      property(placements, whole(-1_000_000, DAY_US), whole(0, DAY_US), (placement, startUs, length) => {
        const span = { startUs, endUs: startUs + length }
        const back = toSessionSpan(placement, toMediaSpan(placement, span))
        expect(Math.abs(back.startUs - span.startUs)).toBeLessThanOrEqual(1)
        expect(Math.abs(back.endUs - span.endUs)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('moves by what its recording was moved, to the microsecond, and stays at its media time', () => {
    assert(
      property(
        placements,
        whole(0, DAY_US),
        whole(-3_600_000_000, 3_600_000_000),
        (placement, startUs, byUs) => {
          const media = toMediaSpan(placement, { startUs, endUs: startUs })
          const before = toSessionSpan(placement, media)
          const moved = { ...placement, offsetUs: placement.offsetUs + byUs }
          const after = toSessionSpan(moved, media)
          expect(after.startUs - before.startUs).toBe(byUs)
          expect(Math.abs(toMediaSpan(moved, after).startMediaUs - media.startMediaUs)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('stands on the same media time after any change of offset and drift', () => {
    assert(
      property(placements, placements, whole(0, DAY_US), (made, now, startUs) => {
        const media = toMediaSpan(made, { startUs, endUs: startUs })
        const back = toMediaSpan(now, toSessionSpan(now, media))
        expect(Math.abs(back.startMediaUs - media.startMediaUs)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('a mark across a step', () => {
  const placement = {
    offsetUs: 0,
    driftPpm: 0,
    steps: [{ mediaUs: 10_000_000, byUs: 5_000_000, sigmaUs: 1 }],
    startUs: 0,
    endUs: 60_000_000,
    sigmaUs: 1,
  }
  const back = (startUs: number, endUs: number) =>
    toSessionSpan(placement, toMediaSpan(placement, { startUs, endUs }))

  it('keeps both its ends, and ends where the stall began if it ended in it', () => {
    expect(back(9_000_000, 16_000_000)).toEqual({ startUs: 9_000_000, endUs: 16_000_000 })
    expect(back(9_000_000, 12_000_000)).toEqual({ startUs: 9_000_000, endUs: 10_000_000 })
    expect(back(12_000_000, 16_000_000)).toEqual({ startUs: 15_000_000, endUs: 16_000_000 })
  })

  it('is fixed to what was recorded then, not to what had stalled', () => {
    const base = { identity: 'a', source: 'camera', kind: 'video', holes: [] } as const
    const stalled = { ...base, recordingId: 'stalled', placement }
    const other = { ...base, recordingId: 'other', identity: 'b', placement: { ...placement, steps: [] } }
    const chosen = (startUs: number) =>
      chooseAnchor([stalled, other], { startUs, laneId: 'a/camera' })?.recordingId
    expect(chosen(9_000_000)).toBe('stalled')
    expect(chosen(12_000_000)).toBe('other')
  })
})

const recording = (
  recordingId: string,
  given: Partial<Pick<AnchorRecording, 'identity' | 'source' | 'kind'>> & {
    readonly from?: number
    readonly to?: number
    readonly sigmaUs?: number
  } = {},
): AnchorRecording => {
  const { identity = 'ann', source = 'camera', kind = 'video', from, to = 10, sigmaUs = 5000 } = given
  return {
    recordingId,
    identity,
    source,
    kind,
    holes: [],
    placement: from === undefined ? null : { offsetUs: from, driftPpm: 0, startUs: from, endUs: to, sigmaUs },
  }
}

describe('what a mark is fixed to', () => {
  const all = [
    recording('loose', { from: 0, to: 100, sigmaUs: 90_000 }),
    recording('first', { identity: 'bob', from: 0, to: 40, sigmaUs: 9000 }),
    recording('second', { identity: 'bob', from: 60, to: 100, sigmaUs: 9000 }),
    recording('sharp', {
      identity: 'cy',
      source: 'microphone',
      kind: 'audio',
      from: 20,
      to: 50,
      sigmaUs: 300,
    }),
    recording('sound', { identity: 'bob', kind: 'audio', from: 0, to: 40 }),
    recording('lost', { identity: 'dan' }),
  ]
  const chosen = (startUs: number, laneId?: string): string | undefined =>
    chooseAnchor(all, { startUs, laneId })?.recordingId

  it('is the recording of its lane there, however well others are placed', () => {
    expect(chosen(30, 'bob/camera')).toBe('first')
    expect(chosen(60, 'bob/camera')).toBe('second')
    expect(chosen(30, 'bob/camera#audio')).toBe('sound')
  })

  it('is the nearest recording of its lane in a gap, before it and after it', () => {
    expect(chosen(45, 'bob/camera')).toBe('first')
    expect(chosen(55, 'bob/camera')).toBe('second')
    expect(chosen(900, 'bob/camera')).toBe('second')
    expect(chosen(-5, 'bob/camera')).toBe('first')
  })

  it('is the best placed recording there without a lane, or where the lane is unplaced or gone', () => {
    expect(chosen(30)).toBe('sharp')
    expect(chosen(50)).toBe('loose')
    expect(chosen(30, 'dan/camera')).toBe('sharp')
    expect(chosen(30, 'eve/camera')).toBe('sharp')
  })

  it('is nothing, the session’s own clock, where nothing is placed', () => {
    expect(chosen(100)).toBeUndefined()
    expect(chosen(-1)).toBeUndefined()
    expect(chooseAnchor([recording('lost')], { startUs: 0, laneId: 'ann/camera' })).toBeUndefined()
  })
})
