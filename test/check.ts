/** Types, lint and format, each in full; `--fix` writes what can be mended. Ends non-zero if one of them objects. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { argv, execPath, exit } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const fix = argv.includes('--fix')
const SOURCES = ['cli', 'app', 'core', 'ingest', 'export', 'fixtures', 'test', 'vite.config.ts']

const CHECKS: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'typescript/bin/tsc', ['-p', '.']],
  ['lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', ...(fix ? ['--fix'] : []), ...SOURCES]],
  ['format', 'oxfmt/bin/oxfmt', [...(fix ? [] : ['--check']), ...SOURCES]],
]

let failed = 0
for (const [name, script, args] of CHECKS) {
  const done = spawnSync(execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  console.log(`${name}: ${done.status === 0 ? 'ok' : 'failed'}`)
  if (done.status !== 0) failed += 1
}
console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`)
exit(failed === 0 ? 0 : 1)
