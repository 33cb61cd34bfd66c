/** What goes wrong while it plays, in the real page: every tile is right again by itself, and errors stay on theirs. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCells } from '../../fixtures/cells.ts'
import { launchBrowser } from '../support/browser.ts'
import { expectFrame } from '../support/judge.ts'
import { readTiles } from '../support/judgePage.ts'
import { newStagePage, openStage, waitForStill } from '../support/playback/openStage.ts'
import { openRestartable, type Restartable } from '../support/playback/restartable.ts'

let at: Restartable
let browser: Browser
let page: Page
const errors: string[] = []

beforeAll(async () => {
  at = await openRestartable(3)
  browser = await launchBrowser()
  page = await newStagePage(await browser.newContext({ viewport: { width: 1280, height: 800 } }))
  page.on('pageerror', (error) => errors.push(error.message))
  // The recordings are so short that the browser would hold all of them.
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  await openStage(page, `${at.page}?t=4`)
})

afterAll(async () => {
  await browser?.close()
  await at?.close()
})

const states = (): Promise<(string | undefined)[]> =>
  page.evaluate(() => window.lockstep!.player.readings().map(({ state }) => state))
const play = (): Promise<void> => page.evaluate(() => window.lockstep!.player.play())
const pause = (): Promise<void> => page.evaluate(() => window.lockstep!.player.pause())
const seek = (t: number): Promise<void> => page.evaluate((to) => window.lockstep!.player.seek(to), t)
const pass = (ms: number): Promise<unknown> =>
  page.evaluate((long) => new Promise((resolve) => setTimeout(resolve, long)), ms)
const allWithinOne = (): Promise<boolean> =>
  page.evaluate(() =>
    window
      .lockstep!.player.readings()
      .every(({ state, errorFrames }) => state !== 'failed' && Math.abs(errorFrames ?? 99) <= 1),
  )

/** By their pixels, paused at `t`. */
async function expectRight(t: number): Promise<void> {
  await pause()
  await seek(t)
  await waitForStill(page)
  const shown = Object.fromEntries(
    (await readTiles(page)).map(({ laneId, top, width, height }) => [
      laneId,
      readCells(top, width, height)?.index,
    ]),
  )
  const expected = Object.fromEntries(
    at.lanes.map((judged) => [judged.lane.laneId, expectFrame(judged, t)?.index]),
  )
  expect(shown).toEqual(expected)
}

it('lands on the last of a storm of seeks', async () => {
  await play()
  await page.evaluate(async () => {
    for (let count = 0; count < 25; count++) {
      window.lockstep!.player.seek(4e6 + ((count * 7_919_003) % 15_000_000))
      await new Promise((resolve) => setTimeout(resolve, 30 + ((count * 37) % 60)))
    }
  })
  await expectRight(9_100_000)
})

it('stays within one frame while the rate changes every half second', async () => {
  await play()
  for (const rate of [2, 0.5, 1.5, 1]) {
    await page.evaluate((to) => window.lockstep!.player.setRate(to), rate)
    await pass(500)
  }
  await expect.poll(allWithinOne).toBe(true)
  await pause()
})

it('goes to the clock’s now when it is shown again', async () => {
  await seek(5e6)
  await waitForStill(page)
  await play()
  // A browser without a window hides no tab: the page is told so, and draws nothing meanwhile.
  const shown = await page.evaluateHandle(() => {
    const draw = window.requestAnimationFrame
    const held: FrameRequestCallback[] = []
    let hidden = true
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    window.requestAnimationFrame = (callback) => held.push(callback)
    document.dispatchEvent(new Event('visibilitychange'))
    return () => {
      hidden = false
      window.requestAnimationFrame = draw
      document.dispatchEvent(new Event('visibilitychange'))
      for (const callback of held) draw(callback)
    }
  })
  await page.waitForFunction(() => window.lockstep!.player.now() > 6.7e6, undefined, { polling: 100 })
  await shown.evaluate((show) => show())
  await expect.poll(allWithinOne).toBe(true)
  expect(await page.evaluate(() => window.lockstep!.player.now())).toBeGreaterThan(6.5e6)
  await expectRight(12_345_678)
})

it('plays on while tiles change their size and order', async () => {
  await seek(6e6)
  await waitForStill(page)
  await play()
  for (const width of [900, 1400, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    const [first, second] = await page.getByLabel('Stage', { exact: true }).locator('[data-lane]').all()
    await first!.dragTo(second!)
  }
  await expect.poll(allWithinOne).toBe(true)
  await expectRight(7_654_321)
})

it('says on its tile alone that a file is gone, and plays it again when it is back', async () => {
  const [first] = at.session.lanes.filter(({ kind }) => kind === 'video')
  const file = join(at.bucket, first!.recordings[0]!.objectKey)
  const others = (await states()).length - 1
  await rename(file, `${file}.away`)
  await at.stop()
  await at.start()
  await page.reload()
  await expect.poll(states).toEqual(['failed', ...Array.from({ length: others }, () => 'ok')])
  const card = page.getByLabel('Stage', { exact: true }).locator(`[data-lane="${first!.laneId}"]`)
  await expect.poll(() => card.innerText()).toContain('no longer in the bucket')
  await rename(`${file}.away`, file)
  await pass(1100)
  // A look at another moment asks for it again.
  await seek(8e6)
  await expect.poll(states).toEqual(Array.from({ length: others + 1 }, () => 'ok'))
  await expectRight(8_250_000)
})

it('plays on by itself when the server was away', async () => {
  await waitForStill(page)
  await at.stop()
  await page.getByRole('alert', { name: 'The server' }).waitFor()
  // Tiles that come into sight again have to be asked for.
  await page.setViewportSize({ width: 1280, height: 60 })
  await expect.poll(states).toEqual(['loading', 'loading', 'loading'])
  await page.setViewportSize({ width: 1280, height: 800 })
  const waiting = (): Promise<(string | undefined)[]> =>
    page.evaluate(() => window.lockstep!.player.readings().map(({ message }) => message))
  await expect.poll(waiting).toEqual(Array.from({ length: 3 }, () => 'The server cannot be reached.'))
  expect(await states()).not.toContain('failed')
  await seek(4e6)
  await play()
  await at.start()
  await page.getByRole('alert', { name: 'The server' }).waitFor({ state: 'detached' })
  await expect.poll(allWithinOne).toBe(true)
  await expectRight(10_500_000)
  expect(errors).toEqual([])
})
