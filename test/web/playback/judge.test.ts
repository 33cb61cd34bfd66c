/** The judge is judged: what is not in lockstep must fail. */
import { describe, expect, it } from 'vitest'
import type { PlaybackTrace } from '../../../app/web/playback/player.types.ts'
import { expectFrame, judgeLog, judgePixels, type JudgedLane } from '../../support/judge.ts'
import { readStrip } from '../../support/judgeScreens.ts'
import { evenly, sampleLane } from './sampleLane.ts'

const lanes: JudgedLane[] = [0, 1, 2].map((number) =>
  sampleLane([{ recordingId: `r${number}`, offsetUs: number * 7_000, ptsUs: evenly(600, 1e6 / 30) }], {
    laneId: `lane${number}`,
  }),
)

const TICK_MS = 1000 / 60

/** A perfect player's trace over ten seconds, with what `spoil` makes of the time one lane draws for. */
function play(spoil: (number: number, t: number) => number | undefined): PlaybackTrace {
  const draws: Record<string, { recordingId: string; ptsUs: number; p: number }[]> = {}
  const ticks = Array.from({ length: 600 }, (_, at) => 500 + at * TICK_MS)
  for (const [number, judged] of lanes.entries()) {
    const log: { recordingId: string; ptsUs: number; p: number }[] = []
    for (const p of ticks) {
      const t = spoil(number, (p - 400) * 1000)
      const frame = t === undefined ? undefined : expectFrame(judged, t)
      if (!frame) continue
      const ptsUs = judged.tables.get(frame.recordingId)!.ptsUs[frame.index]!
      if (log.at(-1)?.ptsUs !== ptsUs) log.push({ recordingId: frame.recordingId, ptsUs, p })
    }
    draws[judged.lane.laneId] = log
  }
  return { clock: [{ p: 400, t: 0, r: 1 }], draws, ticks }
}

const frozen = (t: number): number => (t > 3_000_000 && t < 3_500_000 ? 3_000_000 : t)
const hung = (p: number): boolean => p > 4000 && p < 5000

describe('the judge', () => {
  it('finds a perfect player exact', () => {
    const reading = judgeLog(
      play((_, t) => t),
      lanes,
      1000,
      9000,
    )
    expect(reading.samples).toBeGreaterThan(1400)
    expect(reading).toMatchObject({ exact: 1, withinOne: 1, allWithinOne: 1, p99: 0, max: 0, misses: 0 })
  })

  it('fails a track that is shifted by two frames', () => {
    const reading = judgeLog(
      play((number, t) => (number === 1 ? t - 66_667 : t)),
      lanes,
      1000,
      9000,
    )
    expect(reading.allWithinOne).toBe(0)
    expect(reading.withinOne).toBeCloseTo(2 / 3)
    expect(reading.max).toBe(2)
  })

  it('fails a track that is frozen for 500 ms', () => {
    const reading = judgeLog(
      play((number, t) => (number === 2 ? frozen(t) : t)),
      lanes,
      1000,
      9000,
    )
    expect(reading.max).toBeGreaterThanOrEqual(14)
    expect(reading.allWithinOne).toBeLessThan(0.96)
  })

  it('counts a track that shows nothing as missed, and ticks that never came as time that passed', () => {
    const empty = judgeLog(
      play((number, t) => (number === 0 ? undefined : t)),
      lanes,
      1000,
      9000,
    )
    expect(empty.misses).toBe(empty.samples / 3)
    const whole = play((_, t) => t)
    const draws = Object.fromEntries(
      Object.entries(whole.draws).map(([laneId, log]) => [laneId, log.filter(({ p }) => !hung(p))]),
    )
    const stalled = judgeLog(
      { ...whole, draws, ticks: whole.ticks.filter((p) => !hung(p)) },
      lanes,
      1000,
      9000,
    )
    expect(stalled.allWithinOne).toBeLessThan(0.9)
    expect(stalled.max).toBeGreaterThan(25)
  })

  it('does not expect pictures in a gap', () => {
    const { lane, tables } = lanes[0]!
    const gaps = [{ startUs: 2_000_000, endUs: 3_000_000, reason: 'muted' } as const]
    const judged = { lane: { ...lane, gaps: [...gaps] }, tables }
    expect(expectFrame(judged, 2_500_000)).toBeUndefined()
    expect(expectFrame(judged, 3_000_000)).toEqual({ recordingId: 'r0', index: 90 })
    expect(expectFrame(judged, 60_000_000)).toBeUndefined()
  })

  it('finds a canvas that does not hold what the log says', () => {
    const capture = (index: number) => ({
      laneId: 'lane0',
      width: 1,
      height: 1,
      top: Uint8ClampedArray.of(index),
      drawn: { recordingId: 'r0', ptsUs: lanes[0]!.tables.get('r0')!.ptsUs[9]! },
    })
    const reading = [{ ...lanes[0]!, readName: (rgba: Uint8ClampedArray) => rgba[0] }]
    expect(judgePixels([[capture(9)]], reading)).toEqual({ samples: 1, wrong: [] })
    expect(judgePixels([[capture(8)]], reading).wrong).toHaveLength(1)
  })

  it('reads the clock strip, and refuses one that is not there', () => {
    const [width, height] = [240, 16]
    const rgba = new Uint8ClampedArray(width * height * 4)
    expect(readStrip(rgba, width, height)).toBeUndefined()
    const ms = 684_366
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const bit = (ms >> (23 - Math.floor(x / 10))) & 1
        rgba.fill(y < 8 === (bit === 1) ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 4)
      }
    }
    expect(readStrip(rgba, width, height)).toBe(684_366_000)
  })
})
