/**
 * A sheet of a study day as CSV (RFC 4180) the way spreadsheets save it: a BOM, CRLF, semicolons or tabs, headers in any
 * case and order. Columns `room`, `identity`, `name`, `date`; every other one is kept as the person's metadata. A bad line
 * becomes a problem with its number in the file and the rest goes on. Pure.
 */
import { parse, CsvError } from 'csv-parse/sync'
import { z } from 'zod'
import { PlainName } from '../model/api.ts'
import { captureError } from '../model/problems.ts'

export interface SheetLine {
  /** 1 is the header. */
  readonly line: number
  /** The room's own name: `<room>-<date>` where a date is given. */
  readonly roomName: string
  readonly room: string
  readonly date: string | undefined
  readonly identity: string
  readonly name: string
  readonly metadata: Readonly<Record<string, string>>
}
export interface SheetProblem {
  readonly line: number
  readonly message: string
}
export interface Sheet {
  readonly lines: readonly SheetLine[]
  readonly problems: readonly SheetProblem[]
}

const MOST_LINES = 10_000
const Line = z.object({ room: PlainName, identity: PlainName, date: z.iso.date().or(z.literal('')) })

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Throws UserError `sheet_unreadable` where it is no table with the columns room and identity. */
export function parseSheet(text: string): Sheet {
  const rows = readRows(text)
  const header = (rows[0]?.record ?? []).map((name) => name.trim().toLowerCase())
  const missing = ['room', 'identity'].filter((name) => !header.includes(name))
  if (missing.length > 0) {
    const found = header.filter(Boolean).join(', ') || 'nothing'
    throw captureError(
      'sheet_unreadable',
      `the first line has no column ${missing.join(' or ')}; found ${found}`,
    )
  }
  if (rows.length - 1 > MOST_LINES)
    throw captureError(
      'sheet_unreadable',
      `the sheet has ${rows.length - 1} lines, at most ${MOST_LINES} go at once`,
    )
  const problems: SheetProblem[] = []
  const lines: SheetLine[] = []
  const seen = new Map<string, number>()
  for (const { record, info } of rows.slice(1)) {
    if (record.every((cell) => cell.trim() === '')) continue
    const read = readLine(header, record, info.lines)
    if ('message' in read) {
      problems.push(read)
      continue
    }
    const person = `${read.roomName}/${read.identity}`
    const earlier = seen.get(person)
    if (earlier === undefined) {
      seen.set(person, read.line)
      lines.push(read)
    } else {
      const message = `${read.identity} is in room ${read.roomName} already, by line ${earlier}`
      problems.push({ line: read.line, message })
    }
  }
  return { lines, problems }
}

function readRows(text: string): Parsed[] {
  try {
    return parse(text, {
      bom: true,
      // Of one sheet, lines that were pasted in may end otherwise.
      record_delimiter: ['\r\n', '\n', '\r'],
      info: true,
      delimiter: findDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[]
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw captureError('sheet_unreadable', `the sheet is no CSV: ${cause.message}`, { cause })
  }
}

/** Excel separates by semicolons wherever the comma is the decimal point. */
function findDelimiter(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/))
  const count = (mark: string): number => first.split(mark).length - 1
  const [best] = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))
  return best!
}

function readLine(
  header: readonly string[],
  record: readonly string[],
  line: number,
): SheetLine | SheetProblem {
  if (record.length > header.length && record.slice(header.length).some((cell) => cell.trim() !== ''))
    return { line, message: `${record.length} cells, but ${header.length} columns` }
  const cells = new Map(header.map((name, at) => [name, (record[at] ?? '').trim()]))
  const cell = (name: string): string => cells.get(name) ?? ''
  const read = Line.safeParse({ room: cell('room'), identity: cell('identity'), date: cell('date') })
  if (!read.success) {
    const issue = read.error.issues[0]
    const column = String(issue?.path[0] ?? '')
    const why = column === 'date' ? 'a date is written 2026-11-22' : (issue?.message ?? 'invalid')
    return { line, message: `${column} "${cell(column)}": ${why}` }
  }
  const { room, identity, date } = read.data
  const roomName = date === '' ? room : `${room}-${date}`
  if (!PlainName.safeParse(roomName).success)
    return { line, message: `room "${roomName}" is longer than 100 characters with its date` }
  const known = new Set(['room', 'identity', 'name', 'date', ''])
  return {
    line,
    roomName,
    room,
    date: date || undefined,
    identity,
    name: (cell('name') || identity).slice(0, 200),
    metadata: Object.fromEntries([...cells].filter(([name, value]) => !known.has(name) && value !== '')),
  }
}
