/** Query results as text: CSV (RFC 4180, UTF-8, CRLF) and a JSON array of objects. */
import { jsonCell } from './jsonCell.ts'
import type { ResultColumn } from './resultColumn.ts'

/** Formats a header and one line a row; NULL is empty, an empty text is `""`, lists and structs are JSON. */
export function formatCsv(columns: readonly ResultColumn[], rowCount: number): Uint8Array {
  const lines = [columns.map(({ name }) => quoteCsv(name)).join(',')]
  for (let row = 0; row < rowCount; row++) {
    lines.push(columns.map(({ name, type, values }) => csvCell(jsonCell(values[row]!, type, name))).join(','))
  }
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`)
}

function csvCell(value: unknown): string {
  if (value === null) return ''
  if (value === '') return '""'
  return quoteCsv(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

const quoteCsv = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Formats one array with one object a row, a row a line. */
export function formatJsonRows(columns: readonly ResultColumn[], rowCount: number): Uint8Array {
  const rows = Array.from({ length: rowCount }, (_, row) =>
    JSON.stringify(
      Object.fromEntries(columns.map(({ name, type, values }) => [name, jsonCell(values[row]!, type, name)])),
    ),
  )
  return new TextEncoder().encode(rows.length === 0 ? '[]\n' : `[\n${rows.join(',\n')}\n]\n`)
}
