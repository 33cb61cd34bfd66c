import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFirstRow } from '../../../core/timeline/ascending.ts'
import { indexSenders, planEventColumns } from '../../../app/web/timeline/eventColumns.ts'
import { micros } from '../../../core/time/index.ts'

const times = fc
  .array(fc.integer({ min: 0, max: 100_000_000 }), { maxLength: 400 })
  .map((values) => Float64Array.from(values).sort())
const people = ['ada', 'leo', 'mia']
const logOf = (tUs: Float64Array) => ({
  length: tUs.length,
  tUs,
  sender: (row: number) => people[row % 4] ?? 'bot',
})

describe('event columns', () => {
  it('counts every event in view exactly once, column by column', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 90 }), (tUs, from) => {
        const view = { start: micros(from * 1e6), end: micros(from * 1e6 + 9e6) }
        const log = logOf(tUs)
        const columns = planEventColumns({ view, widthPx: 600 }, 3, log, indexSenders(log, people))
        const columnUs = 45_000
        const expected = new Map<number, number>()
        for (const time of tUs) {
          const cell = Math.floor(time / columnUs)
          const shows = (cell + 1) * columnUs > view.start && cell * columnUs < view.end
          if (shows) expected.set(cell, (expected.get(cell) ?? 0) + 1)
        }
        const seen = columns.map(({ xPx, count }) => [
          Math.round((view.start + xPx * 15_000) / columnUs),
          count,
        ])
        expect(seen.filter(([cell]) => cell! * columnUs < view.end)).toEqual(
          [...expected].filter(([cell]) =>
            tUs.some((t) => t < view.end && Math.floor(t / columnUs) === cell),
          ),
        )
      }),
    )
  })

  it('finds the first row at or after a time as a walk would', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -10, max: 100_000_010 }), (tUs, time) => {
        const walked = tUs.findIndex((value) => value >= time)
        expect(findFirstRow(tUs, time)).toBe(walked < 0 ? tUs.length : walked)
      }),
    )
  })

  it('names the people of a column, strangers as −1, and decodes each row once', () => {
    let decoded = 0
    const tUs = Float64Array.of(1, 2, 3, 4)
    const log = {
      length: 4,
      tUs,
      sender(row: number) {
        decoded++
        return ['leo', 'ada', 'leo', 'bot'][row]
      },
    }
    const personOf = indexSenders(log, people)
    const scale = { view: { start: micros(0), end: micros(1000) }, widthPx: 10 }
    const plan = () => planEventColumns(scale, 3, log, personOf)
    expect(plan()).toEqual([{ xPx: 0, count: 4, people: [-1, 0, 1] }])
    plan()
    expect(decoded).toBe(4)
  })
})
