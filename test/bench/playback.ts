/**
 * Playback in a real browser with 4, 9 and 16 tiles: how exact the tiles are by the judge's readings, how long a
 * paused seek takes until all are right; WebCodecs against the `<video>` fallback in the same run.
 */
import { rm } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { judgeLog, judgePixels, type FrameReading, type JudgedLane } from '../support/judge.ts'
import { readTiles } from '../support/judgePage.ts'
import { buildPage } from '../support/playback/buildPage.ts'
import { serveSession } from '../support/playback/serveSession.ts'
import { judgedLanes, makeEvenSession } from '../support/playback/sessions.ts'
import { quantile, type Bench } from './report.ts'

const TILES = [4, 9, 16]
const PLAY_MS = 6_000
const SETTLE_MS = 1_000
const SEEKS_S = [3, 11, 6.5, 14, 1.2, 9.9, 4.4]

interface Run {
  readonly startMs: number
  readonly seeksMs: readonly number[]
  readonly reading: FrameReading
}

export const bench: Bench = async (report) => {
  const page = await buildPage()
  const browser = await launchBrowser()
  try {
    report({
      what: 'machine load before (above 1 the rest says little)',
      value: loadPerCore(),
      unit: 'a core',
    })
    for (const tiles of TILES) {
      const made = await makeEvenSession(tiles)
      const served = await serveSession(made.session, made.files, page)
      try {
        const lanes = await judgedLanes(made)
        const own = await run(browser, `${served.url}/?judge=1`, lanes)
        const video = await run(browser, `${served.url}/?judge=1&engine=video`, lanes)
        const row = (what: string, unit: string, of: (run: Run) => number): void =>
          report({
            what: `${tiles} tiles: ${what}`,
            value: of(own),
            unit,
            baseline: { name: 'video', value: of(video) },
          })
        row('exactly the frame of the moment', '%', ({ reading }) => reading.exact * 100)
        row('within one frame', '%', ({ reading }) => reading.withinOne * 100)
        row('moments with all tiles within one frame', '%', ({ reading }) => reading.allWithinOne * 100)
        report({ what: `${tiles} tiles: error, 95th percentile`, value: own.reading.p95, unit: 'frames' })
        row('first pictures after opening', 'ms', ({ startMs }) => startMs)
        row('paused seek until all are right, median', 'ms', ({ seeksMs }) => quantile(seeksMs, 0.5))
        row('paused seek until all are right, longest', 'ms', ({ seeksMs }) => Math.max(...seeksMs))
      } finally {
        await served.close()
      }
    }
  } finally {
    await browser.close()
    await rm(page, { recursive: true, force: true })
  }
}

async function run(browser: Browser, url: string, lanes: readonly JudgedLane[]): Promise<Run> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  try {
    const begun = performance.now()
    await page.goto(url)
    await waitIdle(page)
    const startMs = performance.now() - begun
    const seeksMs: number[] = []
    for (const seconds of SEEKS_S) seeksMs.push(await seek(page, seconds * 1e6))
    await seek(page, 1.5e6)
    await page.evaluate(() => window.lockstep!.player.play())
    const from = await passTime(page, SETTLE_MS)
    const to = await passTime(page, PLAY_MS)
    const trace = await page.evaluate(() => window.lockstep!.player.trace())
    await page.evaluate(() => window.lockstep!.player.pause())
    // Last, since a canvas whose pixels were once read is drawn more slowly for ever after.
    for (const seconds of SEEKS_S) {
      await seek(page, seconds * 1e6)
      const { samples, wrong } = judgePixels([await readTiles(page)], lanes)
      if (samples !== lanes.length || wrong.length > 0) {
        throw new Error(
          `after a seek to ${seconds} s: ${samples} of ${lanes.length} tiles, ${wrong.join('; ')}`,
        )
      }
    }
    return { startMs, seeksMs, reading: judgeLog(trace, lanes, from, to) }
  } finally {
    await page.close()
  }
}

const waitIdle = (page: Page) => page.waitForSelector('html[data-idle=true]', { state: 'attached' })

/** Milliseconds until every tile shows the frame of `t`, as the page itself measures it. */
const seek = (page: Page, t: number): Promise<number> =>
  page.evaluate(
    (target) =>
      new Promise<number>((resolve) => {
        const { player } = window.lockstep!
        const begun = performance.now()
        player.seek(target)
        const off = player.state.subscribe(({ idle }) => {
          if (!idle) return
          off()
          resolve(performance.now() - begun)
        })
      }),
    t,
  )

/** Lets the page play for `ms`; returns its performance.now(). */
async function passTime(page: Page, ms: number): Promise<number> {
  const until = (await page.evaluate(() => performance.now())) + ms
  await page.waitForFunction((end) => performance.now() >= end, until, { polling: 100 })
  return until
}

const loadPerCore = (): number => loadavg()[0]! / availableParallelism()
