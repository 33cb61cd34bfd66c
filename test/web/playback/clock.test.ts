import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionClock } from '../../../app/web/playback/clock.ts'

const rate = fc.constantFrom(0, 0.25, 0.5, 1, 2, 4)
const commands = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 5000 }),
    rate,
    jump: fc.option(fc.integer({ min: 0, max: 1e9 })),
  }),
  { maxLength: 30 },
)

describe('SessionClock', () => {
  it('runs at its rate from where it was set', () => {
    const clock = new SessionClock(0, 100)
    clock.set(5_000_000, 2, 1000)
    expect(clock.at(1500)).toBe(6_000_000)
    expect(clock.at(999)).toBe(0)
    expect(clock.rate).toBe(2)
  })

  it('changes its rate without a jump', () => {
    fc.assert(
      fc.property(commands, (steps) => {
        const clock = new SessionClock(0, 0)
        let p = 0
        for (const step of steps) {
          p += step.after
          const before = clock.at(p)
          if (step.jump === null) {
            clock.run(step.rate, p)
            expect(clock.at(p)).toBeCloseTo(before, 3)
          } else {
            clock.set(step.jump, step.rate, p)
            expect(clock.at(p)).toBe(step.jump)
          }
        }
      }),
    )
  })

  it('tells of the past what it told when it was the present', () => {
    fc.assert(
      fc.property(commands, (steps) => {
        const clock = new SessionClock(0, 0)
        const told: [number, number][] = []
        let p = 0
        for (const step of steps) {
          for (const part of [0.25, 0.75]) {
            const at = p + step.after * part
            told.push([at, clock.at(at)])
          }
          p += step.after
          clock.set(step.jump ?? clock.at(p), step.rate, p)
        }
        for (const [at, t] of told) expect(clock.at(at)).toBe(t)
      }),
    )
  })

  it('forgets what was planned after a new setting', () => {
    const clock = new SessionClock(0, 0)
    clock.set(0, 1, 10)
    clock.set(7_000, 1, 30)
    clock.set(1_000, 0, 20)
    expect(clock.at(40)).toBe(1_000)
    expect(clock.at(Infinity)).toBe(1_000)
    expect(clock.history).toHaveLength(3)
  })
})
