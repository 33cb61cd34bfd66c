/**
 * The folder of one line log: `part-000001.jsonl`, …, and beside each part that is in the bucket for good an empty
 * `part-000001.done`; `about.json` says what the log is of, for whoever takes it up after a kill.
 */
import { mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface PartFiles {
  /** Numbers of the parts that lie there, ascending. */
  readonly parts: readonly number[]
  /** Numbers of the parts that are in the bucket for good. */
  readonly done: ReadonlySet<number>
}

const PART = /^part-(\d{6,})\.(jsonl|done)$/

export const partName = (number: number): string => `part-${String(number).padStart(6, '0')}.jsonl`
export const doneName = (number: number): string => partName(number).replace('.jsonl', '.done')

/** Empty where there is no such folder. */
export async function listParts(folder: string): Promise<PartFiles> {
  const parts: number[] = []
  const done = new Set<number>()
  for (const name of await listNames(folder)) {
    const match = PART.exec(name)
    if (match?.[2] === 'jsonl') parts.push(Number(match[1]))
    if (match?.[2] === 'done') done.add(Number(match[1]))
  }
  return { parts: parts.toSorted((a, b) => a - b), done }
}

/** Writes a small file whole or not at all, and waits until the disk has it. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `.${name}.tmp`)
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, name))
  await syncFolder(folder)
}

/** Makes names of a folder survive a power cut; where the system cannot sync folders there is nothing to do. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What is left of a log in `folder/<id>`, with what was written about it. */
export interface LeftLog {
  readonly id: string
  readonly about: Readonly<Record<string, unknown>> | undefined
}

/** The logs of a folder that are not yet whole in the bucket, by id; those whose `about.json` is unreadable have none. */
export async function findLogs(folder: string): Promise<LeftLog[]> {
  const ids = await listNames(folder)
  const logs = await Promise.all(
    ids.map(async (id) => ({
      id,
      about: await readAbout(join(folder, id)),
      ...(await listParts(join(folder, id))),
    })),
  )
  return logs
    .filter(({ about, parts, done }) => about !== undefined || parts.length > 0 || done.size > 0)
    .map(({ id, about }) => ({ id, about }))
}

export async function makeFolder(folder: string, about: object | undefined): Promise<void> {
  await mkdir(folder, { recursive: true })
  if ((await readAbout(folder)) === undefined)
    await writeWhole(folder, 'about.json', JSON.stringify(about ?? {}))
}

/** Removes a log that is whole in the bucket: parts first, so that a kill in between leaves what says they are there. */
export async function removeLog(folder: string): Promise<void> {
  const { parts, done } = await listParts(folder)
  for (const number of parts) await rm(join(folder, partName(number)), { force: true })
  for (const number of done) await rm(join(folder, doneName(number)), { force: true })
  await rm(join(folder, 'about.json'), { force: true })
  for (const name of await listNames(folder))
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
  await rmdir(folder)
}

/** The last whole line of a log, without its line feed; undefined where there is none. Reads one part into memory. */
export async function readLastLine(folder: string): Promise<string | undefined> {
  for (const number of (await listParts(folder)).parts.toReversed()) {
    const text = await readFile(join(folder, partName(number)), 'utf8')
    const line = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .trimEnd()
      .split('\n')
      .at(-1)
    if (line) return line
  }
  return undefined
}

async function readAbout(folder: string): Promise<LeftLog['about']> {
  try {
    const about: unknown = JSON.parse(await readFile(join(folder, 'about.json'), 'utf8'))
    return typeof about === 'object' && about !== null ? (about as LeftLog['about']) : undefined
  } catch {
    return undefined
  }
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return []
    throw error
  }
}
