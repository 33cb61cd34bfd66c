/**
 * What a page holds after much has been done in it, as a ratio to what it held after a little of the same: seeks, a
 * loop of one second, changes of rate, of size and of order. Throws where 200 seeks leave more than 15 % behind.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { openBrowserCost, type BrowserCost } from '../support/browserCost.ts'
import { countMedia, openHoldings, type Holdings } from '../support/pageHoldings.ts'
import { newStagePage, openStage, seekStill, VIEWPORT } from '../support/playback/openStage.ts'
import { openRestartable } from '../support/playback/restartable.ts'
import type { Bench, Report } from './report.ts'

const CAMERAS = 9
const MOST = 1.15
/** What is not bytes. */
const COUNTED = ['nodes', 'listeners', 'audioNodes', 'frames', 'decoders'] as const

interface Held extends Holdings {
  /** All of the browser's processes, MiB. */
  readonly processesMb: number
}

interface Exercise {
  readonly name: string
  readonly few: number
  readonly many: number
  /** Does it once more; `turn` counts from 0. */
  readonly once: (page: Page, turn: number) => Promise<unknown>
  readonly playing: boolean
}

const wait = (page: Page, ms: number): Promise<unknown> =>
  page.evaluate((long) => new Promise((resolve) => setTimeout(resolve, long)), ms)

async function reorder(page: Page, turn: number): Promise<void> {
  await page.setViewportSize({ width: 1000 + ((turn * 97) % 440), height: 700 + ((turn * 61) % 200) })
  const tiles = page.getByLabel('Stage', { exact: true }).locator('[data-lane]')
  await tiles.nth(turn % CAMERAS).dragTo(tiles.nth((turn * 5 + 3) % CAMERAS))
}

const EXERCISES: readonly Exercise[] = [
  {
    name: 'seeks',
    few: 20,
    many: 200,
    once: (page, turn) => seekStill(page, 3e6 + ((turn * 7_919_003) % 17_000_000)),
    playing: false,
  },
  {
    name: 'rounds of a loop of 1 s',
    few: 6,
    many: 60,
    once: (page) =>
      page.evaluate(async () => {
        const { player } = window.lockstep!
        if (!player.state.getState().loop) player.setLoop({ start: 6e6, end: 7e6 } as never)
        let last = -Infinity
        await new Promise<void>((resolve) => {
          const off = player.onFrame((t) => {
            if (t < last) resolve(off())
            last = t
          })
        })
      }),
    playing: true,
  },
  {
    name: 'changes of rate',
    few: 10,
    many: 100,
    once: (page, turn) =>
      page.evaluate(
        async ([rate, long]) => {
          window.lockstep!.player.setRate(rate!)
          // The pace at which the rate is changed.
          await new Promise((resolve) => setTimeout(resolve, long))
        },
        [[2, 0.5, 1.5, 1][turn % 4]!, 250],
      ),
    playing: true,
  },
  { name: 'changes of size and order', few: 5, many: 50, once: reorder, playing: true },
]

export const bench: Bench = async (report) => {
  const at = await openRestartable(CAMERAS)
  const browser = await launchBrowser()
  try {
    const cost = await openBrowserCost(browser)
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await countMedia(page)
    await openStage(page, `${at.page}?t=4`)
    for (const exercise of EXERCISES) await measure(page, cost, exercise, report)
    await storm(page, report)
  } finally {
    await browser.close()
    await at.close()
  }
}

async function measure(page: Page, cost: BrowserCost, exercise: Exercise, report: Report): Promise<void> {
  const { name, few, many, once, playing } = exercise
  const holdings = await openHoldings(page)
  const read = async (): Promise<Held> => {
    // Compared at rest at one and the same moment: what is decoded ahead is not.
    await page.evaluate(() => window.lockstep!.player.pause())
    await seekStill(page, 5e6)
    await wait(page, 500)
    const held = await holdings.read()
    await wait(page, 1000)
    return { ...held, processesMb: await cost.memoryMb() }
  }
  const run = async (from: number, to: number): Promise<void> => {
    if (playing) await page.evaluate(() => window.lockstep!.player.play())
    for (let turn = from; turn < to; turn++) await once(page, turn)
  }
  await run(0, few)
  const before = await read()
  await run(few, many)
  const after = await read()
  await page.evaluate(() => {
    window.lockstep!.player.setLoop(undefined)
    window.lockstep!.player.setRate(1)
  })
  const row = (what: string, unit: string, of: (held: Held) => number): void =>
    report({
      what: `${many} ${name}: ${what}`,
      value: of(after),
      unit,
      baseline: { name: `after ${few}`, value: of(before) },
    })
  row('JS heap', 'MiB', ({ heapMb }) => heapMb)
  row('all processes', 'MiB', ({ processesMb }) => processesMb)
  for (const what of COUNTED) row(what, '', (held) => held[what])
  assert(after.heapMb <= before.heapMb * MOST, `${name}: the heap grew by more than 15 %`)
  assert(!(after.processesMb > before.processesMb * MOST), `${name}: the processes grew by more than 15 %`)
  for (const what of ['frames', 'decoders'] as const)
    assert(after[what] <= before[what] * MOST, `${name}: ${what} are not let go`)
}

/** 50 seeks in 10 s while it plays; the last is landed on, within the time a single one takes. */
async function storm(page: Page, report: Report): Promise<void> {
  await page.evaluate(() => window.lockstep!.player.play())
  const tookMs = await page.evaluate(async () => {
    const { player } = window.lockstep!
    for (let count = 0; count < 50; count++) {
      player.seek(3e6 + ((count * 6_700_417) % 17_000_000))
      // The pace of the storm, not a wait for anything.
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    player.pause()
    const begun = performance.now()
    return new Promise<number>((resolve) => {
      player.seek(8.765e6)
      const off = player.state.subscribe(({ idle }) => {
        if (!idle) return
        off()
        resolve(performance.now() - begun)
      })
    })
  })
  const states = await page.evaluate(() => window.lockstep!.player.readings().map(({ state }) => state))
  assert.deepEqual([...new Set(states)], ['ok'], 'after the storm every tile is right')
  const single = await seekStill(page, 14.321e6)
  const baseline = { name: 'a single one', value: single }
  report({ what: 'a seek right after 50 in 10 s, all right', value: tookMs, unit: 'ms', baseline })
}
