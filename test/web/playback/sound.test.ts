/** Sound in a real browser: what leaves the lanes and the page is listened to, not what the engine says. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import {
  buildSoundPages,
  judgePage,
  listenTo,
  makeSteady,
  makeTones,
  playTo,
  type SoundPages,
} from '../../support/playback/soundSession.ts'

const PATIENT = 120_000

let browser: Browser
let pages: SoundPages

beforeAll(async () => {
  browser = await launchBrowser()
  pages = await buildSoundPages(browser)
}, PATIENT)

afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

// In real time: where the machine has no time for the audio thread, that is heard, and tried again.
describe('sound', { timeout: PATIENT, retry: 2 }, () => {
  it('plays 25 lanes together within a millisecond, and does not clip', async () => {
    await pages.open(await makeTones(25), async (page) => {
      await playTo(page, { fromUs: 1_500_000, atUs: 2_700_000 })
      const heard = await listenTo(page, 4_700_000)
      const { tones, spreadsMs } = await judgePage(page, heard)
      expect(tones).toBeGreaterThanOrEqual(49)
      expect(Math.max(...spreadsMs)).toBeLessThan(1)
      expect(heard.peak).toBeGreaterThan(0.4)
      expect(heard.peak).toBeLessThan(1)
    })
  })

  it('leaves the page when the clock says so, also off speed', async () => {
    await pages.open(await makeTones(1), async (page) => {
      for (const rate of [1, 1.5]) {
        await playTo(page, { rate, fromUs: 1_500_000, atUs: 4_500_000 })
        const { errorsMs } = await judgePage(page, await listenTo(page, 6_500_000))
        expect(errorsMs.length).toBeGreaterThanOrEqual(1)
        expect(Math.abs(median(errorsMs)), `at ${rate}×`).toBeLessThan(5)
      }
    })
  })

  it('clicks neither at seeks and pauses nor where one recording follows another', async () => {
    await pages.open(await makeSteady(), async (page) => {
      await playTo(page, { fromUs: 7_000_000, atUs: 7_200_000 })
      const over = await listenTo(page, 8_300_000)
      expect(over.peak).toBeGreaterThan(0.2)
      for (const fromUs of [3_000_000, 13_700_000]) await playTo(page, { fromUs, atUs: fromUs + 500_000 })
      await page.evaluate(() => window.lockstep!.player.pause())
      const { clicks } = await page.evaluate(() => window.ear!.heard())
      // One is a moment when the machine had no time; what clicks by itself does so at each of six places.
      expect(clicks.filter(([at], index) => at - (clicks[index - 1]?.[0] ?? 0) > 0.01).length).toBeLessThan(2)
    })
  })
})
