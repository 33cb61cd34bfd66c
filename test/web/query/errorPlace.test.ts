import { describe, expect, it } from 'vitest'
import { findErrorPlace } from '../../../app/web/query/errorPlace.ts'

describe('the place of an error', () => {
  it('is the word the caret stands under, by line and column', () => {
    const sql = 'SELECT *\nFROM session_overview WHER x'
    const message =
      'Parser Error: syntax error at or near "x"\n\nLINE 2: FROM session_overview WHER x\n                                   ^'
    const place = findErrorPlace(message, sql)!
    expect(place).toMatchObject({ message: 'Parser Error: syntax error at or near "x"', line: 2, column: 28 })
    expect(sql.slice(place.from, place.to)).toBe('x')
  })

  it('is found in a long line that is shown in part', () => {
    const sql = `SELECT ${'1, '.repeat(60)}nothing, ${'2, '.repeat(60)} 3`
    const shown = sql.slice(150, 210)
    const under = ' '.repeat('LINE 1: ...'.length + sql.indexOf('nothing') - 150)
    const place = findErrorPlace(`Binder Error: no\n\nLINE 1: ...${shown}...\n${under}^`, sql)!
    expect(sql.slice(place.from, place.to)).toBe('nothing')
  })

  it('is unknown where the message says none, or one that is not there', () => {
    expect(findErrorPlace('the query took longer than 30 s', 'SELECT 1')).toBeUndefined()
    expect(findErrorPlace('x\n\nLINE 7: y\n        ^', 'SELECT 1')).toBeUndefined()
  })
})
