import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionAt, shownRows } from '../../../app/web/logs/position.ts'

describe('positionAt', () => {
  it('is the last shown row at or before the time, as a plain search finds it', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 })
    fc.assert(
      fc.property(times, fc.integer({ min: -10, max: 1010 }), fc.func(fc.boolean()), (list, t, keep) => {
        const tUs = Float64Array.from(list.toSorted((a, b) => a - b))
        const rows = Uint32Array.from([...tUs.keys()].filter((row) => keep(row)))
        for (const shown of [shownRows(tUs.length, undefined), shownRows(tUs.length, rows)]) {
          const all = Array.from({ length: shown.length }, (_, at) => tUs[shown.row(at)]!)
          expect(positionAt(tUs, shown, t)).toBe(all.findLastIndex((time) => time <= t))
        }
      }),
    )
  })
})
