/** DuckDB's column types as Arrow's: exact where Arrow has one, text where it has none. */
import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api'
import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  List,
  Map_,
  Struct,
  TimeUnit,
  Timestamp,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  type DataType,
} from 'apache-arrow'

/** Returns the Arrow type of a DuckDB type. */
export function arrowType(type: DuckDBType): DataType {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return new List(new Field('item', arrowType(type.valueType), true))
    case DuckDBTypeId.STRUCT:
      return new Struct(
        type.entryNames.map((name, index) => new Field(name, arrowType(type.entryTypes[index]!), true)),
      )
    case DuckDBTypeId.MAP:
      return new Map_(new Field('entries', mapEntries(type.keyType, type.valueType), false))
    case DuckDBTypeId.DECIMAL:
      return new Decimal(type.scale, type.width, 128)
    default:
      return LEAF_TYPES[type.typeId]?.() ?? new Utf8()
  }
}

/** The struct a map's entries are. */
export const mapEntries = (key: DuckDBType, value: DuckDBType): Struct<{ key: DataType; value: DataType }> =>
  new Struct([new Field('key', arrowType(key), false), new Field('value', arrowType(value), true)])

const LEAF_TYPES: Readonly<Partial<Record<DuckDBTypeId, () => DataType>>> = {
  [DuckDBTypeId.BOOLEAN]: () => new Bool(),
  [DuckDBTypeId.TINYINT]: () => new Int8(),
  [DuckDBTypeId.SMALLINT]: () => new Int16(),
  [DuckDBTypeId.INTEGER]: () => new Int32(),
  [DuckDBTypeId.SQLNULL]: () => new Int32(),
  [DuckDBTypeId.BIGINT]: () => new Int64(),
  [DuckDBTypeId.UTINYINT]: () => new Uint8(),
  [DuckDBTypeId.USMALLINT]: () => new Uint16(),
  [DuckDBTypeId.UINTEGER]: () => new Uint32(),
  [DuckDBTypeId.UBIGINT]: () => new Uint64(),
  [DuckDBTypeId.HUGEINT]: () => new Decimal(0, 38, 128),
  [DuckDBTypeId.FLOAT]: () => new Float32(),
  [DuckDBTypeId.DOUBLE]: () => new Float64(),
  [DuckDBTypeId.DATE]: () => new DateDay(),
  [DuckDBTypeId.TIMESTAMP]: () => new Timestamp(TimeUnit.MICROSECOND),
  [DuckDBTypeId.TIMESTAMP_TZ]: () => new Timestamp(TimeUnit.MICROSECOND, 'UTC'),
  [DuckDBTypeId.TIMESTAMP_NS]: () => new Timestamp(TimeUnit.NANOSECOND),
  [DuckDBTypeId.TIMESTAMP_MS]: () => new Timestamp(TimeUnit.MILLISECOND),
  [DuckDBTypeId.TIMESTAMP_S]: () => new Timestamp(TimeUnit.SECOND),
  [DuckDBTypeId.BLOB]: () => new Binary(),
}
