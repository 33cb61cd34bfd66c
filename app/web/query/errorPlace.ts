/** Where DuckDB says a query is wrong: its `LINE n: …` with a caret under it. Pure. */
export interface ErrorPlace {
  /** The complaint without the drawing. */
  readonly message: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** Where in the query: the word there, or one character. */
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Undefined where the message says no place, or one the query does not have. */
export function findErrorPlace(message: string, sql: string): ErrorPlace | undefined {
  const found = /^([\s\S]*?)\s*\n+LINE (\d+): (.*)\n( *)\^/.exec(message)
  if (!found) return undefined
  const [, complaint = '', lineText = '', excerpt = '', indent = ''] = found
  const line = Number(lineText)
  const text = sql.split('\n')[line - 1]
  if (text === undefined) return undefined
  const under = indent.length - `LINE ${lineText}: `.length
  // A long line is shown in part, with dots where it was cut.
  const isCut = excerpt.startsWith('...')
  const shown = excerpt.replace(/^\.\.\./, '').replace(/\.\.\.$/, '')
  const at = isCut ? text.indexOf(shown) + under - 3 : under
  const column = Math.max(0, Math.min(at, text.length))
  const start =
    sql
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column
  const word = /^[\w$]+/.exec(sql.slice(start))?.[0].length ?? 1
  return {
    message: complaint.trim(),
    line,
    column: column + 1,
    from: start,
    to: Math.min(sql.length, start + word),
    text,
  }
}
