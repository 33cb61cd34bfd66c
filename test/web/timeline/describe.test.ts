import { describe as suite, expect, it } from 'vitest'
import { formatGap } from '../../../app/web/timeline/coverage.ts'
import { describe } from '../../../app/web/timeline/describe.ts'
import { layoutRows, type Row } from '../../../app/web/timeline/layout.ts'
import { toMediaTime, toSessionTime, type Placed } from '../../../app/web/timeline/recordingTime.ts'
import { describeStep, findSteps } from '../../../app/web/timeline/steps.ts'
import { formatSigma, formatSync } from '../../../app/web/timeline/sync.ts'
import { isAudible } from '../../../app/web/timeline/timelinePlayer.ts'
import { listTracks } from '../../../app/web/timeline/tracks.ts'
import { lesson, makeRecording } from './harness/lesson.ts'

const session = lesson()
const tracks = listTracks({
  annotations: undefined,
  states: [],
  talk: undefined,
  logCount: session.logCount,
  matchCount: undefined,
  result: undefined,
  signals: [],
  personAt: () => -1,
})
const rows = layoutRows({ session, tracks }).rows
const rowOf = (key: string): Row => rows.find((row) => row.key === key)!
const log = { length: 2, tUs: Float64Array.of(5e6, 900e6), sender: () => 'leo', topic: () => 'answer' }
const findings = new Map([['ben_camera_0', session.findingList]])
const subject = { session, findings, log, reachUs: 1e6 }

suite('what lies under the pointer', () => {
  it('names the lane, how well it is placed and what was found', () => {
    expect(describe(rowOf('leo/microphone'), 100e6, subject)).toEqual(['Leo · microphone · A ±8 ms'])
    expect(describe(rowOf('ben/camera'), 100e6, subject)[1]).toBe('stall of 342 ms in Ben’s camera')
  })

  it('says why nothing is there', () => {
    expect(describe(rowOf('mia/camera'), 700e6, subject)[1]).toBe('no recording: left 15:42:01')
    expect(describe(rowOf('leo/microphone'), 710e6, subject)[1]).toBe('no samples for 16.0 s: muted or lost')
  })

  it('counts and names events', () => {
    expect(describe(rowOf('events'), 900e6, subject)).toEqual(['1 event', '0:15:00.000 · Leo · answer'])
    expect(describe(rowOf('events'), 100e6, subject)).toEqual(['events'])
  })
})

suite('words', () => {
  it('says each reason for a gap with the wall time that matters', () => {
    const gap = { startUs: 60e6, endUs: 90e6 }
    const said = (['not_joined', 'left', 'muted', 'lost', 'not_recorded', 'ended'] as const).map((reason) =>
      formatGap({ ...gap, reason }, session.epochWallUs),
    )
    expect(said).toEqual([
      'joins 15:32:09',
      'left 15:31:39',
      'muted 15:31:39',
      'lost 15:31:39',
      'not recorded',
      'ended 15:31:39',
    ])
  })

  it('formats σ with the unit that fits', () => {
    expect([100, 6_400, 28_000, 900_000, 1_250_000, 65e6].map(formatSigma)).toEqual([
      '<1 ms',
      '±6 ms',
      '±28 ms',
      '±900 ms',
      '±1.3 s',
      '±65 s',
    ])
    expect(formatSync({ grade: undefined, sigmaUs: 0, unplaced: 1 })).toBe('not placed')
  })
})

suite('recording time', () => {
  it('maps media time to session time and back, drift included', () => {
    const even = makeRecording({ id: 'r', startS: 10, endS: 110, kind: 'audio', grade: 'B', sigmaMs: 5 })
    const placed = { ...even, placement: { ...even.placement!, driftPpm: 20 } } satisfies Placed
    expect(toSessionTime(placed, 100e6)).toBeCloseTo(110_002_000, 3)
    expect(toMediaTime(placed, toSessionTime(placed, 33e6))).toBeCloseTo(33e6, 3)
  })
})

suite('a stall', () => {
  it('is named at the pointer and on the gap, with its length and how sure that is', () => {
    const even = makeRecording({ id: 'r', startS: 10, endS: 110, kind: 'audio', grade: 'A', sigmaMs: 5 })
    const step = { mediaUs: 50e6, byUs: 342_000, sigmaUs: 4000 }
    const placed = { ...even, placement: { ...even.placement!, steps: [step] } } satisfies Placed
    const [found] = findSteps(placed)
    expect(describeStep(found!)).toBe('stall of 342 ms (± 4 ms) at 0:01:00.000')
    const back = { ...found!, step: { ...step, byUs: -80_000 } }
    expect(describeStep(back)).toBe('clock set back by 80 ms (± 4 ms) at 0:01:00.000')
    const gap = { startUs: 60e6, endUs: 60_342_000, reason: 'lost', stall: step } as const
    expect(formatGap(gap, 0)).toBe('capture stalled 342 ms')
  })
})

suite('who is heard', () => {
  const lanes = {
    a: { muted: false, solo: true, gainDb: 0 },
    b: { muted: false, solo: false, gainDb: 0 },
    c: { muted: true, solo: true, gainDb: 0 },
  }
  it('is who is not muted, or alone', () => {
    expect(['a', 'b', 'c', 'unknown'].map((laneId) => isAudible(lanes, laneId))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(isAudible({}, 'a')).toBe(true)
  })
})
