/** JavaScript ↔ DuckDB values: how parameters are bound, rows appended and cells read. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JSDuckDBValueConverter,
  LIST,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'

/** What a `?` or a column takes. A list is one parameter: `WHERE id IN (SELECT unnest(?))`. `undefined` is NULL. */
export type SqlScalar = string | number | bigint | boolean | Date | Uint8Array | null | undefined
export type SqlValue = SqlScalar | readonly (string | number | bigint)[]

/** Returns a parameter with the type it is bound as: whole numbers as BIGINT, so that an index or zone map serves. */
export function bindValue(value: SqlValue): { value: DuckDBValue; type: DuckDBType } {
  if (value === null || value === undefined) return { value: null, type: VARCHAR }
  if (Array.isArray(value)) return bindList(value)
  if (value instanceof Date) return { value: timestampFromDate(value), type: TIMESTAMPTZ }
  if (typeof value === 'bigint') return { value, type: BIGINT }
  if (typeof value === 'string') return { value, type: VARCHAR }
  if (typeof value === 'boolean') return { value, type: BOOLEAN }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE }
  }
  return { value: new DuckDBBlobValue(value as Uint8Array), type: BLOB }
}

function bindList(values: readonly (string | number | bigint)[]): { value: DuckDBValue; type: DuckDBType } {
  const first = values[0]
  if (typeof first === 'string' || first === undefined) {
    return { value: new DuckDBListValue(values), type: LIST(VARCHAR) }
  }
  if (values.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value))) {
    return { value: new DuckDBListValue(values.map((value) => BigInt(value))), type: LIST(BIGINT) }
  }
  return { value: new DuckDBListValue(values.map(Number)), type: LIST(DOUBLE) }
}

const timestampFromDate = (date: Date): DuckDBTimestampTZValue =>
  new DuckDBTimestampTZValue(BigInt(date.getTime()) * 1000n)

/** Converts a value to what a column of `type` stores; throws TypeError on a value the column cannot hold. */
export function columnValue(value: SqlValue, type: DuckDBType): DuckDBValue {
  if (value === null || value === undefined) return null
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
      if (typeof value === 'bigint') return value
      if (Number.isSafeInteger(value)) return BigInt(value as number)
      break
    case DuckDBTypeId.INTEGER:
      if (Number.isInteger(value)) return value as number
      if (typeof value === 'bigint') return Number(value)
      break
    case DuckDBTypeId.DOUBLE:
      if (typeof value === 'number') return value
      if (typeof value === 'bigint') return Number(value)
      break
    case DuckDBTypeId.BOOLEAN:
      if (typeof value === 'boolean') return value
      break
    case DuckDBTypeId.VARCHAR:
      if (typeof value === 'string') return value
      break
    case DuckDBTypeId.TIMESTAMP_TZ:
      if (value instanceof Date && !Number.isNaN(value.getTime())) return timestampFromDate(value)
      break
    default:
  }
  throw new TypeError(`${String(value)} (${typeof value}) does not fit a ${type.toString()} column`)
}

type CellReader = (value: DuckDBValue) => unknown

/** Returns how cells of one result column are read: see `Catalog.all` for the mapping. */
export function cellReader(name: string, type: DuckDBType): CellReader {
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return name.endsWith('_ns') ? (value) => value : (value) => numberIfSafe(value as bigint)
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => dateFromMicros((value as DuckDBTimestampTZValue).micros)
    case DuckDBTypeId.TIMESTAMP:
      return (value) => dateFromMicros((value as DuckDBTimestampValue).micros)
    case DuckDBTypeId.DECIMAL:
      return (value) => (value as DuckDBDecimalValue).toDouble()
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BOOLEAN:
      return (value) => value
    case DuckDBTypeId.LIST: {
      const readItem = cellReader(name, type.valueType)
      return (value) =>
        (value as DuckDBListValue).items.map((item) => (item === null ? null : readItem(item)))
    }
    default:
      return (value) => JSDuckDBValueConverter(value, type, JSDuckDBValueConverter)
  }
}

const numberIfSafe = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

const dateFromMicros = (us: bigint): Date => new Date(Number(us / 1000n - (us % 1000n < 0n ? 1n : 0n)))
