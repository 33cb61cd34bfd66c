/**
 * The log's filter: `topic:answer ok:false -leo "three eighths"`. Words are looked for in sender, topic and payload;
 * `field:value` in that column, or in that field of a JSON payload (`a.b` reaches inside); `-` before either excludes.
 * All terms must hold. Case and accents do not count. A filter never fails: what has no meaning is a word.
 */
export interface FilterTerm {
  /** Lower case; absent: anywhere. */
  readonly field: string | undefined
  readonly value: string
  readonly negated: boolean
}

/** What a filter reads of a log; payloads are text, asked for only where a term needs them. */
export interface FilterSource {
  readonly length: number
  sender(row: number): string
  topic(row: number): string
  payload(row: number): string
}

const TERM = /(-?)(?:([\p{L}\p{N}_.$-]+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/gu

export function parseFilter(text: string): FilterTerm[] {
  return [...text.matchAll(TERM)].map(([, minus, field, quoted, word]) => ({
    field: field?.toLowerCase(),
    value: quoted === undefined ? word! : quoted.replaceAll(/\\(.)/g, '$1'),
    negated: minus === '-',
  }))
}

/** Writes terms so that `parseFilter` reads the same again. */
export const formatFilter = (terms: readonly FilterTerm[]): string => terms.map(formatTerm).join(' ')

export function formatTerm({ field, value, negated }: FilterTerm): string {
  const plain = /^[\p{L}\p{N}_./]+$/u.test(value)
  const text = plain ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  return `${negated ? '-' : ''}${field === undefined ? '' : `${field}:`}${text}`
}

/** The rows, ascending, that fit all terms. Without terms: undefined, meaning every row. */
export function filterRows(source: FilterSource, terms: readonly FilterTerm[]): Uint32Array | undefined {
  if (terms.length === 0) return undefined
  const tests = terms.map(makeTest).toSorted((a, b) => a.cost - b.cost)
  const rows = new Uint32Array(source.length)
  let count = 0
  for (let row = 0; row < source.length; row++) {
    if (tests.every((test) => test.fits(source, row))) rows[count++] = row
  }
  return rows.slice(0, count)
}

interface RowTest {
  /** Columns first, then text, then fields of JSON: the cheap ones spare the dear ones. */
  readonly cost: number
  readonly fits: (source: FilterSource, row: number) => boolean
}

function makeTest({ field, value, negated }: FilterTerm): RowTest {
  const wanted = fold(value)
  const has = remember((text) => fold(text).includes(wanted))
  if (field === 'sender' || field === 'topic')
    return { cost: 0, fits: (source, row) => has(source[field](row)) !== negated }
  if (field === undefined)
    return {
      cost: 1,
      fits: (source, row) =>
        (has(source.sender(row)) || has(source.topic(row)) || fold(source.payload(row)).includes(wanted)) !==
        negated,
    }
  return { cost: 2, fits: (source, row) => fieldFits(source.payload(row), field, wanted) !== negated }
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

function fieldFits(payload: string, field: string, wanted: string): boolean {
  const value = readField(payload, field)
  if (value === undefined) return false
  if (typeof value === 'string') return fold(value).includes(wanted)
  if (typeof value === 'object' && value !== null) return fold(JSON.stringify(value)).includes(wanted)
  return String(value).toLowerCase() === wanted
}

/** A field of a JSON payload by its dotted name, whatever its case; undefined where there is none. */
export function readField(payload: string, field: string): unknown {
  if (!payload.startsWith('{') && !payload.startsWith('[')) return undefined
  let value: unknown = parseJson(payload)
  for (const part of field.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([name]) => name.toLowerCase() === part)?.[1]
  }
  return value
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fold = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- plain ASCII, the common case, needs no normalising
  (/^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '')).toLowerCase()
