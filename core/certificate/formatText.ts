/** A certificate's document for a terminal: plain text, 100 columns wide where its tables let it. */
import type { Block, CertificateDocument } from './document.ts'

const WIDTH = 100
/** C0 and C1 controls, which a terminal would obey, and what turns the direction of writing. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

export function formatCertificateText({ title, subtitle, blocks }: CertificateDocument): string {
  const parts = blocks.map((block) => formatBlock(block).join('\n'))
  return `${clean(title)}\n${clean(subtitle)}\n\n${parts.join('\n\n')}\n`
}

const clean = (text: string): string => text.replaceAll(CONTROLS, '�')

function formatBlock(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [clean(block.text), '-'.repeat(block.text.length)]
    case 'paragraph':
      return wrap(clean(block.text), '')
    case 'facts':
      return pad(block.facts.map(([name, value]) => [clean(name), clean(value)]))
    case 'figures':
      return pad(block.figures.map(({ name, value, note }) => [clean(name), clean(value), clean(note)]))
    case 'table': {
      const rights = block.columns.map(({ right }) => right === true)
      const head = block.columns.map(({ name }) => name)
      return pad([head, ...block.rows.map((row) => row.map(clean))], rights)
    }
    case 'list':
      return block.items.flatMap((item) =>
        wrap(clean(item), '  ').map((line, at) => (at === 0 ? `- ${line.trimStart()}` : line)),
      )
    case 'code':
      return block.text.split('\n').map((line) => `  ${clean(line)}`)
  }
}

/** The last column is not padded. */
function pad(rows: readonly (readonly string[])[], rights: readonly boolean[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => (rights[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = indent
    }
    line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line]
}
