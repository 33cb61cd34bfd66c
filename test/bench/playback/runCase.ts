/** One run of a row: a fresh browser opens the session, seeks, plays under the judge, and is asked what it cost. */
import { LARGE_ROW_SHARE } from '../../../fixtures/cells.ts'
import { launchBrowser } from '../../support/browser.ts'
import { openBrowserCost } from '../../support/browserCost.ts'
import { waitForRest } from '../../support/contention.ts'
import { judgeStill } from '../../support/judge.ts'
import { passTime, readTiles } from '../../support/judgePage.ts'
import { judgePlayback, type Judgement } from '../../support/judgeRun.ts'
import type { Judged } from '../../support/playback/openJudged.ts'
import {
  newStagePage,
  openFromList,
  openStage,
  seekStill,
  VIEWPORT,
} from '../../support/playback/openStage.ts'
import { findFaults } from '../../support/verdict.ts'
import { quantile } from '../report.ts'
import type { Case } from './cases.ts'

export interface Run {
  readonly judgement: Judgement
  /** From choosing the session in the list to the first picture of the last tile. */
  readonly startMs: number
  /** The same from asking for its address in a browser that has nothing of the page yet. */
  readonly coldMs: number
  /** Of paused seeks until all tiles are right, in the order they were made. */
  readonly seeksMs: readonly number[]
  /** Of all the browser's processes, while it plays and nobody reads its pixels. */
  readonly cores: number
  readonly memoryMb: number
  /** From opening to the end of the judged stretch. */
  readonly servedMb: number
  readonly faults: readonly string[]
}

/** Where is sought to, as shares of what all lanes have recorded: forwards and backwards, in other GOPs and in the same. */
export const SEEKS = [0.21, 0.74, 0.43, 0.92, 0.08, 0.67, 0.7, 0.3, 0.55]
const CHECKED = 3
const SETTLE_MS = 1500
const COST_MS = 6000

const PATIENCE_MS = 90_000

/** Looks at the session once, so that what is made then (filmstrips, the rest of the proxies) is not measured. */
export async function warmUp(open: Judged, query: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await openStage(page, `${open.page}?judge=1${query}`)
    await waitForRest(PATIENCE_MS)
  } finally {
    await browser.close()
  }
}

export async function runCase(
  open: Judged,
  { query, limits }: Pick<Case, 'query' | 'limits'>,
  seconds: number,
): Promise<Run> {
  const lanes = open.lanes.map((lane) => ({ ...lane, rowShare: LARGE_ROW_SHARE }))
  const momentOf = (share: number): number => Math.round(open.from + share * (open.to - open.from))
  const served = open.bytesServed()
  const browser = await launchBrowser()
  try {
    const address = `${open.page}?judge=1&t=${momentOf(0.1) / 1e6}${query}`
    const cold = await browser.newContext({ viewport: VIEWPORT })
    const coldMs = await openStage(await newStagePage(cold), address)
    await cold.close()
    const cost = await openBrowserCost(browser)
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const startMs = await openFromList(page, address)
    const seeksMs: number[] = []
    for (const share of SEEKS) seeksMs.push(await seekStill(page, momentOf(share)))
    await seekStill(page, momentOf(0.05))
    await page.evaluate(() => window.lockstep!.player.play())
    await passTime(page, SETTLE_MS)
    let memoryMb = Number.NaN
    let servedMb = Number.NaN
    const judgement = await judgePlayback(page, lanes, {
      seconds,
      around: async (stretch) => {
        const value = await stretch()
        memoryMb = await cost.memoryMb()
        servedMb = (open.bytesServed() - served) / 1e6
        return value
      },
    })
    const { cores } = await cost.measureCores(() => passTime(page, COST_MS))
    await page.evaluate(() => window.lockstep!.player.pause())
    const wrong: string[] = []
    for (const share of SEEKS.slice(0, CHECKED)) {
      await seekStill(page, momentOf(share))
      wrong.push(...judgeStill(await readTiles(page), lanes, momentOf(share)))
    }
    const faults = [
      ...findFaults(judgement, limits),
      ...wrong.map((text) => `after a seek: ${text}`),
      ...errors.map((text) => `the page failed: ${text}`),
      ...above('first pictures', startMs, limits.startMs, 'ms'),
      ...above('paused seek, median', quantile(seeksMs, 0.5), limits.seekMs, 'ms'),
      ...above('cores', cores, limits.cores, ''),
    ]
    return { judgement, startMs, coldMs, seeksMs, cores, memoryMb, servedMb, faults }
  } finally {
    await browser.close()
  }
}

const above = (what: string, value: number, limit: number, unit: string): string[] =>
  value <= limit ? [] : [`${what} ${value.toFixed(2)} ${unit}, the limit is ${limit}`]
