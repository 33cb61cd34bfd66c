import { describe, expect, it } from 'vitest'
import { createWallClock, DEAD_BAND_NS, MAX_SLEW_PPM } from '../../../capture/room/wallClock.ts'

const SECOND = 1_000_000_000n

const floor = (ns: bigint): bigint => ns - (ns % 1_000_000n)

/** A machine whose system clock may be stepped; each reading takes 2 µs. */
function createMachine() {
  let monotonic = 5n * SECOND
  let ahead = 1_795_000_000n * SECOND
  return {
    monotonicNs: () => (monotonic += 2_000n),
    systemNs: () => floor((monotonic += 2_000n) + ahead),
    trueNs: () => monotonic + ahead,
    pass: (ns: bigint) => (monotonic += ns),
    step: (ns: bigint) => (ahead += ns),
  }
}

describe('the wall clock', () => {
  it('begins within a millisecond of the system clock', () => {
    const machine = createMachine()
    const clock = createWallClock(machine)
    const error = Number(clock.nowNs() - machine.trueNs())
    expect(Math.abs(error)).toBeLessThan(1_000_000)
  })

  it('begins right on a machine that lets it wait between readings', () => {
    const machine = createMachine()
    let readings = 0
    const busy = {
      systemNs: machine.systemNs,
      // Now and then a reading comes 8 ms late, as where others have the processor.
      monotonicNs: () => {
        if (++readings % 250 === 0) machine.pass(8_000_000n)
        return machine.monotonicNs()
      },
    }
    const clock = createWallClock(busy)
    readings = 0
    const error = Number(clock.nowNs() - machine.trueNs())
    expect(Math.abs(error)).toBeLessThan(100_000)
  })

  it('is even while the system clock is', () => {
    const machine = createMachine()
    const clock = createWallClock(machine)
    const begun = clock.nowNs()
    const trueBegun = machine.trueNs()
    for (let i = 0; i < 600; i++) {
      machine.pass(SECOND)
      clock.nowNs()
    }
    expect(clock.nowNs() - begun).toBe(machine.trueNs() - trueBegun)
  })

  it.each([3n * SECOND, -3n * SECOND])('follows a step of %s ns slowly and never runs backwards', (step) => {
    const machine = createMachine()
    const clock = createWallClock(machine)
    machine.step(step)
    let last = clock.nowNs()
    let lastTrue = machine.trueNs()
    for (let i = 0; i < 8000; i++) {
      machine.pass(SECOND)
      const now = clock.nowNs()
      const rate = Number(now - last) / Number(machine.trueNs() - lastTrue) - 1
      expect(Math.abs(rate) * 1e6).toBeLessThanOrEqual(MAX_SLEW_PPM + 0.1)
      last = now
      lastTrue = machine.trueNs()
    }
    const error = last - machine.trueNs()
    expect(error < 0n ? -error : error).toBeLessThan(DEAD_BAND_NS + 1_000_000n)
  })
})
