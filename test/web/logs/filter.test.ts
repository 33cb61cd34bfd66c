import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterRows, formatFilter, parseFilter, type FilterSource } from '../../../app/web/logs/filter.ts'

const ROWS = [
  ['Ms Adeyemi', 'slide', '{"n":7}'],
  ['Leo', 'answer', '{"q":4,"v":"3/8","ok":true}'],
  ['Ben', 'draw', '{"stroke":{"id":41},"pts":18}'],
  ['Zoë', 'chat', '"is it three eighths?"'],
  ['Leo', 'answer', '{"q":5,"v":"6/8","ok":false}'],
  ['Ben', 'note', 'not json {'],
] as const

const source: FilterSource = {
  length: ROWS.length,
  sender: (row) => ROWS[row]![0],
  topic: (row) => ROWS[row]![1],
  payload: (row) => ROWS[row]![2],
}
const find = (text: string): number[] => [...(filterRows(source, parseFilter(text)) ?? ROWS.keys())]

describe('filterRows', () => {
  it('shows every row without terms', () => {
    expect(filterRows(source, parseFilter('  '))).toBeUndefined()
  })

  it('looks for a word in sender, topic and payload, without case and accents', () => {
    expect(find('zoe')).toEqual([3])
    expect(find('ANSWER')).toEqual([1, 4])
    expect(find('eighths')).toEqual([3])
  })

  it('looks in one column or one field of the payload', () => {
    expect(find('topic:answer ok:false')).toEqual([4])
    expect(find('sender:leo q:4')).toEqual([1])
    expect(find('stroke.id:41')).toEqual([2])
  })

  it('takes a number of a field as a whole, not as a piece of text', () => {
    expect(find('q:4')).toEqual([1])
    expect(find('pts:1')).toEqual([])
  })

  it('excludes with a minus and keeps quoted words together', () => {
    expect(find('-sender:leo -sender:ben')).toEqual([0, 3])
    expect(find('"three eighths"')).toEqual([3])
    expect(find('"eighths three"')).toEqual([])
  })

  it('fits all terms and stays in order', () => {
    expect(find('leo answer')).toEqual([1, 4])
  })
})

describe('parseFilter', () => {
  it('reads what formatFilter writes', () => {
    const term = fc.record({
      field: fc.option(fc.stringMatching(/^[a-z_][a-z0-9_.]{0,8}$/), { nil: undefined }),
      value: fc.string({ minLength: 1, maxLength: 12 }),
      negated: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
        expect(parseFilter(formatFilter(terms))).toEqual(terms)
      }),
    )
  })

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(filterRows(source, parseFilter(text))?.length ?? 0).toBeLessThanOrEqual(ROWS.length)
      }),
    )
  })
})
