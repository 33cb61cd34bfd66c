import { describe, expect, it } from 'vitest'
import { describeJob, describeResult, formatLeft } from '../../../app/web/sessions/describeJob.ts'
import {
  countSessions,
  filterSessions,
  FIRST_VIEW,
  formatList,
  isFound,
  isShown,
  parseList,
  type Clock,
} from '../../../app/web/sessions/sessionFilters.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const clockAt = (nowWallUs: number, zone = 'UTC'): Clock => ({ nowWallUs, zoneOf: () => zone })
const clock = clockAt(session.epochWallUs)

describe('isFound', () => {
  it('finds by name, person, day and finding, all words at once', () => {
    for (const query of ['group 3', 'MIA', '11 jun', 'stall', 'fractions leo', ''])
      expect([query, isFound(session, query, clock)]).toEqual([query, true])
    expect(isFound(session, 'fractions nobody', clock)).toBe(false)
  })

  it('finds by the day that the zone shows', () => {
    expect(isFound(session, '15:30', clock)).toBe(true)
    expect(isFound(session, '12 jun', clockAt(0, 'Pacific/Auckland'))).toBe(true)
    expect(isFound(session, '12 jun', clock)).toBe(false)
  })
})

describe('isShown', () => {
  it('puts a session under the chips it belongs to', () => {
    const soon = clockAt(session.epochWallUs + 3_600e6)
    expect(isShown(session, 'look', soon)).toBe(true)
    expect(isShown(session, 'unaligned', soon)).toBe(false)
    expect(isShown(makeSession({ worstGrade: 'C' }), 'unaligned', soon)).toBe(true)
    expect(isShown(makeSession({ worstGrade: null }), 'unaligned', soon)).toBe(true)
    expect(isShown(session, 'today', soon)).toBe(true)
    expect(isShown(session, 'today', clockAt(session.epochWallUs + 86_400e6))).toBe(false)
  })

  it('counts today in the zone shown', () => {
    const tenHoursOn = session.epochWallUs + 36_000e6
    expect(isShown(session, 'today', clockAt(tenHoursOn))).toBe(false)
    expect(isShown(session, 'today', clockAt(tenHoursOn, 'America/Los_Angeles'))).toBe(true)
  })
})

describe('the filters', () => {
  const rough = makeSession({ sessionId: 'b', worstGrade: 'C', concernCodes: ['clock_step', 'stall'] })
  const unplaced = makeSession({ sessionId: 'c', worstGrade: null, concerns: 0, concernCodes: [] })
  const all = [session, rough, unplaced]
  const idsOf = (changes: Partial<typeof FIRST_VIEW>) =>
    filterSessions(all, { ...FIRST_VIEW, ...changes }, clock).map(({ sessionId }) => sessionId)

  it('narrow by grade, by finding, and by all of them at once', () => {
    expect(idsOf({})).toEqual(['RM_1', 'b', 'c'])
    expect(idsOf({ grade: 'C' })).toEqual(['b'])
    expect(idsOf({ grade: 'none' })).toEqual(['c'])
    expect(idsOf({ finding: 'stall' })).toEqual(['RM_1', 'b'])
    expect(idsOf({ finding: 'stall', grade: 'B', show: 'look', query: 'leo' })).toEqual(['RM_1'])
    expect(idsOf({ finding: 'stall', grade: 'none' })).toEqual([])
  })

  it('say how many each would leave, the commonest finding first', () => {
    expect(countSessions(all, clock)).toEqual({
      shows: { all: 3, look: 2, unaligned: 2, today: 3 },
      grades: { A: 0, B: 1, C: 1, none: 1 },
      findings: [
        ['stall', 2],
        ['clock_step', 1],
      ],
    })
  })
})

describe('the list’s query', () => {
  it('leaves the first view unsaid and says the rest both ways', () => {
    expect(formatList(parseList(''))).toBe('')
    for (const search of [
      '?q=mia',
      '?show=look',
      '?sort=-length',
      '?sort=coverage',
      '?grade=none&finding=clock_step',
      '?q=a+b&show=today&grade=C&sort=name',
    ])
      expect(formatList(parseList(search))).toBe(search)
  })

  it('falls back where it has no meaning', () => {
    expect(parseList('?show=x&sort=-nothing&grade=Z&finding=')).toEqual(parseList(''))
  })
})

const describeStage = (stage: string) =>
  describeJob({
    state: 'running',
    message: null,
    progress: { stage, done: 3, total: 40, perSecond: null, secondsLeft: null },
  })

describe('describeJob', () => {
  it('says how far, how fast, how long still, and what was found', () => {
    const progress = {
      stage: 'probe',
      done: 12_416,
      total: 18_220,
      perSecond: 640,
      secondsLeft: 9,
      findings: 3,
    }
    expect(describeJob({ state: 'running', progress, message: null })).toBe(
      '· probe: 12,416 of 18,220 · 640 a second · 9 s left · 3 findings so far',
    )
  })

  it('says no more than it knows', () => {
    const progress = { stage: 'list', done: 40, total: null, perSecond: null, secondsLeft: null }
    expect(describeJob({ state: 'running', progress, message: null })).toBe('· list: 40')
    expect(describeJob({ state: 'waiting', progress: null, message: null })).toBe('· waiting for its turn')
  })

  it('counts long waits in minutes and hours', () => {
    expect([0.2, 30, 240, 7500].map(formatLeft)).toEqual(['1 s', '30 s', '4 min', '2 h 5 min'])
  })

  it('names the stages of an ingest by what they do', () => {
    expect(['discover', 'read', 'form', 'derive'].map(describeStage)).toEqual([
      '· looking: 3 of 40 objects',
      '· 3 of 40 objects read',
      '· putting the sessions together',
      '· 3 of 40 recordings prepared for playing',
    ])
  })
})

describe('describeResult', () => {
  it('says what an ingest came to', () => {
    const result = { sessions: 2, objects: 41, added: 12, changed: 1, vanished: 0, ms: 2100 }
    expect(describeResult({ result, findings: 3 })).toBe(
      '2 sessions · 41 objects, 13 new or changed · 3 new findings · in 2.1 s',
    )
    expect(describeResult({ result: { sessions: 1, objects: 1 }, findings: 0 })).toBe(
      '1 session · 1 object, nothing new',
    )
  })
})
