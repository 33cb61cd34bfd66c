// The Node this project runs on: the installed one where it is new enough, else the one the set-up fetched.
// Plain JavaScript, since an old Node must be able to read it. `node cli/node.mjs SCRIPT …` runs a script on it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { argv, env, execPath, platform, arch, versions } from 'node:process'
import { pathToFileURL } from 'node:url'

/** @typedef {{ path: string, version: string | undefined, fetched: boolean }} Runtime */

const LEAST = [22, 13]
const STRIPS_TYPES = [22, 18]

/** @param {string} version @param {number[]} least */
function atLeast(version, [major = 0, minor = 0]) {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

/** Where tools, fixtures and a fetched Node are kept between checkouts. */
export function cacheFolder() {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'lockstep')
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lockstep')
}

export const runtimeFolder = () => join(cacheFolder(), 'runtime')

/** Finds a fitting Node, or undefined where the set-up has to fetch one. @returns {Runtime | undefined} */
export function findNode() {
  if (atLeast(versions.node, LEAST)) return { path: execPath, version: versions.node, fetched: false }
  const binary = platform === 'win32' ? 'node.exe' : 'node'
  for (const name of [
    `node-${platform === 'win32' ? 'win' : platform}-${arch}`,
    `node-bin-${platform}-${arch}`,
  ]) {
    const path = join(runtimeFolder(), 'node_modules', name, 'bin', binary)
    if (existsSync(path)) return { path, version: undefined, fetched: true }
  }
  return undefined
}

/** Flags that let this Node run TypeScript sources as they are. @param {Runtime} runtime */
export function typeFlags({ version }) {
  const strips = version === undefined || atLeast(version, STRIPS_TYPES)
  return strips ? [] : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
}

/** Runs a script on the fitting Node and leaves with its exit code. @param {string[]} args */
export function runOnNode(args) {
  const runtime = findNode()
  if (!runtime) {
    console.error(
      `Lockstep needs Node 22.13 or newer; this is ${versions.node}. "npm run demo" or "npm test" fetches one.`,
    )
    process.exit(1)
  }
  const bin = join(runtime.path, '..')
  const separator = platform === 'win32' ? ';' : ':'
  const child = spawn(runtime.path, [...typeFlags(runtime), ...args], {
    stdio: 'inherit',
    env: { ...env, PATH: `${bin}${separator}${env.PATH ?? ''}` },
  })
  // The terminal sends Ctrl-C to the child as well: it stops cleanly, and we wait for it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) runOnNode(argv.slice(2))
