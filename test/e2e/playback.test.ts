/**
 * The gate: sixteen cameras from their proxies in the real page, judged by three readings; and the judge itself, by
 * tiles that are broken behind the engine's back. The whole table is `npm run bench:playback`.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LARGE_ROW_SHARE } from '../../fixtures/cells.ts'
import { launchBrowser } from '../support/browser.ts'
import { isValid, measureValid, waitForRest, watchMachine } from '../support/contention.ts'
import type { JudgedLane } from '../support/judge.ts'
import { passTime } from '../support/judgePage.ts'
import { judgePlayback } from '../support/judgeRun.ts'
import { findFooled } from '../support/judgeSabotage.ts'
import { keepCrowd } from '../support/playback/crowd.ts'
import { openJudged, type Judged } from '../support/playback/openJudged.ts'
import { newStagePage, openStage, seekStill, VIEWPORT } from '../support/playback/openStage.ts'
import { findFaults } from '../support/verdict.ts'

const TILES = 16
const RECORDED_S = 20
const LIMITS = { p95: 1, withinOne: 0.99 }

let open: Judged
let lanes: JudgedLane[]
let browser: Browser
let page: Page

const playFrom = async (seconds: number): Promise<void> => {
  await page.evaluate(() => window.lockstep!.player.pause())
  await seekStill(page, open.from + seconds * 1e6)
  await page.evaluate(() => window.lockstep!.player.play())
  await passTime(page, 800)
}

beforeAll(async () => {
  open = await openJudged(await keepCrowd(TILES, RECORDED_S), { levels: ['180'] })
  lanes = open.lanes.map((lane) => ({ ...lane, rowShare: LARGE_ROW_SHARE }))
  browser = await launchBrowser()
  page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
  await openStage(page, `${open.page}?judge=1`)
  // Filmstrips are made when a session is first looked at.
  await waitForRest(15_000)
})

afterAll(async () => {
  await browser?.close()
  await open?.close()
})

describe('sixteen cameras at once', () => {
  it('are within one frame of the truth, by three readings that agree', async ({ skip }) => {
    const run = await measureValid(
      async () => {
        await playFrom(0.5)
        return findFaults(
          await judgePlayback(page, lanes, { seconds: 4, screenshots: 8, restMs: 400 }),
          LIMITS,
        )
      },
      (faults) => faults.length === 0,
    )
    // Neither a pass nor a fail: others used the machine.
    if (!run) return skip('other processes kept the machine busy')
    expect(run.value).toEqual([])
  })

  it('are judged by one that sees each way to be out of step', async ({ skip }) => {
    await playFrom(0.5)
    const run = await watchMachine(() => findFooled(page, lanes))
    // Tiles that are late for want of a processor may look right by chance.
    if (run.value.length > 0 && !isValid(run)) return skip('other processes kept the machine busy')
    expect(run.value).toEqual([])
  })
})
