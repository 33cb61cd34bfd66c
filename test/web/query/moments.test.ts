import { describe, expect, it } from 'vitest'
import { formatCell, linkRows } from '../../../app/web/query/moments.ts'

const columns = (...names: string[]) => names.map((name) => ({ name, type: 'VARCHAR' }))

describe('linkRows', () => {
  it('leads to the moment, or the span, of the session a row names', () => {
    expect(linkRows(columns('session_id', 't_s'))(['RM_1', 84.366])).toBe('/s/RM_1?t=84.366')
    expect(linkRows(columns('start_s', 'session_id', 'end_s'))([3, 'a b', 7.5])).toBe(
      '/s/a%20b?t=3&in=3&out=7.5',
    )
    expect(linkRows(columns('session_id'))(['RM_1'])).toBe('/s/RM_1')
  })

  it('leads nowhere without a session', () => {
    expect(linkRows(columns('t_s'))([3])).toBeUndefined()
    expect(linkRows(columns('session_id', 't_s'))([null, 3])).toBeUndefined()
  })
})

describe('formatCell', () => {
  it('shows nothing as NULL and what is inside as JSON', () => {
    expect([null, 3, 'x', { a: 1 }].map(formatCell)).toEqual(['NULL', '3', 'x', '{"a":1}'])
  })
})
