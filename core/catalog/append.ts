/** Bulk insert by column name through DuckDB's appender, a chunk at a time. */
import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api'
import { columnValue, type SqlValue } from './values.ts'

const CHUNK_ROWS = 2048

/** Reads the column names of a table in order; throws where there is no such table. */
export async function readColumns(connection: DuckDBConnection, table: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(
    'SELECT column_name FROM duckdb_columns() WHERE table_name = $1 AND NOT internal ORDER BY column_index',
    [table],
  )
  const names = reader.getRows().map((row) => String(row[0]))
  if (names.length === 0) throw new Error(`append: there is no table ${table}`)
  return names
}

/**
 * Appends rows inside the connection's transaction; a column a row does not name is NULL. Throws on a column the
 * table does not have or a value it cannot hold, and then nothing of this call may be committed.
 */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  if (rows.length === 0) return
  const known = new Set(columns)
  const appender = await connection.createAppender(table)
  try {
    const types = columns.map((_, index) => appender.columnType(index))
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      appender.appendDataChunk(
        fillChunk({ table, columns, known, types, rows: rows.slice(start, start + CHUNK_ROWS) }),
      )
    }
    appender.flushSync()
  } catch (error) {
    appender.clear()
    throw error
  } finally {
    appender.closeSync()
  }
}

function fillChunk(options: {
  table: string
  columns: readonly string[]
  known: ReadonlySet<string>
  types: readonly DuckDBType[]
  rows: readonly Readonly<Record<string, SqlValue>>[]
}): DuckDBDataChunk {
  const { table, columns, known, types, rows } = options
  for (const row of rows) {
    for (const name in row) if (!known.has(name)) throw new Error(`append: ${table} has no column ${name}`)
  }
  const chunk = DuckDBDataChunk.create(types, rows.length)
  for (const [index, name] of columns.entries()) {
    const type = types[index]!
    try {
      chunk.setColumnValues(
        index,
        rows.map((row) => columnValue(row[name], type)),
      )
    } catch (error) {
      throw new TypeError(`append: ${table}.${name}: ${(error as Error).message}`, { cause: error })
    }
  }
  return chunk
}
