import { describe, expect, it } from 'vitest'
import { originSql, readOrigins } from '../../../app/web/logs/rowOrigin.ts'

describe('where a row was written', () => {
  it('is asked for by session, sender and the exact nanosecond, whatever their names hold', () => {
    const sql = originSql("O'Brien", "it's; DROP", 1_749_655_844_831_693_417n)
    expect(sql).toContain("l.session_id = 'O''Brien'")
    expect(sql).toContain("= 'it''s; DROP'")
    expect(sql).toContain('e.recv_ns = 1749655844831693417')
  })

  it('is an object and a line', () => {
    expect(readOrigins({ rows: [['maths/data.jsonl', '12']] })).toEqual([
      { objectKey: 'maths/data.jsonl', line: 12 },
    ])
  })
})
