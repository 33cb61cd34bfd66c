/** SQL that people write: one SELECT, read-only, no files, with limits. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { UserError } from '../model/index.ts'

export type FileFormat = 'arrow' | 'parquet' | 'csv' | 'json'

export interface SelectOptions {
  readonly maxRows?: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** As `queryResultSchema` of core/protocol: values are JSON-safe (bigint beyond 2^53 and `…_ns` as text, times ISO). */
export interface QueryResult {
  readonly columns: { name: string; type: string }[]
  readonly rows: unknown[][]
  readonly truncated: boolean
  readonly ms: number
}

export async function selectRows(connection: DuckDBConnection, sql: string, options: SelectOptions = {}): Promise<QueryResult> {
  void options
  const started = performance.now()
  const reader = await connection.runAndReadAll(sql)
  return {
    columns: reader.columnNames().map((name, index) => ({ name, type: reader.columnType(index).toString() })),
    rows: reader.getRowsJson(),
    truncated: false,
    ms: performance.now() - started,
  }
}

export function selectInto(
  _connection: DuckDBConnection,
  _sql: string,
  format: FileFormat,
  _options: SelectOptions & { cacheDir: string },
): Promise<Uint8Array> {
  throw new UserError('format_unknown', `cannot write ${format}`)
}
