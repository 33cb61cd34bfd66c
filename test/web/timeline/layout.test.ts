import { describe, expect, it } from 'vitest'
import {
  findRowAt,
  findVisibleRows,
  HEIGHT,
  layoutRows,
  type LaneRow,
} from '../../../app/web/timeline/layout.ts'
import { lesson, makeRecording } from './harness/lesson.ts'

const session = lesson()
const open = layoutRows(session, new Set())

describe('layout', () => {
  it('puts the rows under each other without a hole: people in order, camera before microphone, events last', () => {
    expect(open.rows.map((row) => row.key).slice(0, 4)).toEqual([
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
    const shut = layoutRows(session, new Set(['leo']))
    expect(shut.rows.some((row) => row.kind === 'lane' && row.lane.identity === 'leo')).toBe(false)
    expect(open.heightPx - shut.heightPx).toBe(HEIGHT.video + HEIGHT.audio)
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
    const { rows } = layoutRows({ people, lanes, logCount: 0 }, new Set())
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
    const { rows } = layoutRows({ people: [], lanes: [composite], logCount: 0 }, new Set())
    expect(rows[0]).toMatchObject({ kind: 'person', name: 'Room', person: undefined })
  })
})
