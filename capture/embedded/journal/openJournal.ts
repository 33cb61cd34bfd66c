/** Makes a journal, or takes one up again after its last whole record. */
import { mkdir, open, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readJournal, type JournalTail } from './readJournal.ts'
import type { JournalEnd, JournalHead } from './records.ts'
import { createJournalWriter, type JournalWriter } from './writeJournal.ts'

/** Makes the file; it must not be there. The head is on the disk when this resolves. */
export async function createJournal(path: string, head: JournalHead): Promise<JournalWriter> {
  await mkdir(dirname(path), { recursive: true })
  const writer = createJournalWriter(await open(path, 'wx'), 0)
  writer.append(head)
  await writer.flush()
  return writer
}

export interface JournalState extends JournalTail {
  /** Undefined where not even the head is whole: nothing was recorded. */
  readonly head: JournalHead | undefined
  readonly end: JournalEnd | undefined
  /** When the first and the last frame came. */
  readonly firstFrameNs: bigint | undefined
  readonly lastFrameNs: bigint | undefined
  /** Bytes of frames. */
  readonly mediaBytes: number
}

/** Reads a journal through and says how it stands. */
export async function checkJournal(path: string): Promise<JournalState> {
  let head: JournalHead | undefined
  let end: JournalEnd | undefined
  let firstFrameNs: bigint | undefined
  let lastFrameNs: bigint | undefined
  let mediaBytes = 0
  const records = readJournal(path)
  for (;;) {
    const { done, value } = await records.next()
    if (done) return { ...value, head, end, firstFrameNs, lastFrameNs, mediaBytes }
    if (value.type === 'head') head ??= value
    if (value.type === 'frame') {
      firstFrameNs ??= value.arrivalNs
      lastFrameNs = value.arrivalNs
      mediaBytes += value.data.length
    }
    end = value.type === 'end' ? value : undefined
  }
}

/** Cuts off what is torn and appends from there. */
export async function resumeJournal(path: string, { wholeBytes }: JournalTail): Promise<JournalWriter> {
  await truncate(path, wholeBytes)
  return createJournalWriter(await open(path, 'r+'), wholeBytes)
}
