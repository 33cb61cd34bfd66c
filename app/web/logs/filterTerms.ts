/**
 * The log's filter as text and as terms: `topic:answer ok:false n>3 note:* -leo "three eighths"`.
 * A term is a word, `field:value`, `field:*` (is there) or a comparison with a number; `-` before it excludes;
 * quotes keep words together, `\` inside them quotes itself. All terms must hold.
 */
export type FilterOp = ':' | '*' | '>' | '>=' | '<' | '<='

export interface FilterTerm {
  /** As it was typed; absent: anywhere. */
  readonly field: string | undefined
  readonly op: FilterOp
  /** Empty for `*`; a number's text for a comparison. */
  readonly value: string
  readonly negated: boolean
}

export interface ParsedFilter {
  readonly terms: readonly FilterTerm[]
  /** What is wrong with it, for the person who types; the terms without fault hold all the same. */
  readonly problem: string | undefined
}

const FIELD = /("(?:[^"\\]|\\.)+"|[\p{L}\p{N}_$@][\p{L}\p{N}_.$@/-]*)(:|[<>]=?)/uy
const QUOTED = /"((?:[^"\\]|\\.)*)("|$)/uy
const PLAIN = /\S*/uy
const NAME = /^[\p{L}\p{N}_$@][\p{L}\p{N}_.$@/-]*$/u

/** Reads what was typed; never throws. */
export function parseFilter(text: string): ParsedFilter {
  const terms: FilterTerm[] = []
  let problem: string | undefined
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1
    if (at >= text.length) return { terms, problem }
    const negated = text[at] === '-' && /\S/.test(text[at + 1] ?? '')
    if (negated) at += 1
    const [, name, op] = take(FIELD) ?? []
    const quoted = take(QUOTED)
    if (quoted && quoted[2] === '') problem ??= 'A quote is not closed.'
    const value = quoted ? unquote(quoted[1]!) : (take(PLAIN)?.[0] ?? '')
    const term = { field: name?.startsWith('"') ? unquote(name.slice(1, -1)) : name, value, negated }
    const wrong = checkTerm(term, op, quoted !== null)
    if (wrong === undefined) terms.push(asTerm(term, op, quoted !== null))
    else problem ??= wrong
  }
}

const unquote = (text: string): string => text.replaceAll(/\\(.)/gsu, '$1')

type RawTerm = Omit<FilterTerm, 'op'>

const asTerm = (term: RawTerm, op: string | undefined, isQuoted: boolean): FilterTerm =>
  op === ':' && term.value === '*' && !isQuoted
    ? { ...term, op: '*', value: '' }
    : { ...term, op: (op as FilterOp | undefined) ?? ':' }

function checkTerm({ field, value }: RawTerm, op: string | undefined, isQuoted: boolean): string | undefined {
  if (value === '' && !isQuoted && field !== undefined) return `${field}${op} wants a value, or * for any.`
  if (op === undefined || op === ':') return undefined
  if (value.trim() === '' || !Number.isFinite(Number(value)))
    return `${field}${op}${value}: ${op} compares numbers.`
  if (/^(sender|topic)$/i.test(field ?? '')) return `${field} is text: ${op} compares numbers.`
  return undefined
}

/** Writes terms so that `parseFilter` reads the same again. */
export const formatFilter = (terms: readonly FilterTerm[]): string => terms.map(formatTerm).join(' ')

export function formatTerm({ field, op, value, negated }: FilterTerm): string {
  const name = field === undefined || NAME.test(field) ? field : quote(field)
  const head = `${negated ? '-' : ''}${name ?? ''}`
  if (op === '*') return `${head}:*`
  return `${head}${field === undefined ? '' : op}${/^[\p{L}\p{N}_./]+$/u.test(value) ? value : quote(value)}`
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
