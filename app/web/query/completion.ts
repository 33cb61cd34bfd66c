/** What may stand at the caret of a query: tables after FROM, columns of the tables in it, functions, keywords. Pure. */
import type { SchemaTable } from './schema.ts'

export interface Suggestion {
  readonly text: string
  readonly kind: 'view' | 'table' | 'column' | 'function' | 'keyword'
  /** Its type, or where it is from. */
  readonly detail: string
  readonly about: string
}

export interface Completion {
  /** The part of the text a suggestion takes the place of. */
  readonly from: number
  readonly to: number
  readonly suggestions: readonly Suggestion[]
}

const MOST = 40
const KEYWORDS =
  'SELECT FROM WHERE GROUP BY|ORDER BY|HAVING LIMIT JOIN LEFT JOIN|USING ON AND OR NOT IN IS NULL|LIKE ILIKE BETWEEN CASE WHEN THEN ELSE END AS DESC ASC DISTINCT WITH UNION ALL|OVER PARTITION BY|QUALIFY GROUP BY ALL'
const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['count', 'how many rows'],
  ['sum', 'the sum'],
  ['avg', 'the mean'],
  ['min', 'the least'],
  ['max', 'the greatest'],
  ['median', 'the middle value'],
  ['quantile_cont', 'a quantile: quantile_cont(x, 0.95)'],
  ['round', 'round(x, digits)'],
  ['abs', 'without its sign'],
  ['coalesce', 'the first that is not NULL'],
  ['any_value', 'any one of the group'],
  ['arg_max', 'arg_max(what, of): what stands beside the greatest'],
  ['list', 'all values as a list'],
  ['string_agg', 'string_agg(text, separator)'],
  ['json_extract_string', "json_extract_string(payload, '$.field')"],
  ['try_cast', 'try_cast(x AS DOUBLE): NULL where it is none'],
  ['lag', 'the row before: lag(x) OVER (ORDER BY t_s)'],
  ['lead', 'the row after: lead(x) OVER (ORDER BY t_s)'],
  ['row_number', 'row_number() OVER (…)'],
  ['date_trunc', "date_trunc('day', time)"],
  ['epoch_us', 'a time as µs since 1970'],
]

const keywords = KEYWORDS.split('|').flatMap((phrase) =>
  /BY|ALL|NULL|JOIN/.test(phrase) && phrase.split(' ').length > 1 ? splitPhrase(phrase) : phrase.split(' '),
)

/** All but the last two words alone, and those two as one. */
function splitPhrase(phrase: string): string[] {
  const words = phrase.split(' ')
  return [...words.slice(0, -2), words.slice(-2).join(' ')]
}

/** Suggests what fits the word before the caret; undefined where nothing does, and in a text or a comment. */
export function complete(
  sql: string,
  caret: number,
  schema: readonly SchemaTable[],
  /** Also where no word was begun. */
  asked = false,
): Completion | undefined {
  const before = sql.slice(0, caret)
  if (isInText(before)) return undefined
  const word = /[A-Za-z_][\w$]*$/.exec(before)?.[0] ?? ''
  const from = caret - word.length
  const owner = /([A-Za-z_]\w*)\.$/.exec(before.slice(0, from))?.[1]
  if (word === '' && owner === undefined && !asked) return undefined
  const used = findTables(sql, schema)
  const found =
    owner !== undefined
      ? columnsOf(resolve(owner, used, schema))
      : isTablePlace(before.slice(0, from))
        ? schema.map(asTable)
        : [...columnsOf(used.map(({ table }) => table)), ...others(schema, used)]
  const suggestions = rank(found, word)
  const isWritten = suggestions.length === 1 && suggestions[0]!.text.toLowerCase() === word.toLowerCase()
  if (suggestions.length === 0 || isWritten) return undefined
  return { from, to: caret, suggestions: suggestions.slice(0, MOST) }
}

