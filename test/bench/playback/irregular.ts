/** Sessions as they really are: late joins, rejoins, mutes, holes, variable rates; judged by the same three readings. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateFixture } from '../../../fixtures/generate.ts'
import { launchBrowser } from '../../support/browser.ts'
import { measureValid } from '../../support/contention.ts'
import { passTime } from '../../support/judgePage.ts'
import { judgePlayback, type Judgement } from '../../support/judgeRun.ts'
import { keepVaried } from '../../support/playback/crowd.ts'
import { keepCatalog } from '../../support/playback/keptCatalog.ts'
import { openJudged, type Judged } from '../../support/playback/openJudged.ts'
import { newStagePage, openStage, seekStill, VIEWPORT } from '../../support/playback/openStage.ts'
import { findFaults } from '../../support/verdict.ts'
import type { RowResult } from './results.ts'
import { warmUp } from './runCase.ts'

const LIMITS = { p95: 1, withinOne: 0.99 }
const RUNS = 3
/** Where it is played from, and for how long: over a late join; over a hole, a leaving and a rejoin. */
const STRETCHES = { lesson: { fromUs: 8e6, seconds: 10 }, varied: { fromUs: 5e6, seconds: 6 } } as const

export async function benchIrregular(row: keyof typeof STRETCHES): Promise<RowResult> {
  const open = await (row === 'lesson' ? openLesson() : openJudged(await keepVaried(), { levels: ['180'] }))
  try {
    await warmUp(open, '')
    const judgements: Judgement[] = []
    for (let at = 0; at < RUNS; at++) {
      const run = await measureValid(() => judgeOnce(open, row))
      if (!run) break
      judgements.push(run.value)
    }
    const faults = [...new Set(judgements.flatMap((judgement) => findFaults(judgement, LIMITS)))]
    for (const { log, pixels, screenshots } of judgements) {
      const shares = Object.entries({ log, pixels, screenshots }).map(
        ([name, { exact, withinOne, samples }]) =>
          `${name} ${(100 * exact).toFixed(2)} % exact, ${(100 * withinOne).toFixed(2)} % ≤ 1 of ${samples}`,
      )
      console.log(`    ${shares.join('; ')}`)
    }
    const outcome = judgements.length < RUNS ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
    const what = row === 'lesson' ? 'the lesson' : 'variable rates, a hole, a rejoin'
    return { row, what, outcome, faults, details: judgements }
  } finally {
    await open.close()
  }
}

async function judgeOnce(open: Judged, row: keyof typeof STRETCHES): Promise<Judgement> {
  const { fromUs, seconds } = STRETCHES[row]
  const browser = await launchBrowser()
  try {
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await openStage(page, `${open.page}?judge=1`)
    await seekStill(page, fromUs)
    await page.evaluate(() => window.lockstep!.player.play())
    await passTime(page, 1000)
    return await judgePlayback(page, open.lanes, { seconds, screenshots: 8, restMs: 500 })
  } finally {
    await browser.close()
  }
}

async function openLesson(): Promise<Judged> {
  const out = join(tmpdir(), 'lockstep-lesson-judged')
  const { bucket, truth } = await generateFixture('lesson', { out })
  const recordings = new Map(
    truth.sessions.flatMap((one) => one.recordings).map((one) => [one.objectKey, one]),
  )
  const kept = await keepCatalog('lesson', bucket)
  const nameOf = (key: string): ((index: number) => number) | undefined => {
    const index = recordings.get(key)?.frames?.index
    return index && ((at) => index[at] ?? -1)
  }
  return openJudged(kept, { levels: ['180'], nameOf })
}
