import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseOffset } from '../../../core/clock/oneSided.ts'

const off = { offsetUs: -25_000, sigmaUs: 25_000 }

it('takes a clock for right where a network explains the difference, and all of it for σ', () => {
  expect(chooseOffset(400, off)).toEqual({ offsetUs: 0, sigmaUs: 1000, isRight: true })
  expect(chooseOffset(60_000, off)).toEqual({ offsetUs: 0, sigmaUs: 60_000, isRight: true })
  expect(chooseOffset(-40_000, off)).toEqual({ ...off, isRight: false })
  expect(chooseOffset(900_000, off)).toEqual({ ...off, isRight: false })
})

it('is within two σ of the truth for any clock that is right and any usual network', () => {
  const worlds = fc.record({
    offsetUs: fc.integer({ min: -2000, max: 2000 }),
    delayUs: fc.integer({ min: 0, max: 140_000 }),
  })
  fc.assert(
    fc.property(worlds, ({ offsetUs, delayUs }) => {
      const found = chooseOffset(offsetUs + delayUs, off)
      expect(Math.abs(found.offsetUs - offsetUs)).toBeLessThanOrEqual(2 * found.sigmaUs)
    }),
  )
})
