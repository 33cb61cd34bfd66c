/**
 * A session of 8 h and 20 tracks beside the same of 10 minutes, through the real ingest, server and page: how soon
 * every tile is right, what browser and server hold, how long a paused seek takes. LOCKSTEP_LONG_S: another length.
 */
import assert from 'node:assert/strict'
import { launchBrowser } from '../support/browser.ts'
import { openBrowserCost } from '../support/browserCost.ts'
import { keepCatalog, type KeptCatalog } from '../support/playback/keptCatalog.ts'
import { makeLongSound, makeLongVideo } from '../support/playback/longMedia.ts'
import { newStagePage, openStage, seekStill, VIEWPORT } from '../support/playback/openStage.ts'
import { writeBucket, type PlacedFile } from '../support/playback/writeBucket.ts'
import { serve } from '../support/program.ts'
import { readTreeMemoryMb } from '../support/treeMemory.ts'
import { quantile, type Bench } from './report.ts'

const CAMERAS = 16
const MICROPHONES = 4
const SHORT_S = 600
const LONG_S = Number(process.env['LOCKSTEP_LONG_S'] ?? 8 * 3600)
const SEEKS = 15
const PLAY_MS = 10_000

interface Run {
  readonly startMs: number
  readonly seeksMs: readonly number[]
  readonly browserMb: number
  readonly serverMb: number
  readonly heapMb: number
}

export const bench: Bench = async (report) => {
  const short = await run(await keepLong(SHORT_S), SHORT_S)
  const long = await run(await keepLong(LONG_S), LONG_S)
  const row = (what: string, unit: string, of: (run: Run) => number): void =>
    report({
      what: `${LONG_S / 3600} h, ${CAMERAS + MICROPHONES} tracks: ${what}`,
      value: of(long),
      unit,
      baseline: { name: '10 min', value: of(short) },
    })
  row('all visible tiles right after opening', 'ms', ({ startMs }) => startMs)
  row('paused seek until all are right, median', 'ms', ({ seeksMs }) => quantile(seeksMs, 0.5))
  row('paused seek until all are right, longest', 'ms', ({ seeksMs }) => Math.max(...seeksMs))
  row('memory of the browser', 'MiB', ({ browserMb }) => browserMb)
  row('of it, the page’s scripts', 'MiB', ({ heapMb }) => heapMb)
  row('memory of the server', 'MiB', ({ serverMb }) => serverMb)
}

async function keepLong(seconds: number): Promise<KeptCatalog> {
  const files: PlacedFile[] = []
  for (let at = 0; at < CAMERAS + MICROPHONES; at++) {
    const isCamera = at < CAMERAS
    const startS = 2 + ((at * 137) % 900) / 1000
    files.push({
      identity: `person-${String((at % CAMERAS) + 1).padStart(2, '0')}`,
      source: isCamera ? 'camera' : 'microphone',
      path: isCamera
        ? await makeLongVideo((at % 4) + 1, seconds)
        : await makeLongSound(seconds, 220 + 110 * (at - CAMERAS)),
      startS,
      endS: startS + seconds,
    })
  }
  return keepCatalog(`long-${seconds}`, (bucket) => writeBucket(bucket, `${seconds} s`, files))
}

async function run({ catalog }: KeptCatalog, seconds: number): Promise<Run> {
  const served = await serve(['serve', '--catalog', catalog, '--port', '0', '--no-open'])
  const browser = await launchBrowser()
  try {
    const [first] = (await (await fetch(`${served.url}/api/sessions`)).json()) as { sessionId: string }[]
    const cost = await openBrowserCost(browser)
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    const startMs = await openStage(page, `${served.url}/s/${encodeURIComponent(first!.sessionId)}?t=5`)
    const seeksMs: number[] = []
    for (let turn = 1; turn <= SEEKS; turn++) {
      seeksMs.push(await seekStill(page, 4e6 + ((turn * 0.381_966) % 1) * (seconds - 10) * 1e6))
    }
    const states = await page.evaluate(() => window.lockstep!.player.readings().map(({ state }) => state))
    assert.deepEqual([...new Set(states)], ['ok'], `all tiles are right after ${SEEKS} seeks`)
    await page.evaluate(
      (ms) => (window.lockstep!.player.play(), new Promise((resolve) => setTimeout(resolve, ms))),
      PLAY_MS,
    )
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const { metrics } = await session.send('Performance.getMetrics')
    return {
      startMs,
      seeksMs,
      browserMb: await cost.memoryMb(),
      serverMb: readTreeMemoryMb(served.child.pid!),
      heapMb: metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 2 ** 20,
    }
  } finally {
    await browser.close()
    await served.stop()
  }
}
