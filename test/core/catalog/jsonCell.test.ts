import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isoFromMicros } from '../../../core/catalog/jsonCell.ts'

it('writes times as ISO 8601 with the digits they need', () => {
  expect(isoFromMicros(0n, 'Z')).toBe('1970-01-01T00:00:00.000Z')
  expect(isoFromMicros(1749655840123456n, 'Z')).toBe('2025-06-11T15:30:40.123456Z')
  expect(isoFromMicros(1749655840123000n, '')).toBe('2025-06-11T15:30:40.123')
  expect(isoFromMicros(-1n, 'Z')).toBe('1969-12-31T23:59:59.999999Z')
  expect(isoFromMicros(9223372036854775807n, 'Z')).toBe('infinity')
  expect(isoFromMicros(-9223372036854775807n, 'Z')).toBe('-infinity')
})

it('rounds no time', () => {
  const yearsUs = 8_000_000_000_000_000n
  fc.assert(
    fc.property(fc.bigInt({ min: -yearsUs, max: yearsUs }), (us) => {
      const iso = isoFromMicros(us, 'Z')
      const digits = /\.(\d{3,6})Z$/.exec(iso)![1]!.padEnd(6, '0')
      const seconds = BigInt(Date.parse(iso.replace(/\.\d+Z$/, 'Z'))) / 1000n
      expect(seconds * 1_000_000n + BigInt(digits)).toBe(us)
    }),
  )
})
