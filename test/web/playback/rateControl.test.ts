import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { controlRate, STEADY } from '../../../app/web/playback/rateControl.ts'

describe('controlRate', () => {
  it('leaves a video alone within 8 ms, nudges beyond, until within 3', () => {
    const small = controlRate(STEADY, 10, 9.993, 1)
    expect(small).toMatchObject({ playbackRate: 1, jumpTo: undefined })
    const off = controlRate(STEADY, 10, 9.98, 1)
    expect(off.playbackRate).toBeCloseTo(1.05)
    expect(controlRate(off.state, 10, 9.995, 1).playbackRate).toBeGreaterThan(1)
    expect(controlRate(off.state, 10, 9.998, 1).playbackRate).toBe(1)
  })

  it('nudges by at most 12 %, of whatever rate', () => {
    expect(controlRate(STEADY, 10, 9.7, 2).playbackRate).toBeCloseTo(2.24)
    expect(controlRate(STEADY, 10, 10.3, 1).playbackRate).toBeCloseTo(0.88)
  })

  it('jumps only when it was far twice in a row', () => {
    const first = controlRate(STEADY, 10, 9, 1)
    expect(first.jumpTo).toBeUndefined()
    expect(controlRate(first.state, 10.1, 9.1, 1).jumpTo).toBeCloseTo(10.2)
    expect(controlRate(controlRate(first.state, 10, 10, 1).state, 10, 9, 1).jumpTo).toBeUndefined()
  })

  it('brings any video within reach onto the clock', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.34, max: 0.34, noNaN: true }), (offset) => {
        let state = STEADY
        let current = offset
        let target = 0
        for (let step = 0; step < 80; step++) {
          const decision = controlRate(state, target, current, 1)
          state = decision.state
          current = (decision.jumpTo ?? current) + 0.1 * decision.playbackRate
          target += 0.1
        }
        expect(Math.abs(target - current)).toBeLessThan(0.01)
      }),
    )
  })
})
