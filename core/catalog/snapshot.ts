/** Several reads of one state of the catalog, in columns where there are many rows. */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { readRows } from './rows.ts'
import { bindValue, type SqlValue } from './values.ts'

/** Not to be used after its work has ended. */
export interface Snapshot {
  all<Result = Record<string, unknown>>(sql: string, parameters?: readonly SqlValue[]): Promise<Result[]>
  /** The whole result in DuckDB's own chunks of columns, at most 2048 rows each. */
  chunks(sql: string, parameters?: readonly SqlValue[]): Promise<DuckDBDataChunk[]>
}

/** Runs `work` in a read-only transaction: whatever is written meanwhile, it sees one state. */
export async function readSnapshot<T>(
  connection: DuckDBConnection,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN TRANSACTION READ ONLY')
  try {
    return await work({
      all: (sql, parameters) => readRows(connection, sql, parameters),
      async chunks(sql, parameters = []) {
        const bound = parameters.map(bindValue)
        const result = await connection.run(
          sql,
          bound.map(({ value }) => value),
          bound.map(({ type }) => type),
        )
        return result.fetchAllChunks()
      },
    })
  } finally {
    await connection.run('ROLLBACK').catch(() => undefined)
  }
}
