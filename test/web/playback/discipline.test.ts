import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionClock } from '../../../app/web/playback/clock.ts'
import { AudioDiscipline } from '../../../app/web/playback/discipline.ts'

const feed = (discipline: AudioDiscipline, errors: readonly number[]): void => {
  for (const error of errors) discipline.add(error)
}

describe('AudioDiscipline', () => {
  it('waits for eight errors, and is not moved by three wild ones', () => {
    const discipline = new AudioDiscipline()
    feed(discipline, [0, 0, 0, 0, 0])
    expect(discipline.correction()).toBeUndefined()
    feed(discipline, [90_000, 90_000, 90_000])
    expect(discipline.correction()).toEqual({ kind: 'slew', byUs: 0 })
  })

  it('slews by at most 1 ms per 100 ms, and steps beyond 30 ms', () => {
    const slow = new AudioDiscipline()
    feed(
      slow,
      Array.from({ length: 8 }, () => 8_000),
    )
    expect(slow.correction()).toEqual({ kind: 'slew', byUs: 1_000 })
    const far = new AudioDiscipline()
    feed(
      far,
      Array.from({ length: 8 }, () => -31_000),
    )
    expect(far.correction()).toEqual({ kind: 'step', byUs: -31_000 })
    expect(far.correction()).toBeUndefined()
  })

  it('brings a clock onto the sound, whatever offset it began with and however the readings jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200_000, max: 200_000 }),
        fc.infiniteStream(fc.integer({ min: -3_000, max: 3_000 })),
        (offset, jitters) => {
          const clock = new SessionClock(0, 0)
          clock.set(0, 1, 1)
          const discipline = new AudioDiscipline()
          const audible = (p: number): number => (p - 1) * 1000 + offset
          for (let p = 16; p < 6_000; p += 16) {
            discipline.add(audible(p) - clock.at(p) + jitters.next().value)
            if (p % 96 !== 0) continue
            const correction = discipline.correction()
            if (correction?.kind === 'step') clock.set(clock.at(p) + correction.byUs, 1, p)
            else if (correction) clock.run(1 + correction.byUs / 100_000, p)
          }
          expect(Math.abs(audible(6_000) - clock.at(6_000))).toBeLessThan(4_000)
        },
      ),
      { numRuns: 40 },
    )
  })
})
