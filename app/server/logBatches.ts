/**
 * Writes a session's log as an Arrow IPC stream, batch by batch. Columns: t_us f64 (session time, ascending over the
 * whole stream), recv_ns i64, sender_ns i64 or null, sender and topic as dictionaries (Int32 → Utf8), payload utf8.
 * Both dictionaries stand whole before the first batch and never change, so that every batch's codes mean the same;
 * a batch is complete in itself. Readers: `RecordBatchReader.from(response)` as they arrive, `tableFromIPC` at once.
 */
import {
  AsyncByteQueue,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  makeData,
  vectorFromArray,
  type Data,
  type Vector,
} from 'apache-arrow'

/** The columns of some rows; codes are places in the dictionaries. */
export interface LogBatch {
  readonly length: number
  readonly tUs: Float64Array
  readonly recvNs: BigInt64Array
  readonly senderNs: BigInt64Array
  /** One bit a row, least significant first: whether the sender's clock is known. */
  readonly senderNsKnown: Uint8Array
  readonly senderCodes: Int32Array
  readonly topicCodes: Int32Array
  /** UTF-8 of row i: bytes `[payloadOffsets[i], payloadOffsets[i + 1])`. */
  readonly payloadOffsets: Int32Array
  readonly payloads: Uint8Array
}

export interface LogEncoder {
  /** The bytes of one batch; before the first, those of the schema and the dictionaries too. */
  write(batch: LogBatch): Uint8Array<ArrayBuffer>
  /** The stream's last bytes, and its first where no batch was written. */
  end(): Uint8Array<ArrayBuffer>
}

const senderType = new Dictionary(new Utf8(), new Int32(), 0)
const topicType = new Dictionary(new Utf8(), new Int32(), 1)
const FIELDS = [
  new Field('t_us', new Float64(), false),
  new Field('recv_ns', new Int64(), false),
  new Field('sender_ns', new Int64(), true),
  new Field('sender', senderType, false),
  new Field('topic', topicType, false),
  new Field('payload', new Utf8(), false),
]
const SCHEMA = new Schema(FIELDS)

/** Collects what the writer writes, to be taken batch by batch: the library's own queue cannot say what is ready. */
class Sink extends AsyncByteQueue {
  private parts: Uint8Array[] = []

  override write(part: Uint8Array): void {
    this.parts.push(part)
  }

  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.parts.reduce((size, part) => size + part.byteLength, 0))
    let at = 0
    for (const part of this.parts.splice(0)) {
      taken.set(part, at)
      at += part.byteLength
    }
    return taken
  }
}

export function createLogEncoder(senders: readonly string[], topics: readonly string[]): LogEncoder {
  const sink = new Sink()
  const writer = new RecordBatchStreamWriter({ autoDestroy: false })
  writer.reset(sink, SCHEMA)
  const dictionaries = {
    sender: vectorFromArray(senders, new Utf8()),
    topic: vectorFromArray(topics, new Utf8()),
  }
  return {
    write(batch) {
      writer.write(new RecordBatch(SCHEMA, buildStruct(batch, dictionaries)))
      return sink.take()
    },
    end() {
      writer.finish()
      return sink.take()
    },
  }
}

function buildStruct(
  batch: LogBatch,
  dictionaries: { sender: Vector<Utf8>; topic: Vector<Utf8> },
): Data<Struct> {
  const { length } = batch
  const children: Data[] = [
    makeData({ type: new Float64(), length, data: batch.tUs }),
    makeData({ type: new Int64(), length, data: batch.recvNs }),
    makeData({ type: new Int64(), length, data: batch.senderNs, nullBitmap: batch.senderNsKnown }),
    makeData({ type: senderType, length, data: batch.senderCodes, dictionary: dictionaries.sender }),
    makeData({ type: topicType, length, data: batch.topicCodes, dictionary: dictionaries.topic }),
    makeData({ type: new Utf8(), length, valueOffsets: batch.payloadOffsets, data: batch.payloads }),
  ]
  return makeData({ type: new Struct(FIELDS), length, nullCount: 0, children })
}
