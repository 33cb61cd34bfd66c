import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstView, fitSegment, LAYOUTS, TABS } from '../../../app/web/workbench/workbenchState.ts'
import { formatMoment, parseMoment } from '../../../app/web/workbench/urlState.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const first = firstView(session)

describe('the workbench’s URL', () => {
  it('reopens exactly what it was written from', () => {
    const time = fc.integer({ min: 0, max: session.durationUs })
    const name = fc.string({ minLength: 1, maxLength: 12 })
    const viewport = fc
      .tuple(fc.integer({ min: 0, max: 40e6 }), fc.integer({ min: 1e6, max: 50e6 }))
      .map(([start, length]) => ({ start: micros(start), end: micros(start + length) }))
    const view = fc.record({
      segment: fc.option(
        fc.tuple(time, time).map(([start, end]) => fitSegment(session.durationUs, { start, end })),
        { nil: undefined },
      ),
      viewport: fc.oneof(fc.constant(first.bounds), viewport),
      layout: fc.constantFrom(...LAYOUTS),
      focus: fc.option(name, { nil: undefined }),
      other: fc.option(name, { nil: undefined }),
      hidden: fc.uniqueArray(name, { maxLength: 4 }),
      pinned: fc.uniqueArray(name, { maxLength: 4 }),
      order: fc.uniqueArray(name, { maxLength: 4 }),
      collapsed: fc.uniqueArray(name, { maxLength: 4 }),
      heights: fc.dictionary(name, fc.integer({ min: 16, max: 400 }), { noNullPrototype: true }),
      laneFilter: fc.string(),
      logFilter: fc.string(),
      logFields: fc.uniqueArray(name, { maxLength: 4 }),
      annotation: fc.option(name, { nil: undefined }),
      tab: fc.constantFrom(...TABS),
      recording: fc.option(name, { nil: undefined }),
    })
    fc.assert(
      fc.property(time, view, (t, chosen) => {
        const moment = { t, view: { ...first, ...chosen } }
        expect(parseMoment(formatMoment(moment), session)).toEqual(moment)
      }),
    )
  })

  it('is short where little is chosen, and can be read', () => {
    expect(formatMoment({ t: 84_366_000, view: { ...first, layout: 'focus', focus: 'leo/camera' } })).toBe(
      '?t=84.366&focus=leo/camera',
    )
  })

  it('takes times as people write them', () => {
    expect(parseMoment('?t=1:24.5', session).t).toBe(84_500_000)
  })

  it('begins with the first recording, where an alignment left a moment before it', () => {
    const later = session.lanes.map((lane) => ({
      ...lane,
      recordings: lane.recordings.map((recording) => ({
        ...recording,
        placement: recording.placement && {
          ...recording.placement,
          startUs: recording.placement.startUs + 400_000,
        },
      })),
    }))
    expect(parseMoment('', { ...session, lanes: later }).t).toBe(400_000)
    expect(parseMoment('?t=0', { ...session, lanes: later }).t).toBe(0)
  })

  it('falls back where it is wrong or outside', () => {
    expect(parseMoment('?t=nonsense&in=5&view=a-b&panel=none', session)).toEqual({ t: 0, view: first })
    expect(parseMoment('?t=9999', session).t).toBe(session.durationUs)
  })
})
