/**
 * What drawing sixteen tiles of 360p costs the browser, as the workbench draws them against the plain call, in one run.
 * Answer asserted: on noise, the hardest there is to scale, no channel of no pixel differs by more than a tenth.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'
import { launchBrowser } from '../support/browser.ts'
import { openBrowserCost } from '../support/browserCost.ts'
import type { DrawWay } from '../support/playback/drawPage/main.ts'
import { passTime } from '../support/judgePage.ts'
import type { Bench } from './report.ts'

declare global {
  interface Window {
    drawing?: { use(way: DrawWay): void; ticks(): number; compare(): number }
  }
}

const WAYS: readonly DrawWay[] = ['nothing', 'plain', 'smooth', 'rough']
const ROUNDS = 3
const RUN_MS = 2_500

export const bench: Bench = async (report) => {
  const outDir = await mkdtemp(join(tmpdir(), 'lockstep-drawing-'))
  const root = fileURLToPath(new URL('../support/playback/drawPage', import.meta.url))
  const target = { outDir, emptyOutDir: true, target: 'chrome120' }
  await build({ configFile: false, logLevel: 'warn', root, build: target })
  const server = await preview({ configFile: false, root, build: { outDir }, preview: { host: '127.0.0.1' } })
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(server.resolvedUrls!.local[0]!)
    await page.waitForFunction(() => window.drawing)
    const cost = await openBrowserCost(browser)
    // How large frames are drawn is decided by the first of them.
    await page.evaluate(() => window.drawing!.use('smooth'))
    await passTime(page, RUN_MS)
    const cores = new Map<DrawWay, number>(WAYS.map((way) => [way, 0]))
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of WAYS) {
        await page.evaluate((next) => window.drawing!.use(next), way)
        await passTime(page, 500)
        const before = await page.evaluate(() => window.drawing!.ticks())
        const measured = await cost.measureCores(() => passTime(page, RUN_MS))
        const ticks = (await page.evaluate(() => window.drawing!.ticks())) - before
        // By the ticks that came: a machine with other work draws fewer.
        cores.set(way, cores.get(way)! + (measured.cores * RUN_MS) / ticks / ROUNDS)
      }
    }
    const difference = await page.evaluate(() => window.drawing!.compare())
    if (difference > 25) throw new Error(`a channel differs by ${difference} from the plain call's`)
    const of = (way: DrawWay): number => cores.get(way)! - cores.get('nothing')!
    const row = (what: string, way: DrawWay): void =>
      report({ what, value: of(way), unit: 'CPU ms a tick', baseline: { name: 'plain', value: of('plain') } })
    row('16 × 360p in strips, smooth', 'smooth')
    row('16 × 360p in strips, not smoothed', 'rough')
  } finally {
    await browser.close()
    await server.close()
    await rm(outDir, { recursive: true, force: true })
  }
}
