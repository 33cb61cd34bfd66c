/** What goes wrong with a person's query, as errors they can act on. */
import { UserError } from '../model/index.ts'

/** Returns DuckDB's complaint about someone's SQL as an error they can act on. */
export function explainQueryError(error: unknown): UserError {
  if (error instanceof UserError) return error
  const text = (error instanceof Error ? error.message : String(error)).replace(
    /^Failed to extract statements: /,
    '',
  )
  // DuckDB's parser says so of a text without a statement.
  if (text === 'Error in native callback')
    return new UserError('query_refused', 'refused: there is no statement', { hint: 'Write one SELECT.' })
  const hint = /Catalog Error: Table with name/.test(text)
    ? 'Tables for reading: session_overview, track_timeline, log_timeline. `show tables` lists all.'
    : undefined
  return new UserError('query_failed', text.trim(), { hint, cause: error })
}

export const tooManyRows = (maxRows: number): UserError =>
  new UserError('too_many_rows', `the result has more than ${maxRows} rows`, {
    hint: 'Narrow it with WHERE or LIMIT; a file that ends early would not say so.',
  })
