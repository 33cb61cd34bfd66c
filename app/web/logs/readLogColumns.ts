/**
 * Reads an Arrow IPC stream with the columns t_us, recv_ns, sender_ns, sender, topic, payload. Batches are kept as
 * they came; times and codes of all of them lie in one array each.
 */
import { RecordBatchReader, type RecordBatch, type Vector } from 'apache-arrow'
import { NO_LOG, type LogColumns } from './logColumns.ts'

interface ReadOptions {
  /** How many rows are likely, so that arrays need not grow. */
  readonly expectedRows?: number
  /** Called with what is there after each batch. */
  readonly onBatch?: (log: LogColumns) => void
}

/** Throws Error where a column is missing, and whatever the stream fails with. */
export async function readLogColumns(
  response: Response,
  { expectedRows = 0, onBatch }: ReadOptions = {},
): Promise<LogColumns> {
  const rows = new LogBatches(expectedRows)
  const reader = await RecordBatchReader.from(response)
  for await (const batch of reader) {
    if (batch.numRows === 0) continue
    rows.push(batch)
    onBatch?.(rows.asColumns(false))
  }
  return rows.length === 0 ? NO_LOG : rows.asColumns(true)
}

interface Batch {
  readonly start: number
  readonly end: number
  readonly received: Vector
  readonly sent: Vector
  readonly payload: Vector
}

/** A text of few values as one small number a row. */
class Coded {
  readonly texts: string[] = []
  private readonly codes = new Map<string, number>()
  private rows: Uint32Array

  constructor(capacity: number) {
    this.rows = new Uint32Array(capacity)
  }

  codeOf(text: string): number {
    const known = this.codes.get(text)
    if (known !== undefined) return known
    this.codes.set(text, this.texts.length)
    return this.texts.push(text) - 1
  }

  /** Each value of a dictionary is decoded once a batch, whatever number it had in the batch before. */
  push(vector: Vector, start: number): void {
    this.rows = grow(this.rows, start + vector.length, (size) => new Uint32Array(size))
    const data = vector.data[0]
    const dictionary = data?.dictionary
    const indices = data?.values as ArrayLike<number> | undefined
    if (dictionary && indices && data?.nullCount === 0) {
      const codes = Array.from({ length: dictionary.length }, (_, at) => this.codeOf(asText(dictionary, at)))
      for (let row = 0; row < vector.length; row++) this.rows[start + row] = codes[indices[row]!]!
    } else {
      for (let row = 0; row < vector.length; row++) this.rows[start + row] = this.codeOf(asText(vector, row))
    }
  }

  at(row: number): string {
    return this.texts[this.rows[row]!] ?? ''
  }

  setAt(row: number, text: string): void {
    this.rows[row] = this.codeOf(text)
  }
}

/** Stands for a topic that was not kept and has not been looked for in the payload yet. */
const UNREAD = '\0'
const TOPIC = /"topic"\s*:\s*"([^"\\]*)"/

class LogBatches {
  length = 0
  private bytes = 0
  private tUs: Float64Array
  private readonly batches: Batch[] = []
  private readonly senders: Coded
  private readonly topics: Coded
  private last: Batch | undefined

  constructor(capacity: number) {
    this.tUs = new Float64Array(capacity)
    this.senders = new Coded(capacity)
    this.topics = new Coded(capacity)
    this.topics.codeOf(UNREAD)
  }

  push(batch: RecordBatch): void {
    const column = (name: string): Vector => {
      const vector = batch.getChild(name)
      if (vector) return vector
      const names = batch.schema.fields.map((field) => field.name).join(', ')
      throw new Error(`the log has no column ${name}, but ${names}`)
    }
    const start = this.length
    const end = start + batch.numRows
    this.tUs = grow(this.tUs, end, (size) => new Float64Array(size))
    this.tUs.set(column('t_us').toArray() as Float64Array, start)
    this.senders.push(column('sender'), start)
    this.topics.push(column('topic'), start)
    this.batches.push({
      start,
      end,
      received: column('recv_ns'),
      sent: column('sender_ns'),
      payload: column('payload'),
    })
    this.length = end
    this.bytes += batch.data.byteLength + batch.numRows * 16
  }

  asColumns(isWhole: boolean): LogColumns {
    return {
      length: this.length,
      tUs: this.tUs.subarray(0, this.length),
      sender: (row) => this.senders.at(row),
      topic: (row) => this.topic(row),
      payload: (row) => this.payload(row),
      recvNs: (row) => (this.read(row, 'received') as bigint | undefined) ?? 0n,
      senderNs: (row) => this.read(row, 'sent') as bigint | undefined,
      senders: this.senders.texts.filter((text) => text !== ''),
      reading: this,
      isWhole,
      bytes: this.bytes,
    }
  }

  /** Found in the payload when first asked for, then kept. */
  private topic(row: number): string {
    const known = this.topics.at(row)
    if (known === UNREAD) return ''
    if (known !== '') return known
    const found = TOPIC.exec(this.payload(row))?.[1] ?? ''
    this.topics.setAt(row, found === '' ? UNREAD : found)
    return found
  }

  private payload(row: number): string {
    return (this.read(row, 'payload') as string | undefined) ?? ''
  }

  /** Undefined for a null. */
  private read(row: number, name: 'received' | 'sent' | 'payload'): unknown {
    const batch = this.batchOf(row)
    return batch?.[name].get(row - batch.start) ?? undefined
  }

  private batchOf(row: number): Batch | undefined {
    const { last, batches } = this
    if (last && row >= last.start && row < last.end) return last
    let [low, high] = [0, batches.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (row < batches[middle]!.end) high = middle
      else low = middle + 1
    }
    return (this.last = batches[low])
  }
}

const asText = (vector: Vector, at: number): string => (vector.get(at) as string | null) ?? ''

function grow<T extends Float64Array | Uint32Array>(array: T, size: number, make: (size: number) => T): T {
  if (size <= array.length) return array
  const larger = make(Math.max(size, array.length * 2))
  larger.set(array)
  return larger
}
