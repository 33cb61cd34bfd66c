import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFilter } from '../../../app/web/logs/filterRows.ts'
import { parseFilter } from '../../../app/web/logs/filterTerms.ts'
import type { LogMatches } from '../../../app/web/logs/logStore.ts'
import { createMatcher, type MatchedLog } from '../../../app/web/logs/matcher.ts'
import { findMatch } from '../../../app/web/logs/nextMatch.ts'

const makeLog = (length: number, reading: object = {}): MatchedLog => ({
  length,
  tUs: Float64Array.from({ length }, (_, row) => row * 1000),
  sender: (row) => ['leo', 'mia', 'ben'][row % 3]!,
  topic: (row) => ['answer', 'draw'][row % 2]!,
  payload: (row) => JSON.stringify({ n: row }),
  reading,
})

const expected = (log: MatchedLog, filter: string): number[] => {
  const fits = compileFilter(parseFilter(filter).terms, log)
  return Array.from({ length: log.length }, (_, row) => row).filter((row) => fits(row))
}

/** Time goes on by a slice's length each time it is read, so that every slice is short. */
function watch() {
  const told: LogMatches[] = []
  let now = 0
  let pauses = 0
  const matcher = createMatcher({
    publish: (matches) => told.push(matches),
    now: () => (now += 10),
    pause: () => ((pauses += 1), Promise.resolve()),
  })
  return { matcher, told, pauses: () => pauses }
}

describe('the matcher', () => {
  it('finds what a plain search finds, in slices', async () => {
    const log = makeLog(1000)
    const { matcher, told, pauses } = watch()
    matcher.match(log, 'leo n>100')
    await matcher.settled()
    const last = told.at(-1)!
    expect([...last.rows!]).toEqual(expected(log, 'leo n>100'))
    expect([...last.tUs!]).toEqual([...last.rows!].map((row) => row * 1000))
    expect(last).toMatchObject({ scanned: 1000, total: 1000 })
    expect(pauses()).toBeGreaterThan(5)
    expect(told.length).toBeGreaterThan(1)
  })

  it('says at once that there is no filter', () => {
    const { matcher, told } = watch()
    matcher.match(makeLog(10), ' ')
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ tUs: undefined, rows: undefined })
    expect(told[0]!.allUs).toHaveLength(10)
  })

  it('drops what it was at when the filter changes', async () => {
    const log = makeLog(1000)
    const { matcher, told } = watch()
    matcher.match(log, 'leo')
    matcher.match(log, 'mia')
    await matcher.settled()
    expect([...told.at(-1)!.rows!]).toEqual(expected(log, 'mia'))
    expect(told.slice(1).every(({ rows }) => [...(rows ?? [])].every((row) => row % 3 === 1))).toBe(true)
  })

  it('goes on where a log grows, however it grows, and looks at no row twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        async (steps) => {
          const { matcher, told } = watch()
          const reading = {}
          let length = 0
          for (const [index, step] of steps.entries()) {
            length += step
            matcher.match(makeLog(length, reading), 'answer')
            if (index % 2 === 0) await matcher.settled()
          }
          await matcher.settled()
          expect([...told.at(-1)!.rows!]).toEqual(expected(makeLog(length), 'answer'))
          expect(told.at(-1)!.scanned).toBe(length)
        },
      ),
    )
  })

  it('is silent after it is disposed of', async () => {
    const { matcher, told } = watch()
    matcher.match(makeLog(1000), 'leo')
    const before = told.length
    matcher.dispose()
    await matcher.settled()
    expect(told.length).toBe(before)
  })
})

describe('findMatch', () => {
  const allUs = Float64Array.of(10, 20.5, 20.5, 30)

  it('goes to the next and the one before, and stays at neither', () => {
    expect(findMatch({ tUs: undefined, allUs }, 10, 1)).toBe(20.5)
    expect(findMatch({ tUs: undefined, allUs }, 20, 1)).toBe(30)
    expect(findMatch({ tUs: undefined, allUs }, 30, 1)).toBeUndefined()
    expect(findMatch({ tUs: undefined, allUs }, 20.5, -1)).toBe(10)
    expect(findMatch({ tUs: undefined, allUs }, 5, -1)).toBeUndefined()
  })

  it('goes among the matches alone where there is a filter', () => {
    expect(findMatch({ tUs: Float64Array.of(30), allUs }, 0, 1)).toBe(30)
    expect(findMatch({ tUs: new Float64Array(), allUs }, 0, 1)).toBeUndefined()
  })
})
