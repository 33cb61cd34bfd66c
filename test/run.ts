/**
 * The whole test, as `npm test` and the build machine run it: types, lint and format; unit, property and golden
 * tests; then the real page in a real browser. Every part runs even where an earlier one failed. The last line
 * counts all of them.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { argv, env, execPath, exit } from 'node:process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { buildWeb } from '../cli/buildWeb.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scratch = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
const environment = {
  ...env,
  LOCKSTEP_TEST_SCRATCH: scratch,
  // Hundreds of processes would each compile the same sources.
  NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'lockstep-test-code'),
}
const only = argv[2]
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
})

interface Count {
  passed: number
  failed: number
  skipped: number
}

const runNode = (args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(execPath, args, { cwd: root, stdio: 'inherit', env: environment })
    child.once('exit', (code) => resolve(code === 0))
  })

async function check(): Promise<Count> {
  const ok = await runNode([join(root, 'test/check.ts')])
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

async function vitest(name: string, config: string): Promise<Count> {
  const file = join(scratch, `${name}.json`)
  const args = [
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]
  const ok = await runNode([join(root, 'node_modules/vitest/vitest.mjs'), ...args])
  try {
    const counts = report.parse(JSON.parse(readFileSync(file, 'utf8')))
    // A suite that fails to load counts no failed test of its own, yet it is a failure.
    const failed = Math.max(counts.numFailedTests, ok ? 0 : 1)
    return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const PARTS: readonly (readonly [string, () => Promise<Count>])[] = [
  ['check', check],
  ['unit', () => vitest('unit', 'vite.config.ts')],
  ['walk', () => vitest('walk', 'test/e2e/walk.config.ts')],
  ['e2e', () => vitest('e2e', 'test/e2e/vitest.config.ts')],
]

// Else each of the first test files that need the page would build it. What is wrong with it, they say.
if (only !== 'check') {
  await buildWeb(root, process).catch((error: Error) => console.error(error.message))
  // A media worker ends by being killed, and so never keeps what it compiled: one that nobody asks anything does.
  await runNode([join(root, 'core/media/worker.ts')])
}

/** Of a lower priority and one thread for the most part: made beside what comes before it. */
const LESSON_USERS = ['walk', 'e2e']
const lesson =
  only === undefined || LESSON_USERS.includes(only)
    ? runNode([join(root, 'test/e2e/support/lesson.ts')])
    : undefined

const total: Count = { passed: 0, failed: 0, skipped: 0 }
for (const [name, part] of PARTS) {
  if (only !== undefined && only !== name) continue
  const started = performance.now()
  if (LESSON_USERS.includes(name)) await lesson
  const count = await part()
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
  console.log(
    `${name}: ${count.passed} passed, ${count.failed} failed in ${Math.round((performance.now() - started) / 1000)} s\n`,
  )
}
rmSync(scratch, { recursive: true, force: true })
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
