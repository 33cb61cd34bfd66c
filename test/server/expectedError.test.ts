/** What two tracks that play together are expected to be apart. */
import { expect, it } from 'vitest'
import { findExpectedError } from '../../app/server/expectedError.ts'

const span = (startUs: number, endUs: number, sigmaUs: number) => ({ startUs, endUs, sigmaUs })

it('is that of a normal error for one pair, to half a percent', () => {
  const { p50, p95 } = findExpectedError([span(0, 60e6, 3_000), span(0, 60e6, 4_000)])!
  expect(Math.abs(p50 / (0.67449 * 5_000) - 1)).toBeLessThan(0.005)
  expect(Math.abs(p95 / (1.95996 * 5_000) - 1)).toBeLessThan(0.005)
})

it('weighs pairs by how long they overlap, and knows none where nothing does', () => {
  const well = [span(0, 100e6, 3_000), span(0, 100e6, 4_000)]
  const alone = findExpectedError(well)!
  const briefly = findExpectedError([...well, span(99.9e6, 200e6, 900_000)])!
  expect(briefly.p50).toBeLessThan(alone.p50 * 1.02)
  expect(findExpectedError([...well, span(0, 100e6, 900_000)])!.p50).toBeGreaterThan(100_000)
  expect(findExpectedError([span(0, 1, 5), span(1, 2, 5)])).toBeNull()
})
