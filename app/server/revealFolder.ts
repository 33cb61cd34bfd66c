/** Opens a folder in the machine's file manager. */
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { UserError } from '../../core/model/index.ts'

const PROGRAMS: Readonly<Record<string, string>> = {
  darwin: 'open',
  win32: 'explorer',
  linux: 'xdg-open',
}
/** A file manager that has not ended by then is open. */
const SETTLED_MS = 2000

/** Throws UserError `reveal_failed` where the folder is gone or the machine has no desktop. */
export async function revealFolder(
  folder: string,
  machine: { platform: NodeJS.Platform; env: Readonly<Record<string, string | undefined>> } = process,
): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new UserError('reveal_failed', 'the folder of this export is gone', {
      hint: `It was at ${folder}. Export the segment again.`,
    })
  }
  const { platform, env } = machine
  const program = PROGRAMS[platform]
  const headless = platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
  if (program === undefined || headless) throw refuse('this machine has no desktop to show it on', folder)
  const child = spawn(program, [folder], { stdio: 'ignore', detached: true })
  child.unref()
  await new Promise<void>((resolve, reject) => {
    const settle = setTimeout(resolve, SETTLED_MS)
    child.once('error', (cause) => {
      clearTimeout(settle)
      reject(refuse(`${program} could not be started: ${cause.message}`, folder))
    })
    child.once('exit', (code) => {
      clearTimeout(settle)
      // Windows' own explorer ends with 1 also where it opened the folder.
      if (code === 0 || platform === 'win32') resolve()
      else reject(refuse(`${program} ended with code ${code}`, folder))
    })
  })
}

const refuse = (message: string, folder: string): UserError =>
  new UserError('reveal_failed', message, { hint: `The folder is ${folder}.` })
