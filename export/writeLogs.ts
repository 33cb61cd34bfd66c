/**
 * The logs of the span, one JSONL and one CSV (RFC 4180) a stream. Raw fields as they were found; three columns are
 * added: t_rel_s since the segment's start, t_session_s since the session's epoch, t_utc. Nanoseconds are text in
 * JSON, since a JSON number would round them.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Catalog } from '../core/catalog/catalog.ts'
import { slug } from './names.ts'
import { LOG_SPAN_SQL } from './readSegment.ts'

export interface WrittenLog {
  readonly files: readonly string[]
  readonly sourceId: string
  readonly objectKey: string
  readonly rows: number
}

interface LogRow {
  source_id: string
  object_key: string
  line_number: number
  recv_ns: bigint
  sender_ns: bigint | null
  sender: string | null
  topic: string | null
  kind: string | null
  payload: string | null
  payload_b64: string | null
}

const COLUMNS = ['recv_ns', 'sender_ns', 'sender', 'topic', 'kind', 'payload', 'payload_b64'] as const

/** Writes below `folder/logs`; a stream with no row in the span gives no file. */
export async function writeLogs(
  catalog: Catalog,
  options: { folder: string; sessionId: string; epochUs: number; fromUs: number; toUs: number },
): Promise<WrittenLog[]> {
  const { folder, sessionId, epochUs, fromUs, toUs } = options
  const rows = await catalog.all<LogRow>(
    `SELECT e.source_id, e.object_key, e.line_number, e.recv_ns, e.sender_ns, coalesce(e.sender, l.identity) AS sender,
       coalesce(e.topic, l.topic) AS topic, e.kind, e.payload, e.payload_b64
     ${LOG_SPAN_SQL} ORDER BY e.source_id, e.object_key, e.recv_ns, e.line_number`,
    [sessionId, epochUs + fromUs, epochUs + toUs],
  )
  const streams = Map.groupBy(rows, (row) => `${row.source_id}\0${row.object_key}`)
  const written: WrittenLog[] = []
  const used = new Set<string>()
  for (const own of streams.values()) {
    const { source_id: sourceId, object_key: objectKey } = own[0]!
    const name = nameStream(objectKey, used)
    await mkdir(path.join(folder, 'logs'), { recursive: true })
    const timed = own.map((row) => ({ row, times: timesOf(row.recv_ns, epochUs, fromUs) }))
    const files = [`logs/${name}.jsonl`, `logs/${name}.csv`]
    await writeFile(path.join(folder, files[0]!), timed.map(formatJson).join(''))
    await writeFile(path.join(folder, files[1]!), formatCsv(timed))
    written.push({ files, sourceId, objectKey, rows: own.length })
  }
  return written
}

interface Times {
  readonly t_rel_s: number
  readonly t_session_s: number
  readonly t_utc: string
}

type TimedRow = { row: LogRow; times: Times }

function timesOf(recvNs: bigint, epochUs: number, fromUs: number): Times {
  const sessionNs = recvNs - BigInt(epochUs) * 1000n
  const seconds = new Date(Number(recvNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return {
    t_rel_s: Number(sessionNs - BigInt(fromUs) * 1000n) / 1e9,
    t_session_s: Number(sessionNs) / 1e9,
    t_utc: `${seconds}.${String(recvNs % 1_000_000_000n).padStart(9, '0')}Z`,
  }
}

const textOf = (value: bigint | string | null): string | null =>
  typeof value === 'bigint' ? String(value) : value

const formatJson = ({ row, times }: TimedRow): string =>
  `${JSON.stringify({ ...times, ...Object.fromEntries(COLUMNS.map((name) => [name, textOf(row[name])])) })}\n`

function formatCsv(rows: readonly TimedRow[]): string {
  const head = ['t_rel_s', 't_session_s', 't_utc', ...COLUMNS].join(',')
  const lines = rows.map(({ row, times }) =>
    [
      String(times.t_rel_s),
      String(times.t_session_s),
      times.t_utc,
      ...COLUMNS.map((name) => textOf(row[name]) ?? ''),
    ]
      .map(quote)
      .join(','),
  )
  return `${[head, ...lines].join('\r\n')}\r\n`
}

const quote = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)

function nameStream(objectKey: string, used: Set<string>): string {
  const base = slug(path.posix.basename(objectKey).replace(/\.(jsonl?|ndjson|csv|txt)$/i, ''))
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`
    if (used.has(name.toLowerCase())) continue
    used.add(name.toLowerCase())
    return name
  }
}
