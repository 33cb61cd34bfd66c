/** Opens a page in the person's browser where there is one to open; never fails, never waits. */
import { spawn } from 'node:child_process'

const COMMANDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
}

/** Returns whether there is one, as far as can be told. */
export function openBrowser(url: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const [program, ...leading] = COMMANDS[process.platform] ?? []
  const headless = process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
  if (program === undefined || headless) return false
  const child = spawn(program, [...leading, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
  return true
}
