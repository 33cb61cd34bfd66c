/** Reads a journal record by record, never the whole file; ends where the file is torn and says how much is left. */
import { open, type FileHandle } from 'node:fs/promises'
import { MOST_BODY_BYTES, parseRecord, PREFIX_BYTES, type JournalRecord } from './records.ts'

const CHUNK_BYTES = 1 << 18

export interface JournalTail {
  /** Bytes of whole records, from the start. */
  readonly wholeBytes: number
  /** Bytes behind them that are no record: what was being written when the process died. */
  readonly tornBytes: number
}

/** Yields records in the order they were written. A journal that is still written is read as far as it reaches now. */
export async function* readJournal(path: string): AsyncGenerator<JournalRecord, JournalTail> {
  const file = await open(path)
  try {
    return yield* readRecords(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function* readRecords(file: FileHandle, size: number): AsyncGenerator<JournalRecord, JournalTail> {
  let buffer: Buffer = Buffer.alloc(0)
  let bufferAt = 0
  let at = 0
  const have = async (bytes: number): Promise<boolean> => {
    const from = at - bufferAt
    if (buffer.length - from >= bytes) return true
    if (at + bytes > size) return false
    const wanted = Math.min(size - at, Math.max(bytes, CHUNK_BYTES))
    // A new array each time: frames handed out are views of the old one.
    const chunk = Buffer.allocUnsafe(wanted)
    const { bytesRead } = await file.read(chunk, 0, wanted, at)
    buffer = chunk.subarray(0, bytesRead)
    bufferAt = at
    return bytesRead >= bytes
  }
  while (await have(PREFIX_BYTES)) {
    const length = buffer.readUInt32LE(at - bufferAt)
    const crc = buffer.readUInt32LE(at - bufferAt + 4)
    if (length === 0 || length > MOST_BODY_BYTES || !(await have(PREFIX_BYTES + length))) break
    const from = at - bufferAt + PREFIX_BYTES
    const record = parseRecord(buffer.subarray(from, from + length), crc)
    if (!record) break
    at += PREFIX_BYTES + length
    yield record
  }
  return { wholeBytes: at, tornBytes: size - at }
}
