/**
 * An append-only log of lines that survives `kill -9`: `append` resolves once its line is on the disk. Lines are
 * committed in groups, one write and one fdatasync at most every `flushMs`. The log is kept in parts: a part is closed
 * by size or age and never changes again; only the last one grows. A tail that a kill tore is cut when the log is
 * opened anew: it holds no line that `append` resolved for. Lines that the disk refuses wait in memory, up to a bound.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../core/model/index.ts'
import { listParts, makeFolder, partName, syncFolder } from './partFiles.ts'
import { systemTiming, type Timing } from './timing.ts'

export interface LineLogOptions {
  /** Where logs lie; this one in `<folder>/<id>`. */
  readonly folder: string
  readonly id: string
  /** What the log is of, for whoever takes it up after a kill; JSON. */
  readonly about?: object
  readonly flushMs?: number
  /** A part is closed once it has this many bytes, … */
  readonly partBytes?: number
  /** … or is this old. */
  readonly partMs?: number
  /** Told `undefined` when the disk, having refused lines, has taken all of them. */
  readonly onTrouble?: (trouble: unknown) => void
  readonly timing?: Timing
}

export interface OpenPart {
  readonly number: number
  /** Bytes that are on the disk; always whole lines. */
  readonly sizeBytes: number
}

export interface LineLog {
  readonly id: string
  /** `<folder>/<id>`. */
  readonly folder: string
  /** Whether lines of an earlier process were found. */
  readonly isResumed: boolean
  /** Bytes cut off at opening: a line that nobody was told of. */
  readonly tornBytes: number
  /**
   * Resolves when the line (its line feed may be left out) is on the disk. Throws UserError `disk_full` or `disk_failed`
   * where it is not: it waits in memory then, before later ones, and is tried again each second.
   */
  append(line: string): Promise<void>
  /** Commits what waits, before its time. */
  commit(): Promise<void>
  /** The part that grows; undefined once the log is closed. */
  openPart(): OpenPart | undefined
  /** Calls back after each commit and after each part that was closed; returns what ends that. */
  onChange(listener: () => void): () => void
  /** Commits what waits and closes the last part; appending afterwards throws. */
  close(): Promise<void>
}

const FLUSH_MS = 1000
const PART_BYTES = 1024 * 1024
const PART_MS = 30_000
/** So much waiting is committed at once: memory is bounded by it. */
const WAITING_BYTES = 1024 * 1024
/** What the disk refused is kept up to this: some ten thousand lines. The oldest are kept. */
const REFUSED_BYTES = 4 * 1024 * 1024
const RETRY_MS = 1000

interface Waiting {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export async function openLineLog(options: LineLogOptions): Promise<LineLog> {
  const folder = join(options.folder, options.id)
  await makeFolder(folder, options.about)
  const { parts, done } = await listParts(folder)
  const last = Math.max(0, ...parts, ...done)
  // A part that is in the bucket for good never changes again.
  const number = last === 0 || done.has(last) ? last + 1 : last
  const file = await openPartFile(folder, number)
  const { keptBytes, tornBytes } = await cutTornTail(file)
  return new PartedLog(options, { folder, number, file, keptBytes, tornBytes, isResumed: last > 0 })
}

interface Opened {
  readonly folder: string
  readonly number: number
  readonly file: FileHandle
  readonly keptBytes: number
  readonly tornBytes: number
  readonly isResumed: boolean
}

class PartedLog implements LineLog {
  readonly id: string
  readonly folder: string
  readonly isResumed: boolean
  readonly tornBytes: number
  private readonly flushMs: number
  private readonly partBytes: number
  private readonly partMs: number
  private readonly timing: Timing
  private readonly listeners = new Set<() => void>()
  private number: number
  private file: FileHandle
  private sizeBytes: number
  private partSinceMs: number
  private waiting: Waiting[] = []
  private waitingBytes = 0
  private refused = ''
  private readonly onTrouble: LineLogOptions['onTrouble']
  private cancelFlush: (() => void) | undefined
  private cancelAge: (() => void) | undefined
  private state: 'open' | 'closing' | 'closed' = 'open'
  /** Commits and roll-overs, one after another. */
  private queue: Promise<void> = Promise.resolve()

  constructor(options: LineLogOptions, opened: Opened) {
    this.id = options.id
    this.folder = opened.folder
    this.isResumed = opened.isResumed
    this.tornBytes = opened.tornBytes
    this.flushMs = options.flushMs ?? FLUSH_MS
    this.partBytes = options.partBytes ?? PART_BYTES
    this.partMs = options.partMs ?? PART_MS
    this.onTrouble = options.onTrouble
    this.timing = options.timing ?? systemTiming
    this.number = opened.number
    this.file = opened.file
    this.sizeBytes = opened.keptBytes
    this.partSinceMs = this.timing.nowMs()
    if (this.sizeBytes > 0) this.watchAge()
  }

