import { createStore } from 'zustand/vanilla'
import { describe, expect, it } from 'vitest'
import { createShuttle, nextSpeed, type ShuttleKey } from '../../../app/web/commands/shuttle.ts'
import type { Player } from '../../../app/web/playback/player.types.ts'

const press = (keys: string, from = 0): number[] => {
  let speed = from
  return [...keys].map((key) => (speed = nextSpeed(speed, key as ShuttleKey)))
}

describe('nextSpeed', () => {
  it('goes faster with each press, to four times', () => {
    expect(press('llll')).toEqual([1, 2, 4, 4])
    expect(press('jjjj')).toEqual([-1, -2, -4, -4])
  })

  it('slows down first when the other key is pressed, then turns round', () => {
    expect(press('lljjj')).toEqual([1, 2, 1, -1, -2])
  })

  it('stops with K', () => {
    expect(press('llk')).toEqual([1, 2, 0])
  })

  it('comes from a slow speed to full speed', () => {
    expect(nextSpeed(0.25, 'l')).toBe(1)
    expect(nextSpeed(0.25, 'j')).toBe(-1)
  })
})

describe('createShuttle', () => {
  it('scrubs backwards by the time that passes, and stops at the start', () => {
    const scrubbed: number[] = []
    let ended = 0
    const state = createStore(() => ({ playing: false, rate: 1 }))
    const player = {
      state,
      now: () => 100_000,
      pause: () => undefined,
      scrub: (t: number) => scrubbed.push(t),
      endScrub: () => ended++,
    } as unknown as Player
    const waiting: FrameRequestCallback[] = []
    const frames = {
      requestAnimationFrame: (tick: FrameRequestCallback) => waiting.push(tick),
      cancelAnimationFrame: () => undefined,
    }
    createShuttle(player, frames).press('j')
    for (const at of [1000, 1040, 1200]) waiting.pop()?.(at)
    expect(scrubbed).toEqual([100_000, 60_000, 0])
    expect(ended).toBe(1)
    expect(waiting).toEqual([])
  })
})
