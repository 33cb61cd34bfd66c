/** Where the backend keeps its state, and files in it that nobody else may read. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * `given` (as `--state`), else `${XDG_STATE_HOME:-~/.local/state}/lockstep/capture`, absolute; `capture-dev` for a server
 * of our own, so that a trial changes nothing of a study.
 */
export function resolveStateFolder(
  given: string | undefined,
  world: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly isDev?: boolean
  },
): string {
  if (given !== undefined) return resolve(world.cwd, given)
  const base = world.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state')
  return join(base, 'lockstep', world.isDev ? 'capture-dev' : 'capture')
}

/** Writes a file of mode 0600 whole or not at all; false where one is there already, which then stays. */
export async function writeSecretFile(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = join(dirname(path), `.${basename(path)}-${randomBytes(6).toString('hex')}.partial`)
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await file.close()
    // A link, unlike a rename, never replaces what another start has written meanwhile.
    await link(partial, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await file.close()
    await rm(partial, { force: true })
  }
}

/** The text of a file, or undefined where there is none. */
export async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
