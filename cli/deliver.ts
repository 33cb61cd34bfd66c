/** Where a command's result goes: standard output, or a file that is whole or not there. */
import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../core/model/index.ts'
import type { Effects } from './effects.ts'

/** Throws UserError `not_writable`. */
export async function deliver(bytes: Uint8Array, out: string | undefined, effects: Effects): Promise<void> {
  if (out === undefined) {
    effects.stdout.write(bytes)
    return
  }
  const path = resolve(effects.cwd, out)
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new UserError('not_writable', `cannot write ${path}: ${(error as Error).message}`, {
      hint: 'Check that its folder exists and may be written to.',
      cause: error,
    })
  }
}
