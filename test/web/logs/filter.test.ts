import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFilter, type FilterSource } from '../../../app/web/logs/filterRows.ts'
import { formatFilter, parseFilter, type FilterTerm } from '../../../app/web/logs/filterTerms.ts'

const ROWS = [
  ['Ms Adeyemi', 'slide', '{"n":7}'],
  ['Leo', 'answer', '{"q":4,"v":"3/8","ok":true}'],
  ['Ben', 'draw', '{"stroke":{"id":41},"pts":18}'],
  ['Zoë', 'chat', '"is it three eighths?"'],
  ['Leo', 'answer', '{"q":5,"v":"6/8","ok":false}'],
  ['Ben', 'note', 'not json {'],
  ['p7', '', '{"a.b":1,"n":"12","list":[{"x":3}],"gone":null}'],
] as const

const source: FilterSource = {
  sender: (row) => ROWS[row]![0],
  topic: (row) => ROWS[row]![1],
  payload: (row) => ROWS[row]![2],
}
const nameOf = (sender: string): string => (sender === 'p7' ? 'Inès' : sender)
const find = (text: string): number[] => {
  const fits = compileFilter(parseFilter(text).terms, source, nameOf)
  return [...ROWS.keys()].filter((row) => fits(row))
}

describe('compileFilter', () => {
  it('lets every row through without terms', () => {
    expect(find('  ')).toEqual([...ROWS.keys()])
  })

  it('looks for a word in sender, topic and payload, without case and accents', () => {
    expect(find('zoe')).toEqual([3])
    expect(find('ANSWER')).toEqual([1, 4])
    expect(find('eighths')).toEqual([3])
  })

  it('knows a sender by name and by identity', () => {
    expect(find('ines')).toEqual([6])
    expect(find('sender:p7')).toEqual([6])
  })

  it('looks in one column or one field of the payload', () => {
    expect(find('topic:answer ok:false')).toEqual([4])
    expect(find('sender:leo q:4')).toEqual([1])
    expect(find('stroke.id:41')).toEqual([2])
    expect(find('payload:json')).toEqual([5])
  })

  it('finds a field whatever its case, with dots in its name, and inside lists', () => {
    expect(find('OK:true')).toEqual([1])
    expect(find('a.b:1')).toEqual([6])
    expect(find('list.0.x:3')).toEqual([6])
  })

  it('takes a number of a field as a whole, not as a piece of text', () => {
    expect(find('q:4')).toEqual([1])
    expect(find('pts:1')).toEqual([])
  })

  it('compares numbers, also those written as text, and nothing else', () => {
    expect(find('q>4')).toEqual([4])
    expect(find('q>=4 q<5')).toEqual([1])
    expect(find('n<=12')).toEqual([0, 6])
    expect(find('v>0')).toEqual([])
    expect(find('-q>4 topic:answer')).toEqual([1])
  })

  it('finds where a field is, null or not', () => {
    expect(find('q:*')).toEqual([1, 4])
    expect(find('gone:*')).toEqual([6])
    expect(find('-topic:*')).toEqual([6])
  })

  it('excludes with a minus and keeps quoted words together', () => {
    expect(find('-sender:leo -sender:ben -ines')).toEqual([0, 3])
    expect(find('"three eighths"')).toEqual([3])
    expect(find('"eighths three"')).toEqual([])
  })

  it('fits what all its terms fit alone', () => {
    const terms = ['leo', 'topic:answer', 'q>4', '-ok:true', 'q:*', '"3/8"', 'n<=12', '-payload:json']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...terms), { maxLength: 4 }), (chosen) => {
        const each = chosen.map((term) => find(term))
        expect(find(chosen.join(' '))).toEqual(
          [...ROWS.keys()].filter((row) => each.every((rows) => rows.includes(row))),
        )
      }),
    )
  })

  it('is the opposite with a minus', () => {
    fc.assert(
      fc.property(fc.constantFrom('leo', 'topic:answer', 'q>4', 'ok:true', 'q:*', '"3/8"'), (term) => {
        expect([...find(term), ...find(`-${term}`)].toSorted((a, b) => a - b)).toEqual([...ROWS.keys()])
      }),
    )
  })
})

describe('parseFilter', () => {
  const field = fc.oneof(
    fc.stringMatching(/^[a-z_][a-z0-9_.]{0,8}$/),
    fc.string({ minLength: 1, maxLength: 8 }),
  )
  const value = fc.string({ minLength: 1, maxLength: 12 })
  const negated = fc.boolean()
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
  const term: fc.Arbitrary<FilterTerm> = fc.oneof(
    fc.record({ field: fc.constant(undefined), op: fc.constant(':' as const), value, negated }),
    fc.record({ field, op: fc.constant(':' as const), value, negated }),
    fc.record({ field, op: fc.constant('*' as const), value: fc.constant(''), negated }),
    fc.record({
      field: fc.stringMatching(/^[a-r][a-r0-9_.]{0,8}$/),
      op: fc.constantFrom('>', '>=', '<', '<='),
      value: number,
      negated,
    }),
  )

  it('reads what formatFilter writes', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
        expect(parseFilter(formatFilter(terms))).toEqual({ terms, problem: undefined })
      }),
    )
  })

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(find(text).length).toBeLessThanOrEqual(ROWS.length)
      }),
    )
  })

  it.each([
    ['"three', /quote/],
    ['leo topic:', /topic: wants a value/],
    ['q>abc', /compares numbers/],
    ['sender>3', /sender is text/],
  ])('says what is wrong with %s and keeps the rest', (text, problem) => {
    expect(parseFilter(text).problem).toMatch(problem)
    expect(parseFilter(`leo ${text}`).terms[0]).toMatchObject({ value: 'leo' })
  })
})
