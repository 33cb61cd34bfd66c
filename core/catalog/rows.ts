/** Runs one statement and reads its rows as plain objects. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { bindValue, cellReader, type SqlValue } from './values.ts'

/** See `Catalog.all` for the values of a row. */
export async function readRows<Result>(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly SqlValue[] = [],
): Promise<Result[]> {
  const bound = parameters.map(bindValue)
  const result =
    bound.length === 0
      ? await connection.run(sql)
      : await connection.run(
          sql,
          bound.map((parameter) => parameter.value),
          bound.map((parameter) => parameter.type),
        )
  const names = result.deduplicatedColumnNames()
  const readers = names.map((name, index) => cellReader(name, result.columnType(index)))
  const rows: Record<string, unknown>[] = []
  for (const chunk of await result.fetchAllChunks()) {
    const columns = chunk.getColumns()
    for (let row = 0; row < chunk.rowCount; row++) {
      const object: Record<string, unknown> = {}
      for (let column = 0; column < names.length; column++) {
        const value = columns[column]![row]!
        object[names[column]!] = value === null ? null : readers[column]!(value)
      }
      rows.push(object)
    }
  }
  return rows as Result[]
}
