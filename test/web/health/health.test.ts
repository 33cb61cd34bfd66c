import { describe, expect, it } from 'vitest'
import { buildMatrix } from '../../../app/web/health/coverageMatrix.ts'
import { formatHealth, parseHealth, sortBy } from '../../../app/web/health/healthState.ts'
import { laneHref, momentHref } from '../../../app/web/health/links.ts'
import { listMissing, listUnrecorded } from '../../../app/web/health/missing.ts'
import { isFound, isShown, listRows, sortRows } from '../../../app/web/health/recordingRows.ts'
import { formatShare, summarise } from '../../../app/web/health/summary.ts'
import type { Lane } from '../../../core/protocol/session.ts'
import { makeRecording, makeSession } from '../makeSession.ts'

const S = 1e6
const session = makeSession()
const rows = listRows(session)
const ids = (key: 'start' | 'findings', descending: boolean): string[] =>
  sortRows(rows, key, descending).map((row) => row.recording.recordingId)
const gone = (startS: number, endS: number): Lane['gaps'] => [
  { startUs: startS * S, endUs: endS * S, reason: 'left' },
]

describe('the coverage matrix', () => {
  it('says what share of the session each lane covers', () => {
    const { columns, rows } = buildMatrix(session)
    expect(columns).toEqual(['camera', 'microphone'])
    expect(rows.map((row) => row.name)).toEqual(['Leo', 'Mia'])
    expect(rows[0]!.cells['camera']!.share).toBe(1)
    expect(rows[1]!.cells['camera']).toMatchObject({ share: 0.75, recordings: 2, concerns: 1, grade: 'B' })
    expect(rows[1]!.cells['microphone']).toBeUndefined()
  })

  it('leaves out holes, and what is not placed', () => {
    const recording = { ...makeRecording('a', 0, 50), holes: [{ startPtsUs: 10 * S, endPtsUs: 20 * S }] }
    const lost = { ...makeRecording('b', 50, 100), placement: null }
    const lane: Lane = { ...session.lanes[0]!, recordings: [recording, lost] }
    const cell = buildMatrix({ ...session, lanes: [lane] }).rows[0]!.cells['camera']!
    expect(cell.share).toBeCloseTo(0.4)
    expect(cell.unplaced).toBe(1)
    expect(cell.spans).toEqual([
      { start: 0, end: 10 * S },
      { start: 20 * S, end: 50 * S },
    ])
  })

  it('does not count accepted findings', () => {
    const accepted = { note: 'known', author: 'ada', createdWallUs: 0 }
    const findingList = session.findingList.map((finding) => ({ ...finding, accepted }))
    expect(buildMatrix({ ...session, findingList }).rows[1]!.cells['camera']!.concerns).toBe(0)
  })

  it('never says that all is there where something is missing', () => {
    expect([1, 0.9991, 0.998, 0.5, 0.001, 0].map(formatShare)).toEqual([
      '100 %',
      '>99 %',
      '>99 %',
      '50 %',
      '<1 %',
      '0 %',
    ])
  })
})

describe('what is missing', () => {
  const lanes: Lane[] = [
    { ...session.lanes[2]!, gaps: gone(40, 60) },
    {
      ...session.lanes[2]!,
      laneId: 'mia/microphone',
      source: 'microphone',
      kind: 'audio',
      recordings: [makeRecording('m1', 5, 40.4), makeRecording('m2', 59.8, 100)],
      gaps: gone(40.4, 59.8),
    },
  ]

  it('is one line where tracks of a person are missing together', () => {
    expect(listMissing({ ...session, lanes })).toEqual([
      {
        identity: 'mia',
        name: 'Mia',
        person: 1,
        laneIds: ['mia/camera', 'mia/microphone'],
        what: 'camera and microphone',
        startUs: 40 * S,
        endUs: 60 * S,
        reason: 'left',
        why: 'left, rejoined',
        returns: true,
      },
    ])
  })

  it('leaves out what tracks of one person always differ by', () => {
    const lane: Lane = {
      ...session.lanes[0]!,
      gaps: [{ startUs: 0, endUs: 1.5 * S, reason: 'not_joined' }],
    }
    expect(listMissing({ ...session, lanes: [lane] })).toEqual([])
  })

  it('tells of short absences in a short session', () => {
    const lane: Lane = {
      ...session.lanes[0]!,
      gaps: [{ startUs: 0, endUs: 0.8 * S, reason: 'not_joined' }],
    }
    expect(listMissing({ ...session, durationUs: 2 * S, lanes: [lane] }).length).toBe(1)
  })

  it('is withheld where a person is, and nothing more is said of it', () => {
    const lane: Lane = {
      ...session.lanes[2]!,
      recordings: [],
      gaps: [{ startUs: 0, endUs: 100 * S, reason: 'withheld' }],
    }
    expect(listMissing({ ...session, lanes: [lane] })[0]).toMatchObject({ why: 'withheld by a person' })
    expect(buildMatrix({ ...session, lanes: [lane] }).rows[1]!.cells['camera']).toMatchObject({
      share: 0,
      recordings: 0,
      gaps: [{ reason: 'withheld', us: 100 * S }],
    })
  })

  it('names people of whom nothing was recorded', () => {
    const people = [...session.people, { identity: 'zoe', name: 'Zoë', withheld: null }]
    expect(listUnrecorded({ ...session, people }).map((person) => person.name)).toEqual(['Zoë'])
  })
})

describe('the table of recordings', () => {
  it('sorts stably both ways', () => {
    expect(ids('start', false)).toEqual(['leo1', 'leo2', 'mia1', 'mia2'])
    expect(ids('findings', true)).toEqual(['mia1', 'leo1', 'leo2', 'mia2'])
  })

  it('filters by what is wrong and by words', () => {
    expect(rows.filter((row) => isShown(row, 'concerns')).length).toBe(1)
    expect(rows.filter((row) => isShown(row, 'unplaced')).length).toBe(0)
    expect(rows.filter((row) => isFound(row, 'leo CAMERA')).length).toBe(1)
    expect(rows.filter((row) => isFound(row, '')).length).toBe(4)
  })

  it('is told by its address, both ways', () => {
    for (const search of ['', '?sort=-sigma&show=rough&find=leo&rec=rec_1', '?sort=-person'])
      expect(formatHealth(parseHealth(search))).toBe(search)
    expect(formatHealth(parseHealth('?sort=wrong&show=wrong'))).toBe('')
  })

  it('shows the worst first at the first click on a heading', () => {
    const view = parseHealth('')
    expect(sortBy(view, 'sigma')).toEqual({ key: 'sigma', descending: true })
    expect(sortBy({ ...view, sort: { key: 'sigma', descending: true } }, 'sigma').descending).toBe(false)
  })
})

describe('links into the workbench', () => {
  it('open the lane at its first recording, with its details', () => {
    expect(laneHref('/s/RM_1', session, 'mia/camera')).toBe(
      '/s/RM_1?t=5&focus=mia/camera&panel=details&rec=mia1',
    )
    expect(laneHref('/s/RM_1', session, 'leo/microphone')).toBe('/s/RM_1?t=0&panel=details&rec=leo2')
    expect(momentHref('/s/RM_1', { tUs: 1_500_000 })).toBe('/s/RM_1?t=1.5')
  })
})

describe('the summary', () => {
  it('counts what is placed and what is to be looked at', () => {
    const facts = summarise(session)
    expect(facts.map((fact) => fact.value)).toEqual(['4 of 4', 'B ±28 ms', '92 %', '1'])
    expect(facts.map((fact) => fact.tone)).toEqual(['good', 'plain', 'plain', 'warn'])
  })
})
