import { expect, it } from 'vitest'
import { StartGate } from '../../../app/web/playback/startGate.ts'

it('holds the clock until all have set off, and half a second at most', () => {
  const gate = new StartGate()
  expect(gate.holds(1000, true)).toBe(false)
  expect([gate.holds(1000, false), gate.isWaiting]).toEqual([true, true])
  expect([gate.holds(1050, true), gate.isWaiting]).toEqual([false, false])
  expect([gate.holds(2000, false), gate.holds(2499, false), gate.holds(2500, false)]).toEqual([
    true,
    true,
    false,
  ])
})
