import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatWallClock, formatWallDate, formatZone, isZone, zoneAheadUs } from '../../../core/time/index.ts'

const at = (iso: string): number => Date.parse(iso) * 1000

describe('wall clocks in zones', () => {
  it('follow summer time', () => {
    expect(formatWallClock(at('2025-06-11T15:42:03.366Z'), 'Europe/Vienna')).toBe('17:42:03.366')
    expect(formatWallClock(at('2025-01-11T15:42:03.366Z'), 'Europe/Vienna', 0)).toBe('16:42:03')
    expect(formatZone('Europe/Vienna', at('2025-06-11T15:42:03Z'))).toBe('UTC+2')
    expect(formatZone('America/St_Johns', at('2025-01-11T15:42:03Z'))).toBe('UTC−3:30')
    expect(formatZone('UTC', 0)).toBe('UTC')
  })

  it('turn the day where the zone does', () => {
    expect(formatWallDate(at('2025-06-11T23:30:00Z'), 'Europe/Vienna')).toBe('2025-06-12')
    expect(formatWallDate(at('2025-06-11T23:30:00Z'))).toBe('2025-06-11')
  })

  it('know no zone by a wrong name', () => {
    expect(isZone('Asia/Tokyo')).toBe(true)
    expect(isZone('Middle/Earth')).toBe(false)
  })

  it('are never more than 14 h from UTC, in whole quarters since 1975', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Asia/Kathmandu', 'Pacific/Apia', 'America/New_York', 'Africa/Cairo'),
        fc.integer({ min: at('1987-01-01T00:00:00Z'), max: at('2099-01-01T00:00:00Z') }),
        (zone, wallUs) => {
          const ahead = zoneAheadUs(zone, wallUs)
          expect(Math.abs(ahead)).toBeLessThanOrEqual(14 * 3600e6)
          expect(Math.abs(ahead % 900e6)).toBe(0)
        },
      ),
    )
  })
})
