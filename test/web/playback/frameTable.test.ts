import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstKeyIndex, frameIndexAt, keyIndexAt } from '../../../app/web/playback/frameTable.ts'
import type { PacketTable } from '../../../core/protocol/index.ts'

/** Uneven tables: steps of 5 to 90 ms with an occasional hole of seconds. */
const tables = fc
  .array(
    fc.record({
      step: fc.oneof(fc.integer({ min: 5_000, max: 90_000 }), fc.integer({ min: 1e6, max: 9e6 })),
      key: fc.boolean(),
    }),
    { minLength: 1, maxLength: 200 },
  )
  .map((frames): PacketTable => {
    let pts = 0
    return {
      ptsUs: Float64Array.from(frames, ({ step }) => (pts += step)),
      durationUs: new Float64Array(frames.length),
      key: Uint8Array.from(frames, ({ key }) => Number(key)),
    }
  })

describe('frameTable', () => {
  it('shows a frame from half a millisecond before its PTS until the next one', () => {
    fc.assert(
      fc.property(tables, fc.double({ min: -1e6, max: 2e9, noNaN: true }), (table, media) => {
        const expected = table.ptsUs.filter((pts) => pts <= media + 500).length - 1
        expect(frameIndexAt(table, media)).toBe(expected)
      }),
    )
  })

  it('finds each frame at its own time, rounded to whole milliseconds as WebM does', () => {
    fc.assert(
      fc.property(tables, (table) => {
        for (const [index, pts] of table.ptsUs.entries()) {
          expect(frameIndexAt(table, pts)).toBe(index)
          expect(frameIndexAt(table, Math.round(pts / 1000) * 1000)).toBe(index)
        }
      }),
    )
  })

  it('finds the key frame at or before, or none', () => {
    fc.assert(
      fc.property(tables, fc.nat(220), (table, index) => {
        const keys = [...table.key.keys()].filter((at) => table.key[at] === 1)
        expect(keyIndexAt(table, index)).toBe(keys.findLast((at) => at <= index) ?? -1)
        expect(firstKeyIndex(table)).toBe(keys[0] ?? table.key.length)
      }),
    )
  })
})
