/** A session's log as Arrow columns: read where they lie, never turned into row objects. */
import { tableFromIPC, type Vector } from 'apache-arrow'

export interface LogColumns {
  readonly length: number
  /** Session time of each row, µs, ascending. */
  readonly tUs: Float64Array
  sender(row: number): string
  /** LiveKit's topic; where the recorder kept none, the payload's own `topic`. */
  topic(row: number): string
  payload(row: number): string
  /** The recorder's clock, ns since 1970. */
  recvNs(row: number): bigint
  /** The sender's own clock, ns since 1970; undefined where it said none. */
  senderNs(row: number): bigint | undefined
  /** The senders that occur, in order of first appearance. */
  readonly senders: readonly string[]
}

export const NO_LOG: LogColumns = {
  length: 0,
  tUs: new Float64Array(),
  sender: () => '',
  topic: () => '',
  payload: () => '',
  recvNs: () => 0n,
  senderNs: () => undefined,
  senders: [],
}

/** Reads an Arrow IPC stream with the columns t_us, recv_ns, sender_ns, sender, topic, payload. */
export async function readLogColumns(response: Response): Promise<LogColumns> {
  const table = await tableFromIPC(response)
  if (table.numRows === 0) return NO_LOG
  const column = (name: string): Vector => {
    const vector = table.getChild(name)
    if (!vector) throw new Error(`the log has no column ${name}, but ${table.schema.names.join(', ')}`)
    return vector
  }
  const [recv, sent] = [column('recv_ns'), column('sender_ns')]
  const [sender, topic, payload] = [column('sender'), column('topic'), column('payload')]
  const [readTopic, readPayload] = [text(topic), text(payload)]
  return {
    length: table.numRows,
    tUs: column('t_us').toArray() as Float64Array,
    sender: text(sender),
    topic: (row) => topicOf(readTopic(row), readPayload, row),
    payload: readPayload,
    recvNs: (row) => BigInt(recv.get(row) as bigint),
    senderNs: (row) => (sent.get(row) as bigint | null) ?? undefined,
    senders: distinct(sender, table.numRows),
  }
}

const text =
  (vector: Vector) =>
  (row: number): string =>
    (vector.get(row) as string | null) ?? ''

const TOPIC = /"topic"\s*:\s*"([^"\\]*)"/

const topicOf = (recorded: string, payload: (row: number) => string, row: number): string =>
  recorded !== '' ? recorded : (TOPIC.exec(payload(row))?.[1] ?? '')

function distinct(vector: Vector, rows: number): string[] {
  const found = new Set<string>()
  for (let row = 0; row < rows; row++) found.add((vector.get(row) as string | null) ?? '')
  found.delete('')
  return [...found]
}
