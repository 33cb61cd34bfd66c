/** Rows of a result that are moments of a session: where they lead. Pure. */
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import { formatSeconds } from '../workbench/urlState.ts'

/** Makes the link of a row, or undefined where the result names no session. */
export function linkRows(columns: QueryResult['columns']): (row: readonly unknown[]) => string | undefined {
  const at = (...names: string[]): number => columns.findIndex((column) => names.includes(column.name))
  const session = at('session_id')
  const time = at('t_s', 'start_s', 'first_s')
  const end = at('end_s')
  return (row) => {
    const id = row[session]
    if (typeof id !== 'string' || id === '') return undefined
    const [start, stop] = [row[time], row[end]]
    const query = new URLSearchParams()
    if (typeof start === 'number') query.set('t', formatSeconds(start * 1e6))
    if (typeof start === 'number' && typeof stop === 'number' && stop > start) {
      query.set('in', formatSeconds(start * 1e6))
      query.set('out', formatSeconds(stop * 1e6))
    }
    const text = query.toString()
    return `/s/${encodeURIComponent(id)}${text && `?${text}`}`
  }
}

/** A cell as text; numbers as they are, objects as JSON, nothing as NULL. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
