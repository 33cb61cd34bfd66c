import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameIndexAt } from '../../../app/web/playback/frameTable.ts'
import {
  framesNear,
  mediaTimeAt,
  placedRecordings,
  recordingAt,
} from '../../../app/web/playback/laneFrames.ts'
import { stepBackward, stepForward } from '../../../app/web/playback/stepping.ts'
import { evenly, sampleLane, type SampleRecording } from './sampleLane.ts'

/** A lane as steps see it, with the name of the frame it shows at a moment. */
function laneOf(recordings: readonly SampleRecording[]) {
  const { lane, tables } = sampleLane(recordings)
  const placed = placedRecordings(lane)
  return {
    near: (t: number) => framesNear(placed, tables, t),
    shown: (t: number) => {
      const recording = recordingAt(placed, t)
      if (!recording) return undefined
      const index = frameIndexAt(tables.get(recording.recordingId)!, mediaTimeAt(recording.placement, t))
      return `${recording.recordingId}:${index}`
    },
    all: recordings.flatMap(({ recordingId, ptsUs }) => ptsUs.map((_, at) => `${recordingId}:${at}`)),
  }
}

const lanes = fc.array(
  fc.record({
    offsetUs: fc.integer({ min: 0, max: 300_000 }),
    stepUs: fc.constantFrom(33_333.3, 40_000, 66_666.6, 200_000),
    count: fc.integer({ min: 3, max: 40 }),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('frame steps', () => {
  it('show every frame of every lane once, forwards', () => {
    fc.assert(
      fc.property(lanes, (plans) => {
        const made = plans.map(({ offsetUs, stepUs, count }, at) =>
          laneOf([{ recordingId: `r${at}`, offsetUs, ptsUs: evenly(count, stepUs) }]),
        )
        const seen = made.map((): string[] => [])
        let t: number | undefined = 0
        for (let steps = 0; t !== undefined && steps < 1000; steps++) {
          const at: number = t
          for (const [number, lane] of made.entries()) {
            const frame = lane.shown(at)
            if (frame && seen[number]!.at(-1) !== frame) seen[number]!.push(frame)
          }
          t = stepForward(made.map((lane) => lane.near(at)))
        }
        for (const [number, lane] of made.entries()) expect(seen[number]).toEqual(lane.all)
      }),
    )
  })

  it('show every frame of one lane once, backwards and over a rejoin', () => {
    const lane = laneOf([
      { recordingId: 'a', offsetUs: 0, ptsUs: [0, 33_000, 67_000, 100_000, 4_000_000] },
      { recordingId: 'b', offsetUs: 9_000_000, ptsUs: [57_000, 257_000, 457_000] },
    ])
    const seen: string[] = []
    let t: number | undefined = 9_457_000
    while (t !== undefined) {
      seen.push(lane.shown(t)!)
      t = stepBackward([lane.near(t)])
    }
    expect(seen).toEqual(lane.all.toReversed())
  })

  it('go from a gap to the last frame before it', () => {
    const lane = laneOf([
      { recordingId: 'a', offsetUs: 0, ptsUs: [0, 33_000] },
      { recordingId: 'b', offsetUs: 9_000_000, ptsUs: [0] },
    ])
    expect(stepBackward([lane.near(5_000_000)])).toBe(33_000)
    expect(stepForward([lane.near(5_000_000)])).toBe(9_000_000)
    expect(stepForward([lane.near(9_000_000)])).toBeUndefined()
  })
})
