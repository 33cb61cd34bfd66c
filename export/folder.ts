/** A folder that appears whole or not at all: written beside under another name, then renamed. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { UserError } from '../core/model/index.ts'

const PARTIAL = /^\.lockstep-(\d+)-[0-9a-f-]+\.partial$/

/**
 * Calls `work` with a new folder in `out`; then names it `name`, or `name-2`, … where that exists, and returns its
 * path. Removes it where `work` throws, and what a killed process left behind. Throws UserError `out_unwritable`.
 */
export async function writeFolder(
  out: string,
  name: string,
  work: (folder: string) => Promise<void>,
): Promise<string> {
  await makeFolder(out)
  await removeLeftovers(out)
  const partial = path.join(out, `.lockstep-${process.pid}-${randomUUID()}.partial`)
  await makeFolder(partial)
  try {
    await work(partial)
    return await nameFree(partial, out, name)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new UserError('out_unwritable', `cannot make the folder ${folder}: ${(cause as Error).message}`, {
      hint: 'Name a folder you may write to with --out.',
      cause,
    })
  }
}

async function nameFree(partial: string, out: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const target = path.join(out, n === 1 ? name : `${name}-${n}`)
    if (await stat(target).catch(() => undefined)) continue
    try {
      await rename(partial, target)
      return target
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error
    }
  }
}

async function removeLeftovers(out: string): Promise<void> {
  for (const entry of await readdir(out)) {
    const pid = PARTIAL.exec(entry)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(out, entry), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
