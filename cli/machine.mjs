// What this machine has: look-ups shared by the set-up, `lockstep doctor` and the tests. Changes nothing.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env, platform } from 'node:process'
import { cacheFolder } from './node.mjs'

const exe = platform === 'win32' ? '.exe' : ''

/** Finds a program on the PATH. @param {string} name @returns {string | undefined} */
export function findProgram(name) {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name + exe)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  return undefined
}

/** Finds an installed Chromium or Chrome; LOCKSTEP_BROWSER names another. @returns {string | undefined} */
export function findBrowser() {
  if (env.LOCKSTEP_BROWSER) return existsSync(env.LOCKSTEP_BROWSER) ? env.LOCKSTEP_BROWSER : undefined
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']) {
    const path = findProgram(name)
    if (path) return path
  }
  const places = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(env.PROGRAMFILES ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
    join(env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)', 'Google\\Chrome\\Application\\chrome.exe'),
    join(env.PROGRAMFILES ?? 'C:\\Program Files', 'Microsoft\\Edge\\Application\\msedge.exe'),
  ]
  return places.find((path) => existsSync(path))
}

export const toolFolder = () => join(cacheFolder(), 'tools')

/** Finds a program that the set-up builds. @param {string} name @returns {string | undefined} */
function findTool(name) {
  const built = join(toolFolder(), name + exe)
  return existsSync(built) ? built : findProgram(name)
}

/** Finds the S3 server of the tests; LOCKSTEP_VERSITYGW names another. */
export const findS3Server = () => env.LOCKSTEP_VERSITYGW || findTool('versitygw')

/** Finds the LiveKit server of the tests and of `lockstep capture --dev`; LOCKSTEP_LIVEKIT_SERVER names another. */
export const findLivekitServer = () => env.LOCKSTEP_LIVEKIT_SERVER || findTool('livekit-server')

/** The first line a program prints of its version. @param {string} path @param {string} [flag] */
export function programVersion(path, flag = '--version') {
  const answer = spawnSync(path, [flag], { encoding: 'utf8', timeout: 10_000 })
  return (answer.stdout || answer.stderr || '').split('\n')[0]?.trim() || undefined
}

/** True on Debian and its children, where `apt-get` installs by name. */
export function isDebian() {
  try {
    return (
      /(^|\n)ID(_LIKE)?="?[^\n]*debian/.test(readFileSync('/etc/os-release', 'utf8')) &&
      findProgram('apt-get') !== undefined
    )
  } catch {
    return false
  }
}

export const isRoot = () => typeof process.getuid === 'function' && process.getuid() === 0
