/**
 * Which rows fit a filter's terms. Words are looked for in the sender's name and identity, topic and payload;
 * `field:value` in that column or that field of a JSON payload (`a.b` reaches inside): text by containing,
 * numbers and booleans as a whole. Case and accents do not count.
 */
import type { FilterTerm } from './filterTerms.ts'
import { parseJson, readPath } from './jsonField.ts'

/** What a filter reads of a log; payloads are text, asked for only where a term needs them. */
export interface FilterSource {
  sender(row: number): string
  topic(row: number): string
  payload(row: number): string
}

/** Makes the test of a row. `nameOf` gives the name that a sender is shown by. */
export function compileFilter(
  terms: readonly FilterTerm[],
  source: FilterSource,
  nameOf: (sender: string) => string = (sender) => sender,
): (row: number) => boolean {
  const text = new RowText(source)
  const tests = terms
    .map((term) => ({ negated: term.negated, ...makeTest(term, source, text, nameOf) }))
    .toSorted((a, b) => a.cost - b.cost)
  return (row) => tests.every((test) => test.fits(row) !== test.negated)
}

/** The payload of one row at a time, decoded, folded and parsed at most once. */
class RowText {
  private row = -1
  private text = ''
  private foldedText: string | undefined
  private parsed: { readonly value: unknown } | undefined

  private readonly source: FilterSource

  constructor(source: FilterSource) {
    this.source = source
  }

  payload(row: number): string {
    if (row !== this.row) {
      this.row = row
      this.text = this.source.payload(row)
      this.foldedText = undefined
      this.parsed = undefined
    }
    return this.text
  }

  folded(row: number): string {
    const text = this.payload(row)
    return (this.foldedText ??= fold(text))
  }

  json(row: number): unknown {
    const text = this.payload(row)
    return (this.parsed ??= { value: parseJson(text) }).value
  }
}

interface RowTest {
  /** Columns first, then text, then fields of JSON: the cheap ones spare the dear ones. */
  readonly cost: number
  readonly fits: (row: number) => boolean
}

function makeTest(
  term: FilterTerm,
  source: FilterSource,
  text: RowText,
  nameOf: (sender: string) => string,
): RowTest {
  const { field, op, value } = term
  const wanted = fold(value)
  const contains = (found: string): boolean => (op === '*' ? found !== '' : fold(found).includes(wanted))
  const sentBy = remember((sender) => contains(sender) || contains(nameOf(sender)))
  const about = remember(contains)
  switch (field?.toLowerCase()) {
    case undefined:
      return {
        cost: 1,
        fits: (row) =>
          sentBy(source.sender(row)) || about(source.topic(row)) || text.folded(row).includes(wanted),
      }
    case 'sender':
      return { cost: 0, fits: (row) => sentBy(source.sender(row)) }
    case 'topic':
      return { cost: 0, fits: (row) => about(source.topic(row)) }
    case 'payload':
      if (op === ':') return { cost: 1, fits: (row) => text.folded(row).includes(wanted) }
      return { cost: 1, fits: (row) => fieldFits(text.payload(row), term, wanted) }
    default:
      return { cost: 2, fits: makeFieldTest(field!, term, wanted, text) }
  }
}

function makeFieldTest(
  field: string,
  term: FilterTerm,
  wanted: string,
  text: RowText,
): (row: number) => boolean {
  // A payload that does not name the field cannot hold it: most are spared the parsing.
  const named = JSON.stringify(field.split('.').at(-1)!).slice(1, -1).toLowerCase()
  return (row) => {
    const payload = text.payload(row)
    if (!payload.includes(String.raw`\u`) && !payload.toLowerCase().includes(named)) return false
    return fieldFits(readPath(text.json(row), field), term, wanted)
  }
}

function fieldFits(found: unknown, { op, value }: FilterTerm, wanted: string): boolean {
  if (found === undefined) return false
  if (op === '*') return true
  if (op === ':') {
    if (typeof found === 'string') return fold(found).includes(wanted)
    if (typeof found === 'object' && found !== null) return fold(JSON.stringify(found)).includes(wanted)
    return String(found).toLowerCase() === wanted
  }
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
  if (typeof number !== 'number' || Number.isNaN(number)) return false
  const limit = Number(value)
  if (op === '>') return number > limit
  if (op === '>=') return number >= limit
  return op === '<' ? number < limit : number <= limit
}

/** Senders and topics are few and come again and again. */
function remember(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const answer = test(text)
    known.set(text, answer)
    return answer
  }
}

export const fold = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- plain ASCII, the common case, needs no normalising
  (/^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '')).toLowerCase()
