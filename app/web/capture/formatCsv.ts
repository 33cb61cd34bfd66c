/** Rows as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export const formatCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  [...rows.map((row) => row.map(formatField).join(',')), ''].join('\r\n')

function formatField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
