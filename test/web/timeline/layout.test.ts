import { describe, expect, it } from 'vitest'
import {
  findRowAt,
  findVisibleRows,
  HEIGHT,
  layoutRows,
  type LaneRow,
  type Layout,
  type TrackSource,
} from '../../../app/web/timeline/layout.ts'
import { AS_RECORDED, type Arrangement } from '../../../app/web/timeline/rowGroups.ts'
import { withPreset } from '../../../app/web/timeline/rowHeights.ts'
import { lesson, makeRecording } from './harness/lesson.ts'

const session = lesson()
const tracks: TrackSource[] = [
  { kind: 'tier', key: 'tier:strategy', name: 'strategy', note: 'tier', person: undefined, levels: 2 },
  { kind: 'events', key: 'events', name: 'events', note: '1,284', person: undefined },
]
const lay = (arrangement: Partial<Arrangement> = {}): Layout =>
  layoutRows({ session, tracks }, { ...AS_RECORDED, ...arrangement })
const keysOf = ({ rows }: Pick<Layout, 'rows'>): string[] => rows.map(({ key }) => key)
const heightOf = (layout: Layout, key: string): number | undefined =>
  layout.rows.find((row) => row.key === key)?.height
const open = lay()

describe('layout', () => {
  it('puts the rows under each other without a hole: people in order, camera before microphone, events last', () => {
    expect(keysOf(open).slice(0, 4)).toEqual([
      'person:adeyemi',
      'adeyemi/camera',
      'adeyemi/microphone',
      'adeyemi/screen_share',
    ])
    expect(open.rows.at(-1)?.kind).toBe('events')
    let top = 0
    for (const row of open.rows) {
      expect(row.top).toBe(top)
      top += row.height
    }
    expect(open.heightPx).toBe(top)
  })

  it('keeps only the heading of a person who is collapsed', () => {
    const shut = lay({ collapsed: ['leo'] })
    expect(shut.rows.some((row) => row.kind === 'lane' && row.lane.identity === 'leo')).toBe(false)
    expect(open.heightPx - shut.heightPx).toBe(HEIGHT.video + HEIGHT.audio)
    expect(shut.shown).toBe(open.shown)
  })

  it('finds every row by any height within it, and nothing below the last', () => {
    for (const row of open.rows) {
      expect(findRowAt(open, row.top)).toBe(row)
      expect(findRowAt(open, row.top + row.height - 0.5)).toBe(row)
    }
    expect(findRowAt(open, open.heightPx)).toBeUndefined()
  })

  it('paints only rows that show', () => {
    const shown = findVisibleRows(open, 100, 120)
    expect(shown.length).toBeLessThan(open.rows.length)
    expect(shown.every((row) => row.top < 220 && row.top + row.height > 100)).toBe(true)
  })

  it('gives the worst grade to the person, and to the lane that is worse than its sisters', () => {
    const [camera, microphone] = session.lanes.filter((lane) => lane.identity === 'leo')
    const worse = makeRecording({ id: 'x', startS: 0, endS: 5, kind: 'audio', grade: 'C', sigmaMs: 700 })
    const lanes = [camera!, { ...microphone!, recordings: [worse] }]
    const people = session.people.filter((person) => person.identity === 'leo')
    const { rows } = layoutRows({ session: { people, lanes }, tracks: [] })
    expect(rows[0]).toMatchObject({ kind: 'person', sync: { grade: 'C', sigmaUs: 700_000 } })
    expect(rows.filter((row): row is LaneRow => row.kind === 'lane').map((row) => row.wearsGrade)).toEqual([
      false,
      true,
    ])
  })

  it('names a gap once where camera and microphone have the same', () => {
    const mia = open.rows.filter((row): row is LaneRow => row.kind === 'lane' && row.lane.identity === 'mia')
    expect(mia.map((row) => row.namesGaps)).toEqual([true, false])
  })

  it('shows lanes of someone who is not among the people, under a heading of their own', () => {
    const composite = { ...session.lanes[0]!, identity: '', laneId: '/composite', source: 'composite' }
    const { rows } = layoutRows({ session: { people: [], lanes: [composite] }, tracks: [] })
    expect(rows[0]).toMatchObject({ kind: 'person', name: 'Room', person: undefined })
  })
})

describe('an arrangement of the rows', () => {
  it('leaves out what is hidden and counts it', () => {
    const layout = lay({ hidden: ['leo/camera', 'events'] })
    expect(keysOf(layout)).not.toContain('leo/camera')
    expect(keysOf(layout)).not.toContain('events')
    expect(layout.order.length - layout.shown).toBe(2)
  })

  it('leaves the heading out with the last lane of a person', () => {
    const layout = lay({ hidden: ['leo/camera', 'leo/microphone'] })
    expect(keysOf(layout)).not.toContain('person:leo')
  })

  it('takes pinned rows out of their places into a block of their own, in the order they were pinned', () => {
    const layout = lay({ pinned: ['tier:strategy', 'leo/microphone'] })
    expect(keysOf(layout.pinned)).toEqual(['tier:strategy', 'leo/microphone'])
    expect(layout.pinned.rows.map(({ top }) => top)).toEqual([0, layout.pinned.rows[0]!.height])
    expect(keysOf(layout)).not.toContain('leo/microphone')
    expect(layout.pinned.heightPx + layout.heightPx).toBe(open.heightPx)
    expect(layout.shown).toBe(open.shown)
  })

  it('shows a pinned lane of a person who is folded away', () => {
    const layout = lay({ pinned: ['leo/microphone'], collapsed: ['leo'] })
    expect(keysOf(layout.pinned)).toEqual(['leo/microphone'])
    expect(keysOf(layout)).toContain('person:leo')
  })

  it('puts people where their first lane stands in the order, and their lanes as ordered', () => {
    const layout = lay({ order: ['mia/microphone', 'mia/camera', 'leo/camera'] })
    expect(keysOf(layout).slice(0, 4)).toEqual(['person:mia', 'mia/microphone', 'mia/camera', 'person:leo'])
  })

  it('keeps rows whose words all match, of people, sources and tiers, folded ones too', () => {
    const leo = lay({ laneFilter: 'LEO mic', collapsed: ['leo'] })
    expect(keysOf(leo)).toEqual(['person:leo', 'leo/microphone'])
    expect([leo.shown, leo.order.length]).toEqual([1, session.lanes.length + 2])
    expect(keysOf(lay({ laneFilter: 'strat' }))).toEqual(['tier:strategy'])
    expect(keysOf(lay({ laneFilter: 'nobody' }))).toEqual([])
  })

  it('gives a row its own height before that of its kind, and never less than a head needs', () => {
    const tall = lay({ heights: { ...withPreset('tall'), 'leo/camera': 41, events: 2 } })
    expect(heightOf(tall, 'leo/camera')).toBe(41)
    expect(heightOf(tall, 'mia/camera')).toBe(64)
    expect(heightOf(tall, 'events')).toBe(18)
    expect(heightOf(open, 'tier:strategy')).toBe(HEIGHT.tier + 14)
  })
})
