/** Rows of the log as text to take away: tab-separated with a heading, or one JSON object a line. */
import { formatTime } from '../../../core/time/format.ts'
import { formatValue, parseJson, readPath } from './jsonField.ts'
import type { LogColumns } from './logColumns.ts'
import { letPageDraw } from './slices.ts'

export type CopyForm = 'tsv' | 'jsonl'

interface CopyOptions {
  readonly form: CopyForm
  readonly fields: readonly string[]
  readonly nameOf: (sender: string) => string
}

/** What a clipboard takes without trouble. */
export const MOST_COPIED = 100_000

/** The text of the given rows. */
export async function copyRows(
  log: LogColumns,
  rows: Iterable<number>,
  options: CopyOptions,
): Promise<string> {
  const lines = options.form === 'tsv' ? [heading(options.fields)] : []
  for (const row of rows) {
    lines.push(options.form === 'tsv' ? asTsv(log, row, options) : asJsonLine(log, row, options))
    if (lines.length % 2000 === 0) await letPageDraw()
  }
  return `${lines.join('\n')}\n`
}

const heading = (fields: readonly string[]): string =>
  [
    'session_time',
    'received_utc',
    'sent_utc',
    'received_minus_sent_ms',
    'sender',
    'name',
    'topic',
    ...fields,
    'payload',
  ]
    .map(cell)
    .join('\t')

function asTsv(log: LogColumns, row: number, { fields, nameOf }: CopyOptions): string {
  const [received, sent, payload] = [log.recvNs(row), log.senderNs(row), log.payload(row)]
  const json = fields.length > 0 ? parseJson(payload) : undefined
  return [
    formatTime(log.tUs[row]!, 6),
    formatNs(received),
    sent === undefined ? '' : formatNs(sent),
    sent === undefined ? '' : String(Number(received - sent) / 1e6),
    log.sender(row),
    nameOf(log.sender(row)),
    log.topic(row),
    ...fields.map((field) => formatValue(readPath(json, field))),
    payload,
  ]
    .map(cell)
    .join('\t')
}

function asJsonLine(log: LogColumns, row: number, { nameOf }: CopyOptions): string {
  const [sent, payload] = [log.senderNs(row), log.payload(row)]
  return JSON.stringify({
    sessionUs: log.tUs[row],
    receivedNs: String(log.recvNs(row)),
    sentNs: sent === undefined ? null : String(sent),
    sender: log.sender(row),
    name: nameOf(log.sender(row)),
    topic: log.topic(row),
    payload: parseJson(payload) ?? payload,
  })
}

/** As spreadsheets read it: quoted only where it must be. */
const cell = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Wall time in ns as ISO 8601 in UTC, to the nanosecond. */
export function formatNs(ns: bigint): string {
  const ms = ns / 1_000_000n
  const rest = String(ns % 1_000_000n).padStart(6, '0')
  return `${new Date(Number(ms)).toISOString().slice(0, 23)}${rest}Z`
}
