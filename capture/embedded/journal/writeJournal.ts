/**
 * Appends records to a journal: kept in memory until `tick`, written at the latest 250 ms after they came, on the disk
 * (fdatasync) each second. A disk that is full or broken is a state in words and tried again with each tick; up to a
 * limit nothing is lost meanwhile. Writes go to a stated place, so that half a write is written over.
 */
import type { FileHandle } from 'node:fs/promises'
import { formatRecord, type JournalRecord } from './records.ts'

export interface JournalWriter {
  /** False where memory is full because the disk takes nothing: the record is gone. */
  append(record: JournalRecord): boolean
  /** Call it often; writes when it is time. */
  tick(nowNs: bigint): void
  /** Resolves once everything appended so far is on the disk; rejects with the disk's own error. */
  flush(): Promise<void>
  /** Flushes and closes; what the disk would not take is lost, and the error is thrown. */
  close(): Promise<void>
  /** Bytes appended so far, written or not. */
  readonly sizeBytes: number
  /** What the disk said last, until it takes bytes again. */
  readonly problem: Error | undefined
}

const WRITE_EVERY_NS = 250_000_000n
const SYNC_EVERY_NS = 1_000_000_000n
const MOST_PENDING_BYTES = 64 << 20

/** Writes from `at` on; the file is the writer's until `close`. */
export function createJournalWriter(
  file: Pick<FileHandle, 'write' | 'datasync' | 'close'>,
  at: number,
): JournalWriter {
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let writtenBytes = at
  let lastWriteNs: bigint | undefined
  let lastSyncNs: bigint | undefined
  let problem: Error | undefined
  let busy: Promise<void> | undefined
  let isUnsynced = false

  const writeOut = async (isSynced: boolean): Promise<void> => {
    const taken = pending
    pending = []
    const bytes = Buffer.concat(taken)
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, writtenBytes + done)
        done += bytesWritten
      }
      isUnsynced ||= bytes.length > 0
      if (isSynced) {
        await file.datasync()
        isUnsynced = false
      }
      writtenBytes += bytes.length
      pendingBytes -= bytes.length
      problem = undefined
    } catch (error) {
      pending = [bytes, ...pending]
      problem = error instanceof Error ? error : new Error(String(error))
    }
  }
  const write = (isSynced: boolean): Promise<void> => {
    busy = (busy ?? Promise.resolve()).then(() => writeOut(isSynced))
    const mine = busy
    void mine.finally(() => {
      if (busy === mine) busy = undefined
    })
    return mine
  }
  const flush = async (): Promise<void> => {
    await write(true)
    if (problem) throw problem
  }
  return {
    flush,
    append(record) {
      const bytes = formatRecord(record)
      if (pendingBytes + bytes.length > MOST_PENDING_BYTES) return false
      pending.push(bytes)
      pendingBytes += bytes.length
      return true
    },
    tick(nowNs) {
      lastWriteNs ??= nowNs
      lastSyncNs ??= nowNs
      if (busy || (pending.length === 0 && !isUnsynced) || nowNs - lastWriteNs < WRITE_EVERY_NS) return
      const isSynced = nowNs - lastSyncNs >= SYNC_EVERY_NS
      if (pending.length === 0 && !isSynced) return
      lastWriteNs = nowNs
      if (isSynced) lastSyncNs = nowNs
      void write(isSynced)
    },
    async close() {
      try {
        await flush()
      } finally {
        await file.close()
      }
    },
    get sizeBytes() {
      return writtenBytes + pendingBytes
    },
    get problem() {
      return problem
    },
  }
}
