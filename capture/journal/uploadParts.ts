/**
 * Brings the parts of a line log to the bucket while the log is written. A part that is closed goes up once and is
 * then marked; `whole` logs also put their growing part again, as a whole, at most every `everyMs`. What a kill
 * interrupts is put again under the same key with the same bytes, or more of them: nothing is doubled and no object is
 * torn. Local parts are removed only when the log is closed and every part is in the bucket.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { LineLog, OpenPart } from './lineLog.ts'
import { doneName, listParts, partName, removeLog, writeWhole } from './partFiles.ts'
import { systemTiming, type Timing } from './timing.ts'

/** What is needed of a bucket's writer (`capture/bucket`). */
export interface PartBucket {
  put(key: string, bytes: Uint8Array): Promise<unknown>
}

export interface UploadOptions {
  readonly bucket: PartBucket
  /** The key of part `number` (from 1). */
  readonly keyOf: (number: number) => string
  /** Puts the growing part too, each time whole; absent: closed parts alone. */
  readonly whole?: boolean
  /** The least time between two puts of the growing part. */
  readonly everyMs?: number
  /** The first wait after a refusal; doubled up to a minute. */
  readonly retryMs?: number
  /** Told of each refusal, and `undefined` once a put worked again. */
  readonly onTrouble?: (trouble: unknown) => void
  readonly timing?: Timing
}

export interface PartUpload {
  /**
   * Puts what is left of the closed log and removes it here. Rejects with the bucket's error where that fails: then
   * all of it is still here, for `uploadLeft`.
   */
  finish(): Promise<void>
  /** Puts all that was appended so far, the growing part too. Rejects with the bucket's error; it is tried again as ever. */
  flush(): Promise<void>
  /** Ends without putting anything more: what is here stays. */
  abandon(): Promise<void>
}

const EVERY_MS = 10_000
const RETRY_MS = 1000
const LONGEST_RETRY_MS = 60_000

/** Starts uploading; ends by `finish` (after `log.close()`) or `abandon`. */
export function uploadParts(log: LineLog, options: UploadOptions): PartUpload {
  const { everyMs = EVERY_MS, retryMs = RETRY_MS, timing = systemTiming, onTrouble } = options
  const putter = new PartPutter(log.folder, options)
  let waitMs = 0
  let lastMs = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  /** One put after another: two of one part would leave the older of it, or its mark half written. */
  let turn: Promise<unknown> = Promise.resolve()
  let isRunning = false
  let isOver = false
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const own = turn.then(work)
    turn = own.catch(() => undefined)
    return own
  }

  const run = async (): Promise<void> => {
    lastMs = timing.nowMs()
    try {
      await putter.putClosed(log.openPart()?.number)
      const growing = options.whole ? log.openPart() : undefined
      if (growing) await putter.putGrowing(growing)
      if (waitMs > 0) onTrouble?.(undefined)
      waitMs = 0
    } catch (error) {
      waitMs = Math.min(LONGEST_RETRY_MS, waitMs === 0 ? retryMs : waitMs * 2)
      onTrouble?.(error)
    }
  }
  const isDue = (): boolean => {
    const growing = log.openPart()
    // Of a log that is closed `finish` puts the rest.
    if (!growing) return false
    return putter.hasClosed(growing.number) || (options.whole === true && putter.hasGrown(growing))
  }
  const wake = (): void => {
    if (isOver || isRunning || cancel || !isDue()) return
    const restMs = options.whole ? lastMs + everyMs - timing.nowMs() : 0
    cancel = timing.after(Math.max(waitMs, restMs, 0), () => {
      cancel = undefined
      isRunning = true
      void inTurn(run).finally(() => {
        isRunning = false
        wake()
      })
    })
  }
  const stop = async (): Promise<void> => {
    isOver = true
    unlisten()
    cancel?.()
    await turn
  }
  const putNow = async (): Promise<void> => {
    const growing = log.openPart()
    await putter.putClosed(growing?.number)
    if (growing) await putter.putGrowing(growing)
  }
  const unlisten = log.onChange(wake)
  wake()
  return {
    async finish() {
      await stop()
      await log.close()
      await putter.putClosed(undefined)
      await removeLog(log.folder)
    },
    async flush() {
      await log.commit()
      await inTurn(putNow).finally(wake)
    },
    abandon: stop,
  }
}

/** Puts what an earlier process left of a log (`findLogs`), open tail cut, and removes it here. */
export async function uploadLeft(
  log: LineLog,
  options: Pick<UploadOptions, 'bucket' | 'keyOf'>,
): Promise<void> {
  await log.close()
  await new PartPutter(log.folder, options).putClosed(undefined)
  await removeLog(log.folder)
}

class PartPutter {
  /** Parts that are known to be in the bucket for good. */
  private closedUpTo = 0
  /** The last part that was put while it grew, and how much of it. */
  private grown = { number: 0, sizeBytes: 0 }
  private readonly folder: string
  private readonly options: Pick<UploadOptions, 'bucket' | 'keyOf'>

  constructor(folder: string, options: Pick<UploadOptions, 'bucket' | 'keyOf'>) {
    this.folder = folder
    this.options = options
  }

  hasClosed(openNumber: number): boolean {
    return openNumber > this.closedUpTo + 1
  }

  hasGrown({ number, sizeBytes }: OpenPart): boolean {
    return sizeBytes > (number === this.grown.number ? this.grown.sizeBytes : 0)
  }

  /** Puts and marks every part but the open one, oldest first. */
  async putClosed(openNumber: number | undefined): Promise<void> {
    const { parts, done } = await listParts(this.folder)
    for (const number of parts) {
      if (number === openNumber) break
      if (!done.has(number)) {
        const bytes = await readBytes(join(this.folder, partName(number)))
        if (bytes.length > 0) await this.options.bucket.put(this.options.keyOf(number), bytes)
        await writeWhole(this.folder, doneName(number), '')
      }
      this.closedUpTo = Math.max(this.closedUpTo, number)
    }
  }

  async putGrowing(part: OpenPart): Promise<void> {
    if (!this.hasGrown(part)) return
    const { number, sizeBytes } = part
    const bytes = await readBytes(join(this.folder, partName(number)), sizeBytes)
    await this.options.bucket.put(this.options.keyOf(number), bytes)
    this.grown = { number, sizeBytes: bytes.length }
  }
}

/** The first `length` bytes of a file, or all of it. */
async function readBytes(path: string, length?: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const bytes = new Uint8Array(length ?? (await file.stat()).size)
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at)
      if (bytesRead === 0) return bytes.subarray(0, at)
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}
