import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applySuggestion, complete } from '../../../app/web/query/completion.ts'
import { readSchema } from '../../../app/web/query/schema.ts'

const schema = readSchema({
  rows: [
    ['log_timeline', 'The log.', true, 'session_id', 'VARCHAR', ''],
    ['log_timeline', 'The log.', true, 't_s', 'DOUBLE', 'Session time.'],
    ['log_timeline', 'The log.', true, 'topic', 'VARCHAR', ''],
    ['track_timeline', 'Recordings.', true, 'session_id', 'VARCHAR', ''],
    ['track_timeline', 'Recordings.', true, 'start_s', 'DOUBLE', ''],
    ['findings', 'What is wrong.', false, 'code', 'VARCHAR', ''],
  ],
})

/** What is suggested at the bar. */
const at = (text: string, asked = false): string[] => {
  const caret = text.indexOf('|')
  return (complete(text.replace('|', ''), caret, schema, asked)?.suggestions ?? []).map((one) => one.text)
}

describe('suggestions', () => {
  it('are tables after FROM, JOIN and a comma', () => {
    expect(at('SELECT * FROM l|')).toEqual(['log_timeline'])
    expect(at('SELECT * FROM |', true)).toEqual(['log_timeline', 'track_timeline', 'findings'])
    expect(at('SELECT * FROM log_timeline l, t|')).toEqual(['track_timeline'])
    expect(at('SELECT * FROM findings JOIN tr|')).toEqual(['track_timeline'])
  })

  it('are the columns of the tables in the query, before functions and keywords', () => {
    expect(at('SELECT t| FROM log_timeline').slice(0, 2)).toEqual(['t_s', 'topic'])
    expect(at('SELECT st| FROM log_timeline')).not.toContain('start_s')
    expect(at('SELECT co| FROM findings').slice(0, 2)).toEqual(['code', 'count'])
    expect(at('SELECT * FROM findings WHE|')).toEqual(['WHERE', 'WHEN'])
    expect(at('SELECT * FROM findings ORD|')).toContain('ORDER BY')
  })

  it('are the columns of what stands before a dot, by name or alias', () => {
    expect(at('SELECT l.| FROM log_timeline l JOIN track_timeline t USING (session_id)')).toEqual([
      'session_id',
      't_s',
      'topic',
    ])
    expect(at('SELECT t.s| FROM log_timeline AS l JOIN track_timeline AS t USING (session_id)')).toEqual([
      'session_id',
      'start_s',
    ])
    expect(at('SELECT findings.| FROM findings')).toEqual(['code'])
    expect(at('SELECT nothing.| FROM findings')).toEqual([])
  })

  it('find a word inside a name, after those that begin with it', () => {
    expect(at('SELECT * FROM time|')).toEqual(['log_timeline', 'track_timeline'])
  })

  it('keep away from texts, comments, and words that are written already', () => {
    expect(at("SELECT * FROM findings WHERE code = 'l|'")).toEqual([])
    expect(at('SELECT * -- fro|')).toEqual([])
    expect(at('SELECT /* fro|')).toEqual([])
    expect(at("SELECT 'it''s' fro|")).toContain('FROM')
    expect(at('SELECT * FROM findings|')).toEqual([])
    expect(at('SELECT |')).toEqual([])
  })

  it('take the place of the word, and leave the caret inside a function', () => {
    const sql = 'SELECT cou FROM findings'
    const completion = complete(sql, 10, schema)!
    const count = completion.suggestions.find(({ text }) => text === 'count')!
    expect(applySuggestion(sql, completion, count)).toEqual({
      sql: 'SELECT count() FROM findings',
      caret: 13,
    })
  })

  it('never fail, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'selct from.,(\'"-*/\nl_') }),
        fc.nat(40),
        (sql, caret) => {
          const found = complete(sql, Math.min(caret, sql.length), schema, true)
          if (found) expect(found.from).toBeLessThanOrEqual(found.to)
        },
      ),
    )
  })
})
