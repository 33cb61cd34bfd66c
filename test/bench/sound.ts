/**
 * Sound in a real browser, by listening to what leaves each lane and the page: how far 25 tracks are apart and how far
 * they are from the session clock at several rates, clicks at seeks, rate changes and loops, and what is left behind.
 */
import type { Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { isValid, measureQuietly } from '../support/contention.ts'
import { countNodes } from '../support/playback/countNodes.ts'
import {
  buildSoundPages,
  judgePage,
  listenTo,
  makeSteady,
  makeTones,
  playTo,
} from '../support/playback/soundSession.ts'
import type { SoundReading } from '../support/playback/soundJudge.ts'
import { quantile, type Bench, type Report } from './report.ts'

const TRACKS = 25
/** playback.md, after the first second. */
const SPREAD_MS = 1
const RATES = [1, 1.5, 0.75, 2, 0.5]
const NODES = ['AudioBufferSourceNode', 'GainNode']

export const bench: Bench = async (report) => {
  const browser = await launchBrowser()
  const pages = await buildSoundPages(browser)
  try {
    await pages.open(await makeTones(TRACKS), async (page) => {
      for (const rate of RATES) await measureLockstep(page, rate, report)
      await measureLeaks(page, report)
    })
    await pages.open(await makeTones(1), async (page) => {
      for (const rate of RATES) await measureDistance(page, rate, report)
    })
    await pages.open(await makeSteady(), (page) => measureClicks(page, report))
  } finally {
    await pages.close()
    await browser.close()
  }
}

const isGood = ({ spreadsMs }: SoundReading): boolean => quantile(spreadsMs, 0.95) <= SPREAD_MS

/** A second of time passes before it counts. */
async function listenAt(page: Page, rate: number, seconds: number): Promise<SoundReading> {
  await playTo(page, { rate, fromUs: 1_500_000, atUs: 1_500_000 + rate * 1_500_000 })
  const from = await page.evaluate(() => window.lockstep!.player.now())
  return judgePage(page, await listenTo(page, from + seconds * 1e6))
}

async function measureLockstep(page: Page, rate: number, report: Report): Promise<void> {
  const seconds = Math.floor(10 * Math.min(1, rate))
  const run = await measureQuietly(() => listenAt(page, rate, seconds), isGood)
  const { spreadsMs, tones, cut } = run.value
  if (tones < TRACKS * (seconds - 1))
    throw new Error(`${tones} tones heard of ${TRACKS * seconds} at ${rate}×, ${cut} cut`)
  if (isValid(run) && !isGood(run.value))
    throw new Error(`tracks are apart at ${rate}×: ${spreadsMs.join(', ')} ms`)
  report({
    what: `${rate}×: spread between ${TRACKS} tracks, p95`,
    value: quantile(spreadsMs, 0.95),
    unit: 'ms',
  })
  report({ what: `${rate}×: cores of others meanwhile`, value: run.otherCores ?? 0, unit: 'cores' })
}

/** In a session of one track: in a mix, the stretcher lets the first tone's beginning be hidden by the next. */
async function measureDistance(page: Page, rate: number, report: Report): Promise<void> {
  const { errorsMs } = await listenAt(page, rate, Math.ceil(6 * rate))
  const errors = errorsMs.map(Math.abs)
  if (errors.length < 3) throw new Error(`${errors.length} tones left the page at ${rate}×`)
  report({ what: `${rate}×: distance from the clock, median`, value: quantile(errors, 0.5), unit: 'ms' })
  report({ what: `${rate}×: distance from the clock, largest`, value: Math.max(...errors), unit: 'ms' })
}

/** Nodes held after few and many seeks while it plays. */
async function measureLeaks(page: Page, report: Report): Promise<void> {
  await playTo(page, { fromUs: 1e6, atUs: 1.2e6 })
  await seekOften(page, 20)
  const few = await countNodes(page, NODES)
  await seekOften(page, 180)
  const many = await countNodes(page, NODES)
  report({
    what: 'audio nodes held after 200 seeks',
    value: many,
    unit: 'nodes',
    baseline: { name: 'after 20', value: few },
  })
}

async function seekOften(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const { player } = window.lockstep!
    for (let at = 0; at < count; at++) {
      player.seek(1e6 + ((at * 7_919_000) % 16_000_000))
      for (let frame = 0; frame < 5; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }, times)
  const now = await page.evaluate(() => window.lockstep!.player.now())
  await page.waitForFunction((t) => window.lockstep!.player.now() > t + 1e6, now)
}

async function measureClicks(page: Page, report: Report): Promise<void> {
  const clicks = async (what: string, during: () => Promise<unknown>): Promise<void> => {
    await listenTo(page, 0)
    await during()
    const heard = await page.evaluate(() => window.ear!.heard())
    if (heard.peak < 0.2) throw new Error(`nothing was heard: ${what}`)
    report({ what: `clicks: ${what}`, value: heard.clicks.length, unit: 'clicks' })
  }
  const play = (): Promise<void> => playTo(page, { fromUs: 2e6, atUs: 2.2e6 })
  await play()
  await clicks('20 seeks', async () => {
    for (let at = 0; at < 20; at++)
      await playTo(page, { fromUs: 1e6 + at * 234_567, atUs: 1.6e6 + at * 234_567 })
  })
  await clicks('over two joints', () => playTo(page, { fromUs: 7.5e6, atUs: 14.5e6 }))
  await play()
  await clicks('10 s of rates that change each 500 ms', () => changeRates(page))
  await page.evaluate(() => window.lockstep!.player.setRate(1))
  const before = await countNodes(page, NODES)
  await clicks('a loop of 1 s for 30 s', () => loop(page))
  report({
    what: 'audio nodes held after a loop of 30 s',
    value: await countNodes(page, NODES),
    unit: 'nodes',
    baseline: { name: 'before', value: before },
  })
}

const changeRates = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const begun = performance.now()
    for (let at = 0; performance.now() - begun < 10_000; at++) {
      window.lockstep!.player.setRate([1, 1.5, 0.75, 2, 1.25][at % 5]!)
      const until = performance.now() + 500
      while (performance.now() < until) await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  })

const loop = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { player } = window.lockstep!
    player.setLoop({ start: 3e6, end: 4e6 } as Parameters<typeof player.setLoop>[0])
    player.seek(3e6)
    const until = performance.now() + 30_000
    while (performance.now() < until) await new Promise((resolve) => requestAnimationFrame(resolve))
    player.setLoop(undefined)
  })
