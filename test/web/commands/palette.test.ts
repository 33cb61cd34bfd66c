import { describe, expect, it } from 'vitest'
import { edgeAfter, edgeBefore } from '../../../app/web/commands/edges.ts'
import type { WorkbenchActions } from '../../../app/web/commands/command.ts'
import { fold, matchesWords, rankMatch } from '../../../app/web/commands/match.ts'
import { findItems } from '../../../app/web/commands/paletteItems.ts'
import type { PaletteSources } from '../../../app/web/commands/palette.types.ts'
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import { COMMANDS } from '../../../app/web/commands/table.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeSession } from '../makeSession.ts'

const session = {
  ...makeSession(),
  roomEvents: [
    { tUs: 80e6, event: 'participant_left', identity: 'leo', words: 'Leo left the room' },
    { tUs: 90e6, event: 'marker', identity: null, words: 'marker: task begins' },
  ],
}
const ignore = (): void => undefined

const ranks = (query: string, ...texts: string[]) => texts.map((text) => rankMatch(fold(query), fold(text)))

describe('rankMatch', () => {
  it('puts the same before its beginning, and that before words in order and in any order', () => {
    expect(ranks('mark', 'Mark', 'Mark a moment', 'Drop a mark', 'Bookmarks', 'Leo')).toEqual([
      0,
      1,
      2,
      4,
      undefined,
    ])
    expect(ranks('exp seg', 'Export the segment…', 'Segment: export')).toEqual([2, 3])
  })

  it('leaves case and accents aside, and needs every word', () => {
    expect(matchesWords('zoe', 'Zoë')).toBe(true)
    expect(matchesWords('le', 'Clear the segment')).toBe(false)
    expect(matchesWords('segment moon', 'Clear the segment')).toBe(false)
  })
})

describe('findItems', () => {
  const done: unknown[] = []
  const workbench = {
    session,
    player: {
      now: () => 50e6,
      seek: (t: number) => done.push(t),
      state: { getState: () => ({ focus: undefined }) },
      reading: () => undefined,
    },
    store: {
      getState: () => ({
        setFocus: (lane?: string) => done.push(lane),
        setTab: (tab: string) => done.push(tab),
        setAnnotation: (id: string) => done.push(id),
        setLaneFilter: (text: string) => done.push(text),
      }),
    },
  } as unknown as WorkbenchActions
  const context = {
    navigate: (to: string) => void done.push(to),
    openPalette: ignore,
    openKeys: ignore,
    toggleTheme: ignore,
    chooseTheme: ignore,
    sessionId: 'RM_1',
    list: undefined,
    workbench,
  }
  const annotations = {
    clockVersion: '1',
    tiers: [{ tierId: 't1', name: 'strategy', identity: null, parentTierId: null, author: null }],
    annotations: [
      { annotationId: 'm1', tierId: null, startUs: 7e6, endUs: 7e6, label: 'Look here', body: '' },
      { annotationId: 'a1', tierId: 't1', startUs: 9e6, endUs: 12e6, label: 'guess', body: 'a half' },
    ],
  } as unknown as AnnotationSet
  const find = (query: string, more: Partial<PaletteSources> = {}) =>
    findItems({ query, commands: COMMANDS, context, sessions: [session], annotations, ...more })
  const run = (query: string) => {
    done.length = 0
    find(query)[0]!.run()
    return done
  }

  it('offers a time first, and goes there', () => {
    expect(find('1:24')[0]).toMatchObject({ group: 'Go to', label: 'Go to 0:01:24.000' })
    expect(run('1:24')).toEqual([84e6])
    expect(run('15:31:00')).toEqual([21e6])
    expect(run('+10s')).toEqual([60e6])
  })

  it('offers a frame of the first picture, and none past its end', () => {
    expect(find('frame 99')[0]).toMatchObject({ label: 'Go to frame 99', note: 'of Leo · camera' })
    expect(find('frame 100')).toEqual([])
  })

  it('offers a person, and focuses the picture', () => {
    expect(find('mia')[0]).toMatchObject({ group: 'People', label: 'Mia' })
    expect(run('mia')).toEqual(['mia/camera'])
  })

  it('offers markers and annotations by their words, and goes there', () => {
    expect(find('look')[0]).toMatchObject({ group: 'Markers and annotations', note: 'marker · 0:00:07' })
    expect(run('half')).toEqual(['a1', 9e6])
    expect(run('task begins')).toEqual([90e6])
    expect(find('left the room')).toEqual([])
  })

  it('offers commands, findings and sessions by their words', () => {
    expect(find('export segment')[0]?.id).toBe('segment.export')
    expect(find('stall').map((item) => item.group)).toEqual(['Findings'])
    expect(find('fractions').map((item) => item.group)).toEqual(['Sessions'])
  })

  it('puts an exact beginning first, and what was chosen lately before its equals', () => {
    expect(find('undo')[0]?.id).toBe('undo')
    const [first, second] = find('go to').map((item) => item.id)
    expect(find('go to', { recent: [second!] })[0]?.id).toBe(second)
    expect(first).not.toBe(second)
  })

  it('offers what was used lately and what one mostly comes for before anything is typed', () => {
    const items = find('', { recent: ['view.whole', 'gone'] })
    expect(items[0]).toMatchObject({ group: 'Lately', id: 'view.whole' })
    expect(new Set(items.map((item) => item.group))).toEqual(
      new Set(['Lately', 'People', 'Markers and annotations', 'Commands', 'Sessions']),
    )
    expect(items.length).toBeLessThan(30)
  })

  it('offers people over all sessions where none is open', () => {
    const [leo] = find('leo', { context: { ...context, workbench: undefined, sessionId: undefined } })
    expect(leo).toMatchObject({ group: 'People', note: '1 session' })
    done.length = 0
    leo!.run()
    expect(done).toEqual(['/?q=leo'])
  })

  it('finds one of a hundred thousand annotations, and lists no more than can be chosen from', () => {
    const many = {
      ...annotations,
      annotations: Array.from({ length: 100_000 }, (_, index) => ({
        ...annotations.annotations[1]!,
        annotationId: `a${index}`,
        label: `guess ${index}`,
      })),
    }
    expect(find('guess 99999', { annotations: many })[0]?.id).toBe('annotation:a99999')
    expect(find('guess', { annotations: many }).length).toBeLessThan(20)
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
