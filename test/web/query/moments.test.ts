import { describe, expect, it } from 'vitest'
import { formatCell, listMoments, makeLane, readMoments } from '../../../app/web/query/moments.ts'
import { linkMoment } from '../../../app/web/query/playlist.ts'

const columns = (...names: string[]) => names.map((name) => ({ name, type: 'VARCHAR' }))
const link = (names: string[], row: unknown[]): string | undefined => {
  const moment = readMoments(columns(...names))(row, 0)
  return moment && linkMoment(moment)
}

describe('a row of a result', () => {
  it('leads to the moment, or the span, of the session it names', () => {
    expect(link(['session_id', 't_s'], ['RM_1', 84.366])).toBe('/s/RM_1?t=84.366')
    expect(link(['start_s', 'session_id', 'end_s'], [3, 'a b', 7.5])).toBe('/s/a%20b?t=3&in=3&out=7.5')
    expect(link(['session_id', 'start_us', 'end_us'], ['x', '1500000', 2_000_000])).toBe(
      '/s/x?t=1.5&in=1.5&out=2',
    )
    expect(link(['session_id'], ['RM_1'])).toBe('/s/RM_1')
  })

  it('leads nowhere without a session', () => {
    expect(link(['t_s'], [3])).toBeUndefined()
    expect(link(['session_id', 't_s'], [null, 3])).toBeUndefined()
  })

  it('is told by its other cells', () => {
    const read = readMoments(columns('session_id', 't_s', 'sender', 'recording_id', 'payload'))
    expect(read(['a', 1, 'leo', 'rec_1', { ok: true }], 4)).toMatchObject({
      label: 'leo · {"ok":true}',
      row: 4,
    })
  })
})

describe('the moments of a result', () => {
  const result = {
    columns: columns('session_id', 't_s', 'end_s', 'topic'),
    rows: [
      ['a', 9, null, 'late'],
      ['a', null, null, 'never'],
      ['b', 2, 3, 'other'],
      ['a', 1, 1.5, 'early'],
    ],
  }

  it('are its rows with a time, in its order', () => {
    expect(listMoments(result).map(({ label }) => label)).toEqual(['late', 'other', 'early'])
  })

  it('of one session are a lane, in order of time', () => {
    expect(makeLane(listMoments(result), 'a', 'answers')).toEqual({
      sessionId: 'a',
      name: 'answers',
      points: [
        { tUs: 1e6, endUs: 1.5e6, label: 'early' },
        { tUs: 9e6, endUs: undefined, label: 'late' },
      ],
    })
    expect(makeLane(listMoments(result), 'c', 'answers')).toBeUndefined()
  })
})

describe('a cell', () => {
  it('shows nothing as NULL and what is inside as JSON', () => {
    expect([null, 3, 'x', { a: 1 }].map(formatCell)).toEqual(['NULL', '3', 'x', '{"a":1}'])
  })
})
