/**
 * Query results as an Arrow IPC file (not a stream) with exact types: DuckDB's column types decide, never the values.
 * Columns become typed arrays and `makeData`; apache-arrow's own guessing (`vectorFromArray`) gives other types.
 * HUGEINT and UBIGINT keep every digit (Decimal128 and Uint64); types without an Arrow form here become text.
 */
import {
  DuckDBTypeId,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBListValue,
  type DuckDBMapValue,
  type DuckDBStructValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import {
  Binary,
  Bool,
  Decimal,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  type Data,
  type Int32,
  type List,
  type Map_,
} from 'apache-arrow'
import { arrowType, mapEntries } from './arrowTypes.ts'
import type { ResultColumn } from './resultColumn.ts'

type Values = readonly (DuckDBValue | undefined)[]

const BATCH_ROWS = 65_536

/** Formats columns as an Arrow IPC file of record batches of at most 65,536 rows. */
export function formatArrow(columns: readonly ResultColumn[], rowCount: number): Uint8Array {
  const fields = columns.map(({ name, type }) => new Field(name, arrowType(type), true))
  const schema = new Schema(fields)
  const batches: RecordBatch[] = []
  for (let start = 0; start < rowCount || batches.length === 0; start += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rowCount - start)
    const children = columns.map(({ type, values }) => buildData(type, values.slice(start, start + length)))
    batches.push(
      new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children })),
    )
  }
  return tableToIPC(new Table(schema, batches), 'file')
}

function buildData(type: DuckDBType, values: Values): Data {
  const base = { length: values.length, ...buildValidity(values) }
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const lists = values.map((value) => (value == null ? [] : (value as DuckDBListValue).items))
      const child = buildData(type.valueType, lists.flat())
      return makeData({ ...base, type: arrowType(type) as List, valueOffsets: buildOffsets(lists), child })
    }
    case DuckDBTypeId.STRUCT: {
      const children = type.entryNames.map((name, index) =>
        buildData(
          type.entryTypes[index]!,
          values.map((value) => (value == null ? null : (value as DuckDBStructValue).entries[name])),
        ),
      )
      return makeData({ ...base, type: arrowType(type) as Struct, children })
    }
    case DuckDBTypeId.MAP: {
      const lists = values.map((value) => (value == null ? [] : (value as DuckDBMapValue).entries))
      const entries = lists.flat()
      const child = makeData({
        type: mapEntries(type.keyType, type.valueType),
        length: entries.length,
        nullCount: 0,
        children: [
          buildData(
            type.keyType,
            entries.map(({ key }) => key),
          ),
          buildData(
            type.valueType,
            entries.map(({ value }) => value),
          ),
        ],
      })
      return makeData({ ...base, type: arrowType(type) as Map_, valueOffsets: buildOffsets(lists), child })
    }
    default:
      return buildLeaf(type, values, base)
  }
}

function buildLeaf(
  type: DuckDBType,
  values: Values,
  base: ReturnType<typeof buildValidity> & { length: number },
): Data {
  const arrow = arrowType(type)
  if (arrow instanceof Bool)
    return makeData({ ...base, type: arrow, data: buildBits(values, (value) => value === true) })
  if (arrow instanceof Binary) {
    return makeData({
      ...base,
      type: arrow,
      ...concatenate(values.map((value) => (value as DuckDBBlobValue | null)?.bytes)),
    })
  }
  if (arrow instanceof Utf8) {
    const encoder = new TextEncoder()
    const texts = values.map((value) => (value == null ? undefined : encoder.encode(String(value))))
    return makeData({ ...base, type: arrow, ...concatenate(texts) })
  }
  if (arrow instanceof Decimal) return makeData({ ...base, type: arrow, data: buildDecimals(values) })
  const data = new (arrow.ArrayType as new (length: number) => { [index: number]: unknown })(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value != null) data[row] = leafNumber(value)
  }
  return makeData({ ...base, type: arrow as Int32, data: data as unknown as Int32Array })
}

function leafNumber(value: DuckDBValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('days' in value) return (value as DuckDBDateValue).days
  if ('micros' in value) return value.micros
  if ('nanoseconds' in value) return value.nanoseconds
  if ('milliseconds' in value) return value.milliseconds
  if ('seconds' in value) return value.seconds
  throw new TypeError(`no Arrow number for ${String(value)}`)
}

/** 128-bit little-endian two's complement, four words a value. */
function buildDecimals(values: Values): Uint32Array {
  const words = new Uint32Array(values.length * 4)
  const halves = new BigUint64Array(words.buffer)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value == null) continue
    const whole = typeof value === 'bigint' ? value : (value as DuckDBDecimalValue).value
    halves[row * 2] = BigInt.asUintN(64, whole)
    halves[row * 2 + 1] = BigInt.asUintN(64, whole >> 64n)
  }
  return words
}

function buildValidity(values: Values): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = values.reduce<number>((count, value) => count + (value == null ? 1 : 0), 0)
  return nullCount === 0
    ? { nullCount }
    : { nullCount, nullBitmap: buildBits(values, (value) => value != null) }
}

function buildBits(values: Values, isSet: (value: DuckDBValue | undefined) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8)
  for (let row = 0; row < values.length; row++) if (isSet(values[row])) bits[row >> 3]! |= 1 << (row & 7)
  return bits
}

function buildOffsets(lists: readonly { readonly length: number }[]): Int32Array {
  const offsets = new Int32Array(lists.length + 1)
  for (const [index, list] of lists.entries()) offsets[index + 1] = offsets[index]! + list.length
  return offsets
}

function concatenate(parts: readonly (Uint8Array | undefined)[]): {
  valueOffsets: Int32Array
  data: Uint8Array
} {
  const valueOffsets = buildOffsets(parts.map((part) => part ?? new Uint8Array(0)))
  const data = new Uint8Array(valueOffsets.at(-1)!)
  for (const [index, part] of parts.entries()) if (part) data.set(part, valueOffsets[index])
  return { valueOffsets, data }
}
