// Fetches the Node of cli/runtime/package-lock.json (a plain locked npm package, no install script) into the cache.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { env, execPath, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { findNode, runtimeFolder } from './node.mjs'

/** Runs npm as it was called for this process, else as the machine has it. @param {string[]} args @param {string} cwd */
export function npm(args, cwd) {
  const script = env.npm_execpath
  const [command, head] = script && script.endsWith('.js') ? [execPath, [script]] : ['npm', []]
  return spawnSync(command, [...head, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32' && command === 'npm',
  })
}

/** Makes a fitting Node present; exits with a clear line where none can be had. */
export function fetchNode() {
  const from = join(dirname(fileURLToPath(import.meta.url)), 'runtime')
  const folder = runtimeFolder()
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(from, file), join(folder, file))
  writeFileSync(join(folder, '.npmrc'), 'ignore-scripts=true\nfund=false\naudit=false\n')
  npm(['ci', '--loglevel=error', '--no-fund', '--no-audit'], folder)
  if (findNode()) return
  console.error(
    `Lockstep needs Node 22.13 or newer; this is ${versions.node}, and no package fits this machine.`,
  )
  console.error('Install Node 24 from your system or nodejs.org, then run the same command again.')
  process.exit(1)
}
