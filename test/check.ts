/** Types, lint and format, each in full; `--fix` writes what can be mended. Ends non-zero if one of them objects. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { argv, env, execPath, exit } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const fix = argv.includes('--fix')
const SOURCES = [
  'cli',
  'app',
  'core',
  'ingest',
  'review',
  'export',
  'capture',
  'fixtures',
  'test',
  'vite.config.ts',
]

const CHECKS: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'typescript/bin/tsc', ['-p', '.']],
  ['lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', ...(fix ? ['--fix'] : []), ...SOURCES]],
  ['format', 'oxfmt/bin/oxfmt', [...(fix ? [] : ['--check']), ...SOURCES]],
]

/** Runs it to its end; what it says comes at once, so that two that run together are not mixed up. */
function run(script: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(execPath, [join(root, 'node_modules', script), ...args], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)))
  return new Promise((resolve) => {
    child.once('close', (code) => {
      console.log(said.trimEnd())
      resolve(code === 0)
    })
  })
}

/** One after another: two may write the same files. Returns how many object. */
async function countFailed(checks: typeof CHECKS): Promise<number> {
  let count = 0
  for (const [name, script, args] of checks) {
    const ok = await run(script, args)
    console.log(`${name}: ${ok ? 'ok' : 'failed'}`)
    if (!ok) count += 1
  }
  return count
}

// Types take one core: the others run beside them.
const [types = 0, others = 0] = await Promise.all([CHECKS.slice(0, 1), CHECKS.slice(1)].map(countFailed))
const failed = types + others
console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`)
exit(failed === 0 ? 0 : 1)
