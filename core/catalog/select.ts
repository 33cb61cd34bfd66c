/** SQL that people write, run with limits: rows for a page, or a whole file. */
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import { UserError } from '../model/index.ts'
import { formatArrow } from './arrowFile.ts'
import { jsonCell } from './jsonCell.ts'
import { writeParquet } from './parquetFile.ts'
import { explainQueryError, tooManyRows } from './queryErrors.ts'
import { uniqueNames, type ResultColumn } from './resultColumn.ts'
import { prepareSelect } from './sqlGuard.ts'
import { formatCsv, formatJsonRows } from './textFiles.ts'

export type FileFormat = 'arrow' | 'parquet' | 'csv' | 'json'

export interface SelectOptions {
  /** `select`: rows beyond are cut and `truncated` says so (default 1000). `selectTo`: more rows are an error. */
  readonly maxRows?: number
  /** Default 30 s. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** As `queryResultSchema` of core/protocol; cells are JSON-safe (see jsonCell.ts). */
export interface QueryResult {
  columns: { name: string; type: string }[]
  rows: unknown[][]
  truncated: boolean
  ms: number
}

const DEFAULT_ROWS = 1000
const DEFAULT_TIMEOUT_MS = 30_000
const REPEAT_INTERRUPT_MS = 20

export async function selectRows(
  connection: DuckDBConnection,
  sql: string,
  options: SelectOptions = {},
): Promise<QueryResult> {
  const startedMs = performance.now()
  const maxRows = options.maxRows ?? DEFAULT_ROWS
  return withinLimits(connection, sql, options, async (prepared) => {
    const { columns, rowCount } = await readColumns(await prepared.stream(), maxRows + 1)
    const kept = Math.min(rowCount, maxRows)
    return {
      columns: columns.map(({ name, type }) => ({ name, type: type.toString() })),
      rows: Array.from({ length: kept }, (_, row) =>
        columns.map(({ name, type, values }) => jsonCell(values[row]!, type, name)),
      ),
      truncated: rowCount > maxRows,
      ms: performance.now() - startedMs,
    }
  })
}

export async function selectInto(
  connection: DuckDBConnection,
  sql: string,
  format: FileFormat,
  options: SelectOptions & { cacheDir: string },
): Promise<Uint8Array> {
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY
  return withinLimits(connection, sql, options, async (prepared) => {
    if (format === 'parquet')
      return writeParquet(connection, { prepared, sql, maxRows, cacheDir: options.cacheDir })
    const { columns, rowCount } = await readColumns(await prepared.stream(), maxRows + 1)
    if (rowCount > maxRows) throw tooManyRows(maxRows)
    if (format === 'arrow') return formatArrow(columns, rowCount)
    return format === 'csv' ? formatCsv(columns, rowCount) : formatJsonRows(columns, rowCount)
  })
}

async function readColumns(
  result: DuckDBResult,
  atMost: number,
): Promise<{ columns: ResultColumn[]; rowCount: number }> {
  const names = uniqueNames(result.columnNames())
  const values: DuckDBValue[][] = names.map(() => [])
  let rowCount = 0
  while (rowCount < atMost) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (let column = 0; column < names.length; column++) {
      for (const value of chunk.getColumnValues(column)) values[column]!.push(value)
    }
    rowCount += chunk.rowCount
  }
  const columns = names.map((name, index) => ({
    name,
    type: result.columnType(index),
    values: values[index]!,
  }))
  return { columns, rowCount }
}

/** Runs `work` on the checked statement in a read-only transaction, interrupted at the time limit or by the signal. */
async function withinLimits<T>(
  connection: DuckDBConnection,
  sql: string,
  options: SelectOptions,
  work: (prepared: DuckDBPreparedStatement) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  signal?.throwIfAborted()
  let expired = false
  let repeating: NodeJS.Timeout | undefined
  // An interrupt between two steps of DuckDB is forgotten, so it is repeated until the work has ended.
  const interrupt = (): void => {
    connection.interrupt()
    repeating ??= setInterval(() => connection.interrupt(), REPEAT_INTERRUPT_MS)
  }
  const timer = setTimeout(() => {
    expired = true
    interrupt()
  }, timeoutMs)
  signal?.addEventListener('abort', interrupt, { once: true })
  let prepared: DuckDBPreparedStatement | undefined
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY')
    prepared = await prepareSelect(connection, sql)
    return await work(prepared)
  } catch (error) {
    signal?.throwIfAborted()
    if (expired) {
      throw new UserError('query_timeout', `the query took longer than ${timeoutMs / 1000} s`, {
        hint: 'Narrow it, for example to one session_id.',
        cause: error,
      })
    }
    throw explainQueryError(error)
  } finally {
    clearTimeout(timer)
    clearInterval(repeating)
    signal?.removeEventListener('abort', interrupt)
    prepared?.destroySync()
    await connection.run('ROLLBACK').catch(() => undefined)
  }
}
