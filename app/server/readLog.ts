/**
 * The log of a session, streamed by time: cut into windows of about as many rows each, read one after another from
 * one state of the catalog, so that the first arrives soon and no more than one is held. Without what withheld people
 * sent.
 */
import type { DuckDBBlobVector, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { Catalog, Snapshot } from '../../core/catalog/catalog.ts'
import { createLogEncoder, type LogBatch } from './logBatches.ts'

/** Rows of a batch; times that are equal stay together, so a batch may be larger. */
export const BATCH_ROWS = 65_536
/** The first is smaller: it is what a person waits for. */
export const FIRST_ROWS = 8192

const EVENTS_SQL = `
  SELECT e.recv_ns, e.sender_ns, coalesce(e.sender, l.identity, '') AS sender, coalesce(e.topic, l.topic, '') AS topic,
    coalesce(e.payload, 'base64:' || e.payload_b64, '') AS payload, e.object_key, e.line_number
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  WHERE l.session_id = $1 AND NOT EXISTS (
    FROM withheld_people w WHERE w.session_id = $1 AND w.identity = coalesce(e.sender, l.identity))`

const NAMES_SQL = `
  SELECT list(DISTINCT sender ORDER BY sender) AS senders, list(DISTINCT topic ORDER BY topic) AS topics, count(*) AS n
  FROM (${EVENTS_SQL})`

const EDGES_SQL = `SELECT unnest(quantile_disc(recv_ns, $2::DOUBLE[])) AS edge_ns FROM (${EVENTS_SQL})`

/** Codes are joined, not searched for: a log may have thousands of topics. */
const WINDOW_SQL = `
  WITH events AS (${EVENTS_SQL} AND e.recv_ns >= $3 AND e.recv_ns < $4),
    senders AS (SELECT unnest($5::VARCHAR[]) AS sender, generate_subscripts($5::VARCHAR[], 1) - 1 AS code),
    topics AS (SELECT unnest($6::VARCHAR[]) AS topic, generate_subscripts($6::VARCHAR[], 1) - 1 AS code)
  SELECT (recv_ns - $2::BIGINT)::DOUBLE / 1000, recv_ns, sender_ns, senders.code::INTEGER, topics.code::INTEGER,
    encode(payload)
  FROM events JOIN senders USING (sender) JOIN topics USING (topic)
  ORDER BY recv_ns, object_key, line_number`

/** Streams the log of a session whose epoch is given in µs since 1970; ends early, failing, when `signal` aborts. */
export function streamLog(
  catalog: Catalog,
  options: { readonly sessionId: string; readonly epochUs: number; readonly signal: AbortSignal },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { signal } = options
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>()
  const writer = writable.getWriter()
  const stop = (): void => void writer.abort(signal.reason).catch(() => undefined)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const write = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    await writer.ready
    // Not awaited: it ends only when it was read, and the next window can be made meanwhile.
    void writer.write(bytes).catch(() => undefined)
  }
  catalog
    .snapshot((snapshot) => writeLog(snapshot, options, write))
    .then(() => writer.close())
    .catch((error: unknown) => writer.abort(error).catch(() => undefined))
    .finally(() => signal.removeEventListener('abort', stop))
  return readable
}

async function writeLog(
  snapshot: Snapshot,
  { sessionId, epochUs }: { sessionId: string; epochUs: number },
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const [found] = await snapshot.all<{ senders: string[] | null; topics: string[] | null; n: number }>(
    NAMES_SQL,
    [sessionId],
  )
  const { senders, topics, n } = found!
  const encoder = createLogEncoder(senders ?? [], topics ?? [])
  const edges = n === 0 ? [] : await findEdges(snapshot, sessionId, n)
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const window = [from, edges[index + 1]!]
    const epochNs = BigInt(epochUs) * 1000n
    const chunks = await snapshot.chunks(WINDOW_SQL, [sessionId, epochNs, ...window, senders!, topics!])
    const batch = joinChunks(chunks)
    if (batch.length > 0) await write(encoder.write(batch))
  }
  await write(encoder.end())
}

/** The windows' edges, ascending; the last lies after the last row. */
async function findEdges(snapshot: Snapshot, sessionId: string, rows: number): Promise<bigint[]> {
  const places = [0]
  for (let at = FIRST_ROWS; at < rows; at += BATCH_ROWS) places.push(at / rows)
  const found = await snapshot.all<{ edge_ns: bigint }>(EDGES_SQL, [sessionId, places])
  return [...new Set(found.map((row) => row.edge_ns)), 1n << 62n]
}

function joinChunks(chunks: readonly DuckDBDataChunk[]): LogBatch {
  const length = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0)
  const tUs = new Float64Array(length)
  const recvNs = new BigInt64Array(length)
  const senderNs = new BigInt64Array(length)
  const senderNsKnown = new Uint8Array(Math.ceil(length / 64) * 8)
  const senderCodes = new Int32Array(length)
  const topicCodes = new Int32Array(length)
  const payloads: Uint8Array[] = []
  const payloadOffsets = new Int32Array(length + 1)
  let row = 0
  for (const chunk of chunks) {
    const column = (index: number) => chunk.getColumnVector(index)
    const [at, received, sent] = [column(0), column(1), column(2)]
    const [sender, topic, payload] = [column(3), column(4), column(5) as DuckDBBlobVector]
    for (let item = 0; item < chunk.rowCount; item++, row++) {
      tUs[row] = at.getItem(item) as number
      recvNs[row] = received.getItem(item) as bigint
      const own: DuckDBValue = sent.getItem(item)
      if (own !== null) {
        senderNs[row] = own as bigint
        senderNsKnown[row >> 3]! |= 1 << (row & 7)
      }
      senderCodes[row] = sender.getItem(item) as number
      topicCodes[row] = topic.getItem(item) as number
      const bytes = payload.getItemBytes(item)!
      payloads.push(bytes)
      payloadOffsets[row + 1] = payloadOffsets[row]! + bytes.byteLength
    }
  }
  const joined = Buffer.concat(payloads, payloadOffsets[length])
  return {
    length,
    tUs,
    recvNs,
    senderNs,
    senderNsKnown,
    senderCodes,
    topicCodes,
    payloadOffsets,
    payloads: new Uint8Array(joined.buffer, joined.byteOffset, joined.byteLength),
  }
}
