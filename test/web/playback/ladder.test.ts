import { describe, expect, it } from 'vitest'
import type { QualityLevel } from '../../../app/web/playback/player.types.ts'
import { mayDraw, OverloadLadder } from '../../../app/web/playback/ladder.ts'

/** Ticks every `interval` ms for `ms`; returns the time after. */
function run(ladder: OverloadLadder, from: number, ms: number, interval: number, behind = 0): number {
  let p = from
  for (; p < from + ms; p += interval) ladder.tick(p, behind)
  return p
}

/** How often a lane with a new picture at every `step`th of 24 ticks is drawn. */
function countDraws(level: QualityLevel, lane: number, step = 1, isFocused = false): number {
  let lastDrawn = -9
  let isDue = false
  let draws = 0
  for (let tick = 0; tick < 24; tick++) {
    isDue ||= tick % step === 0
    if (!isDue || !mayDraw({ level, tick, lastDrawn, lane, isFocused })) continue
    lastDrawn = tick
    isDue = false
    draws++
  }
  return draws
}

describe('OverloadLadder', () => {
  it('stays while ticks come and no tile is behind', () => {
    const ladder = new OverloadLadder()
    run(ladder, 0, 10_000, 16.7, 2)
    expect(ladder.level).toBe(0)
  })

  it('goes two levels up where ticks are slow, and no further for that alone', () => {
    const ladder = new OverloadLadder()
    const p = run(ladder, 0, 6_500, 33)
    expect(ladder.level).toBe(1)
    run(ladder, p, 20_000, 33)
    expect(ladder.level).toBe(2)
  })

  it('goes up while a tile stays more than two frames behind, after 300 ms', () => {
    const ladder = new OverloadLadder()
    let p = run(ladder, 0, 2_000, 16.7)
    p = run(ladder, p, 250, 16.7, 3)
    expect(ladder.level).toBe(0)
    p = run(ladder, p, 100, 16.7, 3)
    expect(ladder.level).toBe(1)
    p = run(ladder, p, 1_500, 16.7, 3)
    expect(ladder.level).toBe(2)
    run(ladder, p, 9_000, 16.7, 3)
    expect(ladder.level).toBe(4)
  })

  it('comes back a level at a time after five clean seconds each', () => {
    const ladder = new OverloadLadder()
    let p = run(ladder, 0, 1_900, 16.7, 9)
    expect(ladder.level).toBe(2)
    p = run(ladder, p, 4_900, 16.7)
    expect(ladder.level).toBe(2)
    p = run(ladder, p, 300, 16.7)
    expect(ladder.level).toBe(1)
    run(ladder, p, 5_200, 16.7)
    expect(ladder.level).toBe(0)
  })

  it('draws a lane every 2nd or 4th tick, the focused one always', () => {
    expect(([0, 1, 2, 3, 4] as const).map((level) => countDraws(level, 0))).toEqual([24, 24, 12, 12, 6])
    expect(countDraws(4, 0, 1, true)).toBe(24)
  })

  it('staggers the lanes, and never holds back one that changes seldom', () => {
    const turn = { level: 2, tick: 8, lastDrawn: 6, isFocused: false } as const
    expect(mayDraw({ ...turn, lane: 0 })).not.toBe(mayDraw({ ...turn, lane: 1 }))
    expect(mayDraw({ ...turn, lane: 1, lastDrawn: 4 })).toBe(true)
    expect([0, 1].map((lane) => countDraws(2, lane, 4))).toEqual([6, 6])
  })
})
