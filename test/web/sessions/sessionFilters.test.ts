import { describe, expect, it } from 'vitest'
import { describeJob, formatLeft } from '../../../app/web/sessions/describeJob.ts'
import { formatList, isFound, isShown, parseList } from '../../../app/web/sessions/sessionFilters.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()

describe('isFound', () => {
  it('finds by name, person, day and finding, all words at once', () => {
    for (const query of ['group 3', 'MIA', '11 jun', 'stall', 'fractions leo', ''])
      expect([query, isFound(session, query)]).toEqual([query, true])
    expect(isFound(session, 'fractions nobody')).toBe(false)
  })
})

describe('isShown', () => {
  it('puts a session under the chips it belongs to', () => {
    const now = session.epochWallUs + 3_600e6
    expect(isShown(session, 'look', now)).toBe(true)
    expect(isShown(session, 'unaligned', now)).toBe(false)
    expect(isShown(makeSession({ worstGrade: 'C' }), 'unaligned', now)).toBe(true)
    expect(isShown(makeSession({ worstGrade: null }), 'unaligned', now)).toBe(true)
    expect(isShown(session, 'today', now)).toBe(true)
    expect(isShown(session, 'today', now + 86_400e6)).toBe(false)
  })
})

describe('the list’s query', () => {
  it('leaves the first view unsaid and says the rest both ways', () => {
    expect(formatList(parseList(''))).toBe('')
    for (const search of ['?q=mia', '?show=look', '?sort=-length', '?q=a+b&show=today&sort=name'])
      expect(formatList(parseList(search))).toBe(search)
  })

  it('falls back where it has no meaning', () => {
    expect(parseList('?show=x&sort=-nothing')).toEqual(parseList(''))
  })
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
})
