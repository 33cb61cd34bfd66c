import { describe, expect, it } from 'vitest'
import { edgeAfter, edgeBefore } from '../../../app/web/commands/edges.ts'
import type { WorkbenchActions } from '../../../app/web/commands/command.ts'
import { findItems, matchesWords, readMoment } from '../../../app/web/commands/paletteItems.ts'
import { COMMANDS } from '../../../app/web/commands/table.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const ignore = (): void => undefined

describe('readMoment', () => {
  it('reads session time', () => {
    expect(readMoment('1:24', session)).toBe(84_000_000)
    expect(readMoment('84.5', session)).toBe(84_500_000)
  })

  it('reads the wall clock where it lies in the session', () => {
    expect(readMoment('15:31:00', session)).toBe(21_000_000)
  })

  it('leaves other numbers and words alone', () => {
    expect(readMoment('5', session)).toBeUndefined()
    expect(readMoment('9:00:00', session)).toBeUndefined()
    expect(readMoment('leo', session)).toBeUndefined()
  })
})

describe('matchesWords', () => {
  it('finds by the beginnings of words, without case and accents', () => {
    expect(matchesWords('zoe', 'Zoë')).toBe(true)
    expect(matchesWords('seg exp', 'Export the segment…')).toBe(true)
    expect(matchesWords('le', 'Clear the segment')).toBe(false)
  })
})

describe('findItems', () => {
  const sought: number[] = []
  const focused: (string | undefined)[] = []
  const workbench = {
    session,
    player: { seek: (t: number) => sought.push(t) },
    store: { getState: () => ({ setFocus: (lane?: string) => focused.push(lane), setTab: () => undefined }) },
  } as unknown as WorkbenchActions
  const context = {
    navigate: ignore,
    openPalette: ignore,
    openKeys: ignore,
    toggleTheme: ignore,
    chooseTheme: ignore,
    sessionId: undefined,
    list: undefined,
    workbench,
  }
  const find = (query: string) => findItems({ query, commands: COMMANDS, context, sessions: [session] })

  it('offers a time first, and goes there', () => {
    const [first] = find('1:24')
    expect(first).toMatchObject({ group: 'Go to', label: 'Go to 0:01:24.000' })
    first!.run()
    expect(sought).toEqual([84_000_000])
  })

  it('offers a person, and focuses the picture', () => {
    const [first] = find('mia')
    expect(first).toMatchObject({ group: 'People', label: 'Mia' })
    first!.run()
    expect(focused).toEqual(['mia/camera'])
  })

  it('offers commands, findings and sessions by their words', () => {
    expect(find('export segment').map((item) => item.id)).toContain('segment.export')
    expect(find('stall').map((item) => item.group)).toEqual(['Findings'])
    expect(find('fractions').map((item) => item.group)).toEqual(['Sessions'])
  })
})

describe('edges', () => {
  const free = { segment: undefined, focus: undefined }
  it('lie where recordings begin and end', () => {
    expect(edgeAfter(session, free, 10e6)).toBe(40e6)
    expect(edgeAfter(session, free, 40e6)).toBe(60e6)
    expect(edgeBefore(session, free, 59e6)).toBe(40e6)
    expect(edgeBefore(session, { ...free, focus: 'leo/camera' }, 59e6)).toBe(0)
  })

  it('are the segment’s own where there is one', () => {
    const chosen = { ...free, segment: { start: micros(3e6), end: micros(7e6) } }
    expect([edgeBefore(session, chosen, 50e6), edgeAfter(session, chosen, 50e6)]).toEqual([3e6, 7e6])
  })
})
