/** The sound row: how far 25 tracks are apart, by listening to what leaves each lane (test/bench/sound.ts has the rest). */
import { launchBrowser } from '../../support/browser.ts'
import { measureValid } from '../../support/contention.ts'
import type { SoundReading } from '../../support/playback/soundJudge.ts'
import {
  buildSoundPages,
  judgePage,
  listenTo,
  makeTones,
  playTo,
} from '../../support/playback/soundSession.ts'
import { quantile, type Report } from '../report.ts'
import type { RowResult } from './results.ts'

const TRACKS = 25
const SPREAD_MS = 1
const RUNS = 3
const SECONDS = 6
const FROM_US = 1_500_000

export async function benchSound(report: Report): Promise<RowResult> {
  const browser = await launchBrowser()
  const pages = await buildSoundPages(browser)
  const readings: SoundReading[] = []
  try {
    await pages.open(await makeTones(TRACKS), async (page) => {
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
  const faults = readings.flatMap(({ tones, spreadsMs, cut }) => {
    const spread = quantile(spreadsMs, 0.95)
    report({
      what: `sound, ${TRACKS} tracks: spread, p95 (limit ${SPREAD_MS})`,
      value: spread,
      unit: 'ms',
      baseline: { name: 'the limit', value: SPREAD_MS },
    })
    return [
      ...(spread <= SPREAD_MS ? [] : [`tracks are ${spread.toFixed(2)} ms apart`]),
      ...(tones >= TRACKS * (SECONDS - 1) ? [] : [`${tones} tones heard of ${TRACKS * SECONDS}, ${cut} cut`]),
    ]
  })
  const outcome = readings.length < RUNS ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
  return { row: 'sound', what: `sound, ${TRACKS} tracks`, outcome, faults, details: readings }
}
