import { describe, expect, it } from 'vitest'
import { isDrawn, OverloadLadder } from '../../../app/web/playback/ladder.ts'

/** Ticks every `interval` ms for `ms`; returns the time after. */
function run(ladder: OverloadLadder, from: number, ms: number, interval: number, behind = 0): number {
  let p = from
  for (; p < from + ms; p += interval) ladder.tick(p, behind)
  return p
}

const drawn = (level: 0 | 1 | 2, lane: number): number =>
  Array.from({ length: 8 }, (_, tick) => isDrawn(level, tick, lane, false)).filter(Boolean).length

describe('OverloadLadder', () => {
  it('stays while ticks come and no tile is behind', () => {
    const ladder = new OverloadLadder()
    run(ladder, 0, 10_000, 16.7, 2)
    expect(ladder.level).toBe(0)
  })

  it('goes one level up where ticks are slow, and no further for that alone', () => {
    const ladder = new OverloadLadder()
    run(ladder, 0, 10_000, 33)
    expect(ladder.level).toBe(1)
  })

  it('goes up while a tile stays more than two frames behind, after 300 ms', () => {
    const ladder = new OverloadLadder()
    let p = run(ladder, 0, 2_000, 16.7)
    p = run(ladder, p, 250, 16.7, 3)
    expect(ladder.level).toBe(0)
    p = run(ladder, p, 100, 16.7, 3)
    expect(ladder.level).toBe(1)
    run(ladder, p, 3_000, 16.7, 3)
    expect(ladder.level).toBe(2)
  })

  it('comes back a level at a time after five clean seconds each', () => {
    const ladder = new OverloadLadder()
    let p = run(ladder, 0, 4_000, 16.7, 9)
    expect(ladder.level).toBe(2)
    p = run(ladder, p, 4_900, 16.7)
    expect(ladder.level).toBe(2)
    p = run(ladder, p, 300, 16.7)
    expect(ladder.level).toBe(1)
    run(ladder, p, 5_200, 16.7)
    expect(ladder.level).toBe(0)
  })

  it('draws a lane every 2nd or 4th tick, staggered, the focused one always', () => {
    expect([drawn(0, 0), drawn(1, 0), drawn(2, 3)]).toEqual([8, 4, 2])
    expect(isDrawn(1, 0, 0, false)).not.toBe(isDrawn(1, 0, 1, false))
    expect(isDrawn(2, 1, 0, true)).toBe(true)
  })
})
