/**
 * Parquet that every reader takes (polars, PySpark, pandas, pyarrow, DuckDB): BIGINT, DOUBLE, VARCHAR, BOOLEAN, DATE,
 * TIMESTAMP(TZ) in µs, DECIMAL, BLOB, LIST, STRUCT, MAP. Other types are cast: HUGEINT and UBIGINT, which DuckDB
 * writes as doubles or readers refuse, become DECIMAL(38,0); UUID, TIME, INTERVAL, ENUM and the rest become text.
 */
import {
  DuckDBTypeId,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
} from '@duckdb/node-api'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteName, quoteText } from './instance.ts'
import { tooManyRows } from './queryErrors.ts'
import { uniqueNames } from './resultColumn.ts'

/** Writes an admitted SELECT to a file in the cache folder, reads it, and removes it. */
export async function writeParquet(
  connection: DuckDBConnection,
  options: { prepared: DuckDBPreparedStatement; sql: string; maxRows: number; cacheDir: string },
): Promise<Uint8Array> {
  const { sql, maxRows } = options
  // `query()` parses the text by itself: nothing in it can end the COPY around it.
  const source = `query(${quoteText(sql)})`
  const folder = join(options.cacheDir, 'queries')
  const path = join(folder, `${randomBytes(8).toString('hex')}.parquet`)
  await mkdir(folder, { recursive: true })
  try {
    const limit = Number.isFinite(maxRows) ? ` LIMIT ${maxRows + 1}` : ''
    const result = await connection.run(
      `COPY (${portableSelect(options.prepared, source)}${limit}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    if (result.rowsChanged > maxRows) throw tooManyRows(maxRows)
    return await readFile(path)
  } finally {
    await rm(path, { force: true })
  }
}

function portableSelect(prepared: DuckDBPreparedStatement, source: string): string {
  const names = uniqueNames(
    Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index)),
  )
  const columns = names.map(
    (name, index) => `CAST(c${index} AS ${portableType(prepared.columnType(index))}) AS ${quoteName(name)}`,
  )
  const aliases = columns.map((_, index) => `c${index}`)
  return `SELECT ${columns.join(', ')} FROM ${source} AS t(${aliases.join(', ')})`
}

/** Returns the SQL type a column is written as. */
export function portableType(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.BLOB:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return DuckDBTypeId[type.typeId] === 'TIMESTAMP_TZ' ? 'TIMESTAMPTZ' : DuckDBTypeId[type.typeId]
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.SQLNULL:
      return 'INTEGER'
    case DuckDBTypeId.UINTEGER:
      return 'BIGINT'
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return 'DECIMAL(38, 0)'
    case DuckDBTypeId.DECIMAL:
      return `DECIMAL(${type.width}, ${type.scale})`
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return 'TIMESTAMP'
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `${portableType(type.valueType)}[]`
    case DuckDBTypeId.STRUCT: {
      const entries = type.entryNames.map(
        (name, index) => `${quoteName(name)} ${portableType(type.entryTypes[index]!)}`,
      )
      return `STRUCT(${entries.join(', ')})`
    }
    case DuckDBTypeId.MAP:
      return `MAP(${portableType(type.keyType)}, ${portableType(type.valueType)})`
    default:
      return 'VARCHAR'
  }
}
