import { describe, expect, it } from 'vitest'
import { gainFromDb, laneGains, NEUTRAL } from '../../../app/web/playback/mix.ts'
import { RunStats } from '../../../app/web/playback/runStats.ts'
import { SyncStats } from '../../../app/web/playback/syncStats.ts'

describe('the mix', () => {
  it('counts level in dB, silent at −60, at most +12', () => {
    expect([gainFromDb(0), gainFromDb(-60)]).toEqual([1, 0])
    expect(gainFromDb(-20)).toBeCloseTo(0.1)
    expect(gainFromDb(40)).toBe(gainFromDb(12))
  })

  it('silences the others on solo, and the muted always', () => {
    const gains = laneGains({
      a: { ...NEUTRAL, solo: true },
      b: NEUTRAL,
      c: { ...NEUTRAL, solo: true, muted: true },
    })
    expect([...gains.values()]).toEqual([1, 0, 0])
    expect([...laneGains({ a: { ...NEUTRAL, solo: true, muted: true }, b: NEUTRAL }).values()]).toEqual([
      0, 1,
    ])
  })
})

describe('SyncStats', () => {
  it('sums up the last ten seconds and forgets the rest', () => {
    const stats = new SyncStats()
    expect(stats.summary()).toMatchObject({ worstFrames: undefined, samples: 0 })
    for (let p = 0; p < 1000; p += 10) {
      stats.add(p < 100 ? -2 : 0)
      if (p === 500) stats.drop(3)
      stats.endTick(p)
    }
    expect(stats.summary()).toEqual({
      worstFrames: 0,
      p50Frames: 0,
      p95Frames: 2,
      maxFrames: 2,
      exact: 0.9,
      samples: 100,
      droppedDraws: 3,
    })
    stats.add(0)
    stats.endTick(30_000)
    expect(stats.summary()).toMatchObject({ p95Frames: 0, maxFrames: 0, exact: 1, droppedDraws: 0 })
    stats.endTick(30_010)
    expect(stats.summary().worstFrames, 'no tile had anything to compare').toBeUndefined()
  })
})

describe('RunStats', () => {
  it('sums up a stretch of playing once, without the time it stood or was hidden', () => {
    const stats = new RunStats()
    expect(stats.take()).toBeUndefined()
    for (let p = 0; p <= 1000; p += 10) {
      for (const error of p === 500 ? [0, -40] : [0, 0]) stats.add(error)
      if (p === 500) stats.drop(2)
      stats.endTick(p, p === 500 ? 1 : 0)
    }
    stats.rest()
    stats.add(1)
    stats.endTick(9000, 0)
    expect(stats.read()?.samples).toBe(203)
    expect(stats.take()).toEqual({
      playedMs: 1000,
      tiles: 2,
      failedTiles: 0,
      samples: 203,
      exactSamples: 201,
      p50Frames: 0,
      p95Frames: 0,
      maxFrames: 31,
      droppedDraws: 2,
      maxLevel: 1,
    })
    expect(stats.take()).toBeUndefined()
  })

  it('says how many tiles failed meanwhile, and is none where all of them did', () => {
    const stats = new RunStats()
    for (let tick = 0; tick < 9; tick++) {
      stats.fail()
      stats.fail()
      stats.endTick(tick * 10, 0)
    }
    expect(stats.take()).toBeUndefined()
    stats.add(0)
    stats.fail()
    stats.endTick(1000, 0)
    expect(stats.take()).toMatchObject({ tiles: 1, failedTiles: 1, samples: 1 })
  })
})