  append(line: string): Promise<void> {
    if (this.state !== 'open') return Promise.reject(new Error(`log ${this.id} is closed`))
    const text = line.endsWith('\n') ? line : `${line}\n`
    if (text.indexOf('\n') !== text.length - 1) {
      return Promise.reject(new Error('a line of a log holds one line feed, at its end'))
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject })
      this.waitingBytes += text.length
      if (this.waitingBytes >= WAITING_BYTES) void this.flush()
      else this.cancelFlush ??= this.timing.after(this.flushMs, () => void this.flush())
    })
  }

  commit(): Promise<void> {
    return this.flush()
  }

  openPart(): OpenPart | undefined {
    return this.state === 'closed' ? undefined : { number: this.number, sizeBytes: this.sizeBytes }
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  async close(): Promise<void> {
    if (this.state !== 'open') return this.queue
    this.state = 'closing'
    await this.flush()
    this.cancelAge?.()
    await this.file.close()
    this.state = 'closed'
    this.tell()
  }

  private flush(): Promise<void> {
    this.cancelFlush?.()
    this.cancelFlush = undefined
    const batch = this.waiting
    this.waiting = []
    this.waitingBytes = 0
    this.queue = this.queue.then(() => this.writeBatch(batch))
    return this.queue
  }

  private async writeBatch(batch: readonly Waiting[]): Promise<void> {
    const text = this.refused + batch.map((one) => one.text).join('')
    if (text === '') return
    const bytes = Buffer.from(text)
    try {
      await writeAll(this.file, bytes, this.sizeBytes)
      await this.file.datasync()
    } catch (error) {
      // Half a batch must not stand before the next one; what cannot be cut now is written over.
      await this.file.truncate(this.sizeBytes).catch(() => undefined)
      const trouble = explainDisk(error, this.folder)
      for (const one of batch) {
        if (this.refused.length + one.text.length <= REFUSED_BYTES) this.refused += one.text
        one.reject(trouble)
      }
      if (this.state === 'open') this.cancelFlush ??= this.timing.after(RETRY_MS, () => void this.flush())
      return
    }
    const wasRefused = this.refused !== ''
    this.refused = ''
    const isFirst = this.sizeBytes === 0
    this.sizeBytes += bytes.length
    if (isFirst) {
      this.partSinceMs = this.timing.nowMs()
      this.watchAge()
    }
    for (const one of batch) one.resolve()
    if (wasRefused) this.onTrouble?.(undefined)
    await this.rollIfDue()
    this.tell()
  }

  /** Closes a part by its age, also where no line comes any more. */
  private watchAge(): void {
    if (this.partMs === Number.POSITIVE_INFINITY) return
    this.cancelAge?.()
    const leftMs = Math.max(0, this.partSinceMs + this.partMs - this.timing.nowMs())
    this.cancelAge = this.timing.after(leftMs, () => {
      this.queue = this.queue.then(() => this.rollIfDue()).then(() => this.tell())
    })
  }

  private async rollIfDue(): Promise<void> {
    const isOld = this.timing.nowMs() - this.partSinceMs >= this.partMs
    if (this.state !== 'open' || this.sizeBytes === 0) return
    if (this.sizeBytes < this.partBytes && !isOld) return
    try {
      const next = await openPartFile(this.folder, this.number + 1)
      await this.file.close()
      this.file = next
      this.number++
      this.sizeBytes = 0
      this.cancelAge?.()
    } catch {
      // A disk that takes no new file: the part grows on, and the next commit tries again.
      return
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

/** Opens a part for reading and writing, made where it is not there; its name is on the disk. */
async function openPartFile(folder: string, number: number): Promise<FileHandle> {
  const path = join(folder, partName(number))
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return open(path, 'wx+')
    throw error
  })
  await syncFolder(folder)
  return file
}

const CHUNK = 64 * 1024

/** Cuts what follows the last line feed. */
async function cutTornTail(file: FileHandle): Promise<{ keptBytes: number; tornBytes: number }> {
  const { size } = await file.stat()
  const chunk = Buffer.alloc(CHUNK)
  let keptBytes = 0
  for (let end = size; end > 0 && keptBytes === 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK)
    const { bytesRead } = await file.read(chunk, 0, end - start, start)
    keptBytes = start + chunk.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
    if (keptBytes === start) keptBytes = 0
  }
  if (keptBytes < size) {
    await file.truncate(keptBytes)
    await file.datasync()
  }
  return { keptBytes, tornBytes: size - keptBytes }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

function explainDisk(error: unknown, folder: string): UserError {
  const { code, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return new UserError(
    isFull ? 'disk_full' : 'disk_failed',
    isFull
      ? `the disk of ${folder} is full: what is to be written waits in memory`
      : `${folder} cannot be written: ${message}`,
    {
      hint: isFull
        ? 'Free space on that disk: it is written then by itself, and need not be sent again.'
        : 'Look at the disk and at who may write to the folder.',
      cause: error,
    },
  )
}
