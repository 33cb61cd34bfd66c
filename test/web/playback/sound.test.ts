/**
 * Sound in a real browser, by listening to what leaves the lanes and the page, not by what the engine says: live where
 * the session clock and the device's time have a part in it, rendered offline, to the sample, where they have none.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Span } from '../../../core/time/index.ts'
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
const RATES = [0.5, 1, 1.5, 2]
const LOOP = { start: 3.75e6, end: 4.25e6 } as Span
const SAMPLES_A_MS = 48

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

describe('sound to the sample', { timeout: PATIENT }, () => {
  it('has 25 lanes within a sample of their places at each rate, whole, and does not clip', async () => {
    await pages.open(await makeTones(25), async (page) => {
      for (const rate of RATES) {
        const plan = { fromUs: 1.6e6, rate, seconds: 0.3 + 1.25 / rate }
        const { lanes, peak } = await page.evaluate((what) => window.offline!.tones(what), plan)
        const tones = lanes.flat()
        expect(Math.min(...lanes.map(({ length }) => length))).toBeGreaterThanOrEqual(1)
        expect(Math.max(...tones.map(({ lag }) => Math.abs(lag))), `at ${rate}×`).toBeLessThan(1)
        expect(Math.min(...tones.map(({ likeness }) => likeness))).toBeGreaterThan(0.999)
        expect(peak).toBeGreaterThan(0.4)
        expect(peak).toBeLessThan(1)
      }
    })
  })

  it('leaves the page when the engine says so, and goes round a loop without a sample lost', async () => {
    await pages.open(await makeTones(1), async (page) => {
      for (const rate of RATES) {
        const plan = { fromUs: 1.6e6, rate, seconds: 1 + 2 / rate }
        const { out } = await page.evaluate((what) => window.offline!.tones(what), plan)
        expect(out.length).toBeGreaterThanOrEqual(1)
        // The stretcher lays a tone to the nearest of its waves.
        const bound = (rate === 1 ? 0.1 : 2) * SAMPLES_A_MS
        for (const { lag } of out) expect(Math.abs(lag), `at ${rate}×`).toBeLessThan(bound)
      }
      const rounds = { fromUs: LOOP.start, rate: 1, seconds: 11, loop: LOOP }
      const [tones] = (await page.evaluate((what) => window.offline!.tones(what), rounds)).lanes
      expect(tones).toHaveLength(20)
      for (const { lag, likeness } of tones!) {
        expect(Math.abs(lag - tones![0]!.lag)).toBeLessThan(0.1)
        expect(likeness).toBeGreaterThan(0.999)
      }
    })
  })

  it('has neither gap nor click where recordings follow each other, nor where a loop begins again', async () => {
    await pages.open(await makeSteady(), async (page) => {
      const inLoop = { fromUs: 3e6, rate: 1, seconds: 5, loop: { start: 3e6, end: 4e6 } as Span }
      for (const plan of [{ fromUs: 7e6, rate: 1, seconds: 9 }, inLoop]) {
        const { quietMs, click } = await page.evaluate((what) => window.offline!.steady(what), plan)
        expect(quietMs).toBeLessThan(1)
        expect(click).toBeLessThan(0.02)
      }
    })
  })
})

// In real time: where the machine has no time for the audio thread, that is heard, and tried again.
describe('sound as it plays', { timeout: PATIENT, retry: 2 }, () => {
  it('leaves lanes together and the page when the clock says so, also off speed', async () => {
    await pages.open(await makeTones(2), async (page) => {
      // A device that has just begun says roughly what is heard when; the clock follows it by 1 ms in 100.
      await playTo(page, { fromUs: 1_500_000, atUs: 1_700_000 })
      await listenTo(page, 2_200_000)
      for (const [rate, untilUs] of [
        [1.5, 3_900_000],
        [1, 3_750_000],
      ] as const) {
        await playTo(page, { rate, fromUs: 1_500_000, atUs: 2_700_000 })
        const { tones, spreadsMs, errorsMs } = await judgePage(page, await listenTo(page, untilUs))
        expect(tones).toBeGreaterThanOrEqual(2)
        expect(Math.max(...spreadsMs)).toBeLessThan(1)
        // Both begin within 14 ms: what leaves the page after a silence is the first of them.
        expect(errorsMs.length).toBeGreaterThanOrEqual(1)
        expect(Math.abs(median(errorsMs)), `at ${rate}×`).toBeLessThan(5)
      }
    })
  })

  it('clicks neither at seeks and pauses nor at a loop, which goes on without a pause', async () => {
    await pages.open(await makeSteady(), async (page) => {
      await page.evaluate(() => window.lockstep!.player.setLoop({ start: 3e6, end: 3.4e6 } as Span))
      await playTo(page, { fromUs: 3_000_000, atUs: 3_200_000 })
      await listenTo(page, 0)
      await page.waitForFunction(() => {
        const rounds = window.lockstep!.player.trace().clock.filter(({ t }) => t === 3e6)
        return rounds.length >= 4
      })
      const looped = await page.evaluate(() => window.ear!.heard())
      expect(looped.outTones).toEqual([])
      await page.evaluate(() => window.lockstep!.player.setLoop(undefined))
      for (const fromUs of [6_000_000, 13_700_000]) await playTo(page, { fromUs, atUs: fromUs + 400_000 })
      await page.evaluate(() => window.lockstep!.player.pause())
      const { clicks, peak } = await page.evaluate(() => window.ear!.heard())
      expect(peak).toBeGreaterThan(0.2)
      // One is a moment when the machine had no time; what clicks by itself does so at each of six places.
      expect(clicks.filter(([at], index) => at - (clicks[index - 1]?.[0] ?? 0) > 0.01).length).toBeLessThan(2)
    })
  })
})
