/** Tables of text for a terminal: columns aligned by what is seen, control characters made visible. */

const MAX_CELL = 80
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u
const segmenter = new Intl.Segmenter()

/** Formats a header, a rule and rows; `align` says `r` for a column that is flush right. Null is empty. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
  align: readonly ('l' | 'r')[] = [],
): string {
  const cells = [header, ...rows].map((row) => row.map(formatCell))
  const widths = header.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!, align[column] ?? 'l'))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  return `${lines.join('\n')}\n`
}

function formatCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = escapeControls(typeof value === 'object' ? JSON.stringify(value) : String(value))
  if (widthOf(text) <= MAX_CELL) return text
  return `${[...segmenter.segment(text)]
    .slice(0, MAX_CELL - 1)
    .map((part) => part.segment)
    .join('')}…`
}

/** Makes control characters visible: what a log or a file name holds must not steer the terminal. */
export function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, (found) => {
    if (found === '\n') return '⏎'
    if (found === '\t') return ' '
    return `\\x${found.codePointAt(0)!.toString(16).padStart(2, '0')}`
  })
}

function pad(text: string, width: number, align: 'l' | 'r'): string {
  const blank = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'r' ? blank + text : text + blank
}

function widthOf(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}
