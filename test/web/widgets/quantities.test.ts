import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatDay,
  formatLength,
  formatShift,
  formatSpan,
} from '../../../app/web/widgets/quantities.ts'

describe('quantities', () => {
  it('writes lengths, spans and shifts with the unit that fits', () => {
    expect([1_452e6, 3_723e6, 400_000].map(formatLength)).toEqual(['24:12', '1:02:03', '0:00'])
    expect([40, 6_200, 28_000, 900_000, 1_500_000, 23.5e6, 150e6].map(formatSpan)).toEqual([
      '40 µs',
      '6.2 ms',
      '28 ms',
      '900 ms',
      '1.5 s',
      '23.5 s',
      '3 min',
    ])
    expect([120_000, -120_000, 0].map(formatShift)).toEqual(['+120 ms', '−120 ms', '0 µs'])
  })

  it('writes sizes in powers of ten', () => {
    expect([0, 999, 1_900_000_000, 34_374_812].map(formatBytes)).toEqual(['0 B', '999 B', '1.9 GB', '34 MB'])
  })

  it('writes wall times in UTC', () => {
    const wall = Date.UTC(2025, 5, 11, 15, 30, 39, 366) * 1000
    expect(formatDay(wall)).toBe('11 Jun 2025 · 15:30')
    expect(formatDay(wall, 'Asia/Tokyo')).toBe('12 Jun 2025 · 00:30')
  })
})
