/**
 * Result cells as JSON: nothing is rounded. Integers are numbers while a double holds them; beyond 2^53, and in
 * columns named `…_ns`, they are decimal text. Times are ISO 8601 with the digits they need, BLOB is base64, NaN and
 * infinity are null, LIST and STRUCT are arrays and objects, everything else is DuckDB's text.
 */
import {
  DuckDBTypeId,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBListValue,
  type DuckDBStructValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'

/** Returns the JSON value of one cell of the column `name`. */
export function jsonCell(value: DuckDBValue, type: DuckDBType, name = ''): unknown {
  if (value === null) return null
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return value
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return Number.isFinite(value) ? value : null
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return !name.endsWith('_ns') && Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case DuckDBTypeId.DECIMAL:
      return (value as DuckDBDecimalValue).toDouble()
    case DuckDBTypeId.TIMESTAMP_TZ:
      return isoFromMicros((value as DuckDBTimestampTZValue).micros, 'Z')
    case DuckDBTypeId.TIMESTAMP:
      return isoFromMicros((value as DuckDBTimestampValue).micros, '')
    case DuckDBTypeId.DATE:
      return (value as DuckDBDateValue).toString()
    case DuckDBTypeId.BLOB:
      return Buffer.from((value as DuckDBBlobValue).bytes).toString('base64')
    case DuckDBTypeId.LIST:
      return (value as DuckDBListValue).items.map((item) => jsonCell(item, type.valueType, name))
    case DuckDBTypeId.STRUCT: {
      const { entries } = value as DuckDBStructValue
      const cells = type.entryNames.map((entry, index) => [
        entry,
        jsonCell(entries[entry] ?? null, type.entryTypes[index]!, entry),
      ])
      return Object.fromEntries(cells)
    }
    default:
      return String(value)
  }
}

// Beyond these JavaScript has no Date; DuckDB's ±infinity lie there too.
const LAST_US = 8_640_000_000_000_000_000n

/** Formats µs since 1970 as ISO 8601: three digits of a second, six where they are needed. */
export function isoFromMicros(us: bigint, zone: 'Z' | ''): string {
  if (us > LAST_US) return 'infinity'
  if (us < -LAST_US) return '-infinity'
  const micros = ((us % 1000n) + 1000n) % 1000n
  const iso = new Date(Number((us - micros) / 1000n)).toISOString().slice(0, -1)
  return iso + (micros === 0n ? '' : String(micros).padStart(3, '0')) + zone
}
