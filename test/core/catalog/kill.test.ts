import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openCatalog } from '../../../core/catalog/catalog.ts'

const ROUNDS = 10
const ROWS = 1000
const SCRIPT = fileURLToPath(new URL('./appendBatches.ts', import.meta.url))

it(
  'loses no committed batch, doubles none and keeps none in part, killed at random moments',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-kill-'))
    const path = join(folder, 'killed.duckdb')
    let next = 0
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const acknowledged = await appendUntilKilled(path, next)
        const catalog = await openCatalog(path)
        const batches = await catalog.all<{ batch: number; rows: number }>(
          'SELECT recv_ns::DOUBLE AS batch, count(DISTINCT line_number) AS rows, count(*) AS all_rows FROM log_events GROUP BY ALL ORDER BY 1',
        )
        const last = batches.length - 1
        expect(batches).toEqual(batches.map((_, batch) => ({ batch, rows: ROWS, all_rows: ROWS })))
        // Killed between the commit and its report, one more may be there.
        expect([acknowledged, acknowledged + 1]).toContain(last)
        expect(await catalog.all('SELECT source_id FROM sources')).toEqual([{ source_id: `batch ${last}` }])
        await catalog.close()
        next = last + 1
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

/** Returns the last batch the process said it committed before it was killed. */
async function appendUntilKilled(path: string, first: number): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, path, String(first), String(ROWS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const batches = 1 + Math.floor(Math.random() * 5)
  let last = first - 1
  for await (const line of createInterface(child.stdout)) {
    last = Number(line)
    if (last - first + 1 === batches) setTimeout(() => child.kill('SIGKILL'), Math.random() * 30)
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return last
}
