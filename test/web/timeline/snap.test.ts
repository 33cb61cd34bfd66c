import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCuts, isSparse, snapTime } from '../../../app/web/timeline/snap.ts'
import { micros } from '../../../core/time/index.ts'
import { lesson } from './harness/lesson.ts'

describe('snap', () => {
  it('clings to the nearest candidate within reach and to nothing else', () => {
    const lists = fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 40 })
    fc.assert(
      fc.property(lists, lists, fc.integer({ min: 0, max: 1e6 }), (sorted, single, time) => {
        const snapped = snapTime(micros(time), 5000, [Float64Array.from(sorted).sort()], single)
        const distances = [...sorted, ...single].map((candidate) => Math.abs(candidate - time))
        const nearest = Math.min(Infinity, ...distances)
        expect(Math.abs(snapped - time)).toBe(nearest <= 5000 ? nearest : 0)
      }),
    )
  })

  it('offers every start and end of a recording once, ascending', () => {
    const cuts = [...findCuts(lesson().lanes)]
    expect(cuts).toContain(682e6)
    expect(cuts).toContain(812e6)
    expect(cuts).toEqual([...new Set(cuts)].sort((a, b) => a - b))
  })

  it('calls a crowd of events no help', () => {
    const crowd = Float64Array.from({ length: 1000 }, (_, k) => k * 10)
    expect(isSparse(crowd, 5000, 1000)).toBe(false)
    expect(isSparse(Float64Array.of(4990), 5000, 1000)).toBe(true)
  })
})
