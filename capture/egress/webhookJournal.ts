/**
 * Webhooks as they came, an append-only file of JSON lines: `{"at_ns":"…","body":"…"}`, the body's text unchanged but for
 * credentials. A line is on the disk before LiveKit hears that it was received; what a kill cut off is dropped at the
 * next opening, since nobody was told of it. Lines that wait are written together.
 */
import { mkdir, open, readdir, rename, type FileHandle } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { explainFileError } from '../../core/storage/folderFiles.ts'
import { readFileLines } from './fileLines.ts'
import { redactBody } from './redact.ts'

export interface JournaledWebhook {
  /** When it arrived, ns since 1970. */
  readonly atNs: bigint
  readonly body: string
  /** Bytes of the file up to the end of its line. */
  readonly endOffset: number
}

/** Bytes `[startOffset, endOffset)` of the file. */
export interface LineSpan {
  readonly startOffset: number
  readonly endOffset: number
}

export interface WebhookJournal {
  /** Resolves with where the line stands once it is on the disk. Throws UserError `disk_full`: answer 5xx, LiveKit sends again. */
  append(webhook: { readonly atNs: bigint; readonly body: string }): Promise<LineSpan>
  /** Whole lines from an offset on; one that cannot be read is passed over. */
  read(fromOffset: number): AsyncIterable<JournaledWebhook>
  /** Bytes on the disk. */
  sizeBytes(): number
  /** Renames the file to `<name>-<number>.jsonl` beside it and begins an empty one; call it while nothing is appended. */
  setAside(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly line: Buffer
  readonly resolve: (span: LineSpan) => void
  readonly reject: (error: unknown) => void
}

export async function openWebhookJournal(path: string): Promise<WebhookJournal> {
  await mkdir(dirname(path), { recursive: true })
  let file = await open(path, 'a+', 0o600)
  let size = await findLastLineEnd(file)
  await file.truncate(size)
  let waiting: Waiting[] = []
  let writing: Promise<void> = Promise.resolve()

  const commit = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    try {
      await file.appendFile(Buffer.concat(batch.map(({ line }) => line)))
      await file.datasync()
    } catch (error) {
      // Half a line must not stand before the next one.
      await file.truncate(size).catch(() => undefined)
      for (const { reject } of batch) reject(explainFileError(error, path))
      return
    }
    for (const { line, resolve } of batch) {
      const startOffset = size
      size += line.length
      resolve({ startOffset, endOffset: size })
    }
  }

  return {
    append: ({ atNs, body }) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify({ at_ns: String(atNs), body: redactBody(body) })
        waiting.push({ line: Buffer.from(`${text}\n`), resolve, reject })
        writing = writing.then(commit)
      }),
    read: (fromOffset) => readEntries(path, fromOffset),
    sizeBytes: () => size,
    setAside: async () => {
      await writing
      await file.close()
      await rename(path, await findFreeName(path))
      file = await open(path, 'a+', 0o600)
      size = 0
    },
    close: async () => {
      await writing
      await file.close()
    },
  }
}

async function findFreeName(path: string): Promise<string> {
  const { dir, name, ext } = parse(path)
  const taken = new Set(await readdir(dir))
  let number = 1
  const named = (): string => `${name}-${String(number).padStart(4, '0')}${ext}`
  while (taken.has(named())) number++
  return join(dir, named())
}

const TAIL_BYTES = 64 << 10

/** Read from the end: the file of a month fits no buffer. */
async function findLastLineEnd(file: FileHandle): Promise<number> {
  const tail = Buffer.alloc(TAIL_BYTES)
  for (let end = (await file.stat()).size; end > 0;) {
    const start = Math.max(0, end - TAIL_BYTES)
    const { bytesRead } = await file.read(tail, 0, end - start, start)
    const at = tail.subarray(0, bytesRead).lastIndexOf(0x0a)
    if (at >= 0) return start + at + 1
    end = start
  }
  return 0
}

async function* readEntries(path: string, fromOffset: number): AsyncGenerator<JournaledWebhook> {
  for await (const { text, endOffset } of readFileLines(path, { fromOffset })) {
    const entry = parseLine(text)
    if (entry) yield { ...entry, endOffset }
  }
}

function parseLine(text: string): { atNs: bigint; body: string } | undefined {
  try {
    const { at_ns: atNs, body } = JSON.parse(text) as { at_ns?: unknown; body?: unknown }
    return typeof atNs === 'string' && /^\d+$/.test(atNs) && typeof body === 'string'
      ? { atNs: BigInt(atNs), body }
      : undefined
  } catch {
    return undefined
  }
}
