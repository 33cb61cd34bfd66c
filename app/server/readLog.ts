/**
 * The log of a session as an Arrow IPC stream, by time: t_us f64 (session time), recv_ns i64, sender_ns i64 or
 * null, sender and topic as dictionaries, payload utf8. Built from columns with exact types, never from rows.
 */
import {
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  makeData,
  tableToIPC,
  vectorFromArray,
  type Data,
} from 'apache-arrow'
import type { Catalog } from '../../core/catalog/catalog.ts'

interface LogRow {
  recv_ns: bigint
  sender_ns: bigint | null
  sender: string | null
  topic: string | null
  payload: string | null
}

const LOG_SQL = `
  SELECT e.recv_ns, e.sender_ns, coalesce(e.sender, l.identity) AS sender, coalesce(e.topic, l.topic) AS topic,
    coalesce(e.payload, 'base64:' || e.payload_b64) AS payload
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  WHERE l.session_id = ?
  ORDER BY e.recv_ns, e.object_key, e.line_number`

/** Reads the log of a session whose epoch is given in µs since 1970. */
export async function readLog(catalog: Catalog, sessionId: string, epochUs: number): Promise<Uint8Array> {
  return formatLog(await catalog.all<LogRow>(LOG_SQL, [sessionId]), epochUs)
}

export function formatLog(rows: readonly LogRow[], epochUs: number): Uint8Array {
  const count = rows.length
  const epochNs = BigInt(epochUs) * 1000n
  const times = new Float64Array(count)
  const received = new BigInt64Array(count)
  const sent = new BigInt64Array(count)
  const sentValid = new Uint8Array((count + 7) >> 3)
  let sentNulls = 0
  rows.forEach((row, index) => {
    received[index] = row.recv_ns
    times[index] = Number(row.recv_ns - epochNs) / 1000
    if (row.sender_ns === null) sentNulls += 1
    else {
      sent[index] = row.sender_ns
      sentValid[index >> 3] = sentValid[index >> 3]! | (1 << (index & 7))
    }
  })
  const columns: [string, Data, boolean][] = [
    ['t_us', makeData({ type: new Float64(), length: count, data: times }), false],
    ['recv_ns', makeData({ type: new Int64(), length: count, data: received }), false],
    [
      'sender_ns',
      makeData({ type: new Int64(), length: count, data: sent, nullCount: sentNulls, nullBitmap: sentValid }),
      true,
    ],
    [
      'sender',
      encodeDictionary(
        rows.map((row) => row.sender ?? ''),
        0,
      ),
      false,
    ],
    [
      'topic',
      encodeDictionary(
        rows.map((row) => row.topic ?? ''),
        1,
      ),
      false,
    ],
    ['payload', encodeText(rows.map((row) => row.payload ?? '')), false],
  ]
  const fields = columns.map(([name, data, nullable]) => new Field(name, data.type, nullable))
  const schema = new Schema(fields)
  const children = columns.map(([, data]) => data)
  const data = makeData({ type: new Struct(fields), length: count, nullCount: 0, children })
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), 'stream')
}

function encodeDictionary(values: readonly string[], id: number): Data {
  const codes = new Map<string, number>()
  const indices = new Int32Array(values.length)
  values.forEach((value, index) => {
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    indices[index] = code
  })
  const type = new Dictionary(new Utf8(), new Int32(), id)
  const dictionary = vectorFromArray([...codes.keys()], new Utf8())
  return makeData({ type, length: values.length, data: indices, dictionary })
}

function encodeText(values: readonly string[]): Data {
  const offsets = new Int32Array(values.length + 1)
  const parts = values.map((value) => Buffer.from(value, 'utf8'))
  parts.forEach((part, index) => (offsets[index + 1] = offsets[index]! + part.length))
  return makeData({
    type: new Utf8(),
    length: values.length,
    valueOffsets: offsets,
    data: Buffer.concat(parts),
  })
}
