import { assert, integer, nat, option, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RANGE_CAP_BYTES, allowsRange, matchesTag, parseRange } from '../../app/server/ranges.ts'

describe('parseRange', () => {
  it.each([
    [undefined, { kind: 'whole' }],
    ['bytes=0-0', { kind: 'part', start: 0, end: 1 }],
    ['bytes=10-', { kind: 'part', start: 10, end: 100 }],
    ['bytes=10-1000', { kind: 'part', start: 10, end: 100 }],
    ['BYTES=99-99', { kind: 'part', start: 99, end: 100 }],
    ['bytes=-30', { kind: 'part', start: 70, end: 100 }],
    ['bytes=-300', { kind: 'part', start: 0, end: 100 }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=100-200', { kind: 'unsatisfiable' }],
    ['bytes=5-4', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['lines=0-1', { kind: 'whole' }],
  ] as const)('reads %s of 100 bytes', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })

  it('answers an empty file with nothing to satisfy', () => {
    expect(parseRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
    expect(parseRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' })
  })

  it('never gives more than the cap, nor anything outside the file', () => {
    const size = integer({ min: 0, max: 5 * RANGE_CAP_BYTES })
    assert(
      property(size, nat(6 * RANGE_CAP_BYTES), option(nat(6 * RANGE_CAP_BYTES)), (bytes, first, last) => {
        const range = parseRange(`bytes=${first}-${last ?? ''}`, bytes)
        if (range.kind !== 'part') return
        expect(range.start).toBe(first)
        expect(range.end).toBeGreaterThan(range.start)
        expect(range.end).toBeLessThanOrEqual(Math.min(bytes, (last ?? bytes) + 1))
        expect(range.end - range.start).toBeLessThanOrEqual(RANGE_CAP_BYTES)
      }),
    )
  })
})

it('honours If-Range by the strong tag alone', () => {
  expect(allowsRange(undefined, '"a"')).toBe(true)
  expect(allowsRange('"a"', '"a"')).toBe(true)
  expect(allowsRange('W/"a"', '"a"')).toBe(false)
  expect(allowsRange('Sat, 21 Nov 2026 09:00:00 GMT', '"a"')).toBe(false)
})

it('finds a tag in an If-None-Match list', () => {
  expect(matchesTag('"b", W/"a"', '"a"')).toBe(true)
  expect(matchesTag('*', '"a"')).toBe(true)
  expect(matchesTag('"b"', '"a"')).toBe(false)
  expect(matchesTag(undefined, '"a"')).toBe(false)
})
