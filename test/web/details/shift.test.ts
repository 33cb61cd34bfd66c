import { describe, expect, it } from 'vitest'
import { parseShift } from '../../../app/web/details/parseShift.ts'

describe('parseShift', () => {
  it('takes a bare number as milliseconds, and units as written', () => {
    expect(['120', '-40', '−12.5', '+7', '0.5s', '120ms'].map(parseShift)).toEqual([
      120_000, -40_000, -12_500, 7_000, 500_000, 120_000,
    ])
  })

  it('refuses nothing, nonsense and more than an hour', () => {
    expect(['', '0', 'soon', '3600001', '2h'].map(parseShift)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
