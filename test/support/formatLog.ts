/** A log as the server streams it, from rows given by hand. */
import { createLogEncoder, type LogBatch } from '../../app/server/logBatches.ts'

export interface HandRow {
  readonly recv_ns: bigint
  readonly sender_ns: bigint | null
  readonly sender: string | null
  readonly topic: string | null
  readonly payload: string | null
}

/** An Arrow IPC stream of rows in ascending time, `batchRows` a batch; the epoch in µs since 1970. */
export function formatLog(
  rows: readonly HandRow[],
  epochUs: number,
  batchRows = 1000,
): Uint8Array<ArrayBuffer> {
  const senders = [...new Set(rows.map((row) => row.sender ?? ''))]
  const topics = [...new Set(rows.map((row) => row.topic ?? ''))]
  const encoder = createLogEncoder(senders, topics)
  const parts: Uint8Array[] = []
  for (let start = 0; start < rows.length; start += batchRows) {
    const own = rows.slice(start, start + batchRows)
    parts.push(encoder.write(toBatch(own, { senders, topics, epochUs })))
  }
  return new Uint8Array(Buffer.concat([...parts, encoder.end()]))
}

function toBatch(
  rows: readonly HandRow[],
  { senders, topics, epochUs }: { senders: string[]; topics: string[]; epochUs: number },
): LogBatch {
  const payloads = rows.map((row) => Buffer.from(row.payload ?? '', 'utf8'))
  const payloadOffsets = new Int32Array(rows.length + 1)
  const senderNsKnown = new Uint8Array(Math.ceil(rows.length / 64) * 8)
  rows.forEach((row, index) => {
    payloadOffsets[index + 1] = payloadOffsets[index]! + payloads[index]!.byteLength
    if (row.sender_ns !== null) senderNsKnown[index >> 3]! |= 1 << (index & 7)
  })
  return {
    length: rows.length,
    tUs: Float64Array.from(rows, (row) => Number(row.recv_ns - BigInt(epochUs) * 1000n) / 1000),
    recvNs: BigInt64Array.from(rows, (row) => row.recv_ns),
    senderNs: BigInt64Array.from(rows, (row) => row.sender_ns ?? 0n),
    senderNsKnown,
    senderCodes: Int32Array.from(rows, (row) => senders.indexOf(row.sender ?? '')),
    topicCodes: Int32Array.from(rows, (row) => topics.indexOf(row.topic ?? '')),
    payloadOffsets,
    payloads: new Uint8Array(Buffer.concat(payloads)),
  }
}