/** Takes a suggestion: the new text, and where the caret then stands. */
export function applySuggestion(
  sql: string,
  { from, to }: Completion,
  { text, kind }: Suggestion,
): { sql: string; caret: number } {
  const put = kind === 'function' && sql[to] !== '(' ? `${text}()` : text
  const caret = from + put.length - (put.endsWith('()') ? 1 : 0)
  return { sql: sql.slice(0, from) + put + sql.slice(to), caret }
}

const asTable = ({ name, isView, columns, about }: SchemaTable): Suggestion => ({
  text: name,
  kind: isView ? 'view' : 'table',
  detail: `${columns.length} columns`,
  about,
})

function columnsOf(tables: readonly SchemaTable[]): Suggestion[] {
  const seen = new Set<string>()
  return tables.flatMap((table) =>
    table.columns
      .filter(({ name }) => !seen.has(name) && seen.add(name))
      .map(({ name, type, about }) => ({ text: name, kind: 'column' as const, detail: type, about })),
  )
}

const others = (schema: readonly SchemaTable[], used: readonly UsedTable[]): Suggestion[] => [
  ...FUNCTIONS.map(([text, about]) => ({ text, kind: 'function' as const, detail: 'function', about })),
  ...keywords.map((text) => ({ text, kind: 'keyword' as const, detail: '', about: '' })),
  ...(used.length === 0 ? columnsOf(schema.filter(({ isView }) => isView)) : []),
  ...schema.map(asTable),
]

/** Those that begin with the word, then those that hold it; each in the order given. */
function rank(found: readonly Suggestion[], word: string): Suggestion[] {
  const wanted = word.toLowerCase()
  const seen = new Set<string>()
  const unique = found.filter(({ text }) => !seen.has(text) && seen.add(text))
  const begins = unique.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  if (wanted.length < 3) return begins
  return [
    ...begins,
    ...unique.filter((one) => !begins.includes(one) && one.text.toLowerCase().includes(wanted)),
  ]
}

interface UsedTable {
  readonly table: SchemaTable
  readonly alias: string
}

/** The tables a query names after FROM and JOIN, with what it calls them. */
function findTables(sql: string, schema: readonly SchemaTable[]): UsedTable[] {
  const used: UsedTable[] = []
  for (const [, list = ''] of sql.matchAll(
    /\b(?:from|join)\s+([^()]*?)(?=\b(?:where|group|order|on|using|join|left|limit|having|qualify|union)\b|[()]|$)/gi,
  )) {
    for (const part of list.split(',')) {
      const [name = '', ...rest] = part.trim().split(/\s+/)
      const table = schema.find((one) => one.name === name.toLowerCase())
      if (table) used.push({ table, alias: rest.findLast((one) => !/^as$/i.test(one)) ?? name })
    }
  }
  return used
}

const resolve = (
  owner: string,
  used: readonly UsedTable[],
  schema: readonly SchemaTable[],
): SchemaTable[] => {
  const named = used.find(({ alias }) => alias.toLowerCase() === owner.toLowerCase())
  const table = named?.table ?? schema.find(({ name }) => name === owner.toLowerCase())
  return table ? [table] : []
}

/** Whether a table is expected: after FROM or JOIN, and after a comma in their list. */
const isTablePlace = (before: string): boolean =>
  /\b(?:from|join)\s+(?:\w+(?:\s+(?:as\s+)?\w+)?\s*,\s*)*$/i.test(before)

/** Whether the end of a text lies in '…', "…" or a comment. */
function isInText(before: string): boolean {
  let open: string | undefined
  for (let at = 0; at < before.length; at++) {
    const here = before[at]!
    const two = before.slice(at, at + 2)
    if (open === undefined) {
      if (here === "'" || here === '"') open = here
      else if (two === '--') open = '\n'
      else if (two === '/*') open = '*/'
    } else if (open === '*/' ? two === '*/' : here === open) open = undefined
  }
  return open !== undefined
}
