import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatClockReadings,
  parseClockReadings,
  parseTimeCode,
  type ClockReading,
  type JsonValue,
} from '../../../core/formats/index.ts'

const NS = 1_795_252_123_456_000_000n

describe('a time code', () => {
  it.each([
    ['1795252123', 1_795_252_123_000_000_000n, 1_000_000_000n],
    ['1795252123.456', NS, 1_000_000n],
    ['1795252123456', NS, 1_000_000n],
    ['1795252123456000', NS, 1_000n],
    ['1795252123456000000', NS, 1n],
    ['2026-11-21T09:08:43.456Z', NS, 1_000_000n],
    ['2026-11-21T10:08:43+01:00', 1_795_252_123_000_000_000n, 1_000_000_000n],
    ['lockstep:1795252123456000', NS, 1_000n],
    ['{"room":"a","ts":1795252123456}', NS, 1_000_000n],
  ])('is read in every form: %s', (text, ns, resolutionNs) => {
    expect(parseTimeCode(text)).toEqual({ ns, resolutionNs, identity: undefined })
  })

  it('names the device whose clock it is', () => {
    expect(parseTimeCode('lockstep:1795252123456000@ann lee')?.identity).toBe('ann lee')
  })

  it.each(['https://example.org/1795252123456', '12', '2026-11-21T09:08:43', '{"a":1}', 'lockstep:12', ''])(
    'is no time: %s',
    (text) => expect(parseTimeCode(text)).toBeUndefined(),
  )
})

describe('clock readings', () => {
  const reading = fc.record<ClockReading>({
    ptsUs: fc.integer({ min: -1000, max: 86_400_000_000 }),
    wallNs: fc.bigInt({ min: NS, max: NS + 10n ** 14n }),
    clock: fc.constantFrom('utc', 'device'),
  })

  it('come back as they were written, sorted', () => {
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 20 }), (readings) => {
        const json = JSON.parse(
          JSON.stringify({ egressId: 'EG_1', clockReadings: formatClockReadings(readings) }),
        )
        const parsed = parseClockReadings(json)
        expect(parsed.problems).toEqual([])
        expect(parsed.value).toEqual(readings.toSorted((a, b) => a.ptsUs - b.ptsUs))
      }),
    )
  })

  it('that are broken are left out and said, and a sidecar without any has none', () => {
    const rows: JsonValue = [
      { ptsUs: 1, wallNs: String(NS), clock: 'utc' },
      { ptsUs: 'x', clock: 'utc' },
      { ptsUs: 2, wallNs: 5, clock: 'sun' },
    ]
    const parsed = parseClockReadings({ clockReadings: rows })
    expect(parsed.value?.length).toBe(1)
    expect(parsed.problems.at(-1)?.evidence).toEqual({ count: 2, of: 3 })
    expect(parseClockReadings({ egressId: 'EG_1' })).toEqual({ value: undefined, problems: [] })
  })
})
