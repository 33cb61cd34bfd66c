/**
 * The sound row: how far 25 tracks are apart, by listening to what leaves each lane, and at each rate by correlating what
 * the same lanes render offline (test/bench/sound.ts has the rest).
 */
import { launchBrowser } from '../../support/browser.ts'
import { measureValid } from '../../support/contention.ts'
import type { SoundReading } from '../../support/playback/soundJudge.ts'
import {
  buildSoundPages,
  judgePage,
  listenTo,
  makeTones,
  playTo,
  readSpreads,
} from '../../support/playback/soundSession.ts'
import { quantile, type Report } from '../report.ts'
import type { RowResult } from './results.ts'

const TRACKS = 25
const SPREAD_MS = 1
const RUNS = 3
const SECONDS = 6
const FROM_US = 1_500_000
const RATES = [0.5, 1, 1.5, 2]

export async function benchSound(report: Report): Promise<RowResult> {
  const browser = await launchBrowser()
  const pages = await buildSoundPages(browser)
  const readings: SoundReading[] = []
  const faults: string[] = []
  const judge = (what: string, spreadsMs: readonly number[]): void => {
    const spread = quantile(spreadsMs, 0.95)
    report({ what, value: spread, unit: 'ms', baseline: { name: 'the limit', value: SPREAD_MS } })
    if (!(spread <= SPREAD_MS)) faults.push(`${what}: tracks are ${spread.toFixed(2)} ms apart`)
  }
  try {
    await pages.open(await makeTones(TRACKS), async (page) => {
      for (const rate of RATES) {
        const spreadsMs = await readSpreads(page, rate, 0.5 + 4 / rate)
        judge(`sound, ${TRACKS} tracks at ${rate}×, offline: spread, p95 (limit ${SPREAD_MS})`, spreadsMs)
      }
      for (let at = 0; at < RUNS; at++) {
        const run = await measureValid(async () => {
          // A second passes before it counts.
          await playTo(page, { rate: 1, fromUs: FROM_US, atUs: 2 * FROM_US })
          const from = await page.evaluate(() => window.lockstep!.player.now())
          return judgePage(page, await listenTo(page, from + SECONDS * 1e6))
        })
        if (!run) return
        readings.push(run.value)
      }
    })
  } finally {
    await pages.close()
    await browser.close()
  }
  for (const { tones, spreadsMs, cut } of readings) {
    judge(`sound, ${TRACKS} tracks: spread, p95 (limit ${SPREAD_MS})`, spreadsMs)
    if (tones < TRACKS * (SECONDS - 1)) faults.push(`${tones} tones heard of ${TRACKS * SECONDS}, ${cut} cut`)
  }
  const outcome = readings.length < RUNS ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
  return { row: 'sound', what: `sound, ${TRACKS} tracks`, outcome, faults, details: readings }
}
