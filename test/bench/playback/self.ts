/** The judge is judged: tiles shifted and frozen in the real page must be seen by the readings that can see them. */
import { LARGE_ROW_SHARE } from '../../../fixtures/cells.ts'
import { launchBrowser } from '../../support/browser.ts'
import { isValid, watchMachine } from '../../support/contention.ts'
import { passTime } from '../../support/judgePage.ts'
import { findFooled } from '../../support/judgeSabotage.ts'
import { keepCrowd } from '../../support/playback/crowd.ts'
import { openJudged } from '../../support/playback/openJudged.ts'
import { newStagePage, openStage, VIEWPORT } from '../../support/playback/openStage.ts'
import type { RowResult } from './results.ts'

export async function benchSelf(): Promise<RowResult> {
  const open = await openJudged(await keepCrowd(16, 60))
  const browser = await launchBrowser()
  try {
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await openStage(page, `${open.page}?judge=1&t=${(open.from + 1e6) / 1e6}`)
    await page.evaluate(() => window.lockstep!.player.play())
    await passTime(page, 1000)
    const lanes = open.lanes.map((lane) => ({ ...lane, rowShare: LARGE_ROW_SHARE }))
    const run = await watchMachine(() => findFooled(page, lanes))
    const faults = run.value
    const outcome = !isValid(run) ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
    return { row: 'selftest', what: 'the judge, judged', outcome, faults, details: {} }
  } finally {
    await browser.close()
    await open.close()
  }
}
