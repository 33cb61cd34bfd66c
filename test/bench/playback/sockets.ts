/**
 * Six, seven and eight paused videos with files of more than 20 MB on the media port, beside a session that plays: a
 * browser has six sockets to an origin, and where answers are not capped such videos hold them for ever.
 */
import { launchBrowser } from '../../support/browser.ts'
import { measureValid } from '../../support/contention.ts'
import { passTime } from '../../support/judgePage.ts'
import { keepLarge } from '../../support/playback/crowd.ts'
import { openJudged, type Judged } from '../../support/playback/openJudged.ts'
import { newStagePage, openStage, VIEWPORT } from '../../support/playback/openStage.ts'
import type { Report } from '../report.ts'
import type { RowResult } from './results.ts'
import { warmUp } from './runCase.ts'

const PAUSED = [6, 7, 8]
const FETCHES = 7
const MOST_MS = 500
const LEAST_HZ = 55
const TILES = 16
const LOAD_MS = 3000

interface Reading {
  readonly paused: number
  /** How many of the paused videos have their first picture. */
  readonly loaded: number
  /** The longest answer of the API, and of 1 KiB of another file on the media port, ms. */
  readonly apiMs: number
  readonly mediaMs: number
  readonly hz: number
}

export async function benchSockets(report: Report): Promise<RowResult> {
  const { kept, room } = await keepLarge(TILES, 60, Math.max(...PAUSED))
  const open = await openJudged(kept, { levels: ['180'], room })
  const large = open.others.flatMap(({ lanes }) => lanes.flatMap(({ recordings }) => recordings))
  const urls = large.map(
    ({ recordingId, version }) =>
      `${open.mediaOrigin}/media/${encodeURIComponent(recordingId)}?v=${encodeURIComponent(version)}`,
  )
  const least = Math.min(...large.map(({ sizeBytes }) => sizeBytes))
  if (least < 20e6) throw new Error(`the large files have ${least} bytes`)
  try {
    await warmUp(open, '')
    const readings: Reading[] = []
    for (const paused of PAUSED) {
      const run = await measureValid(() => measure(open, urls.slice(0, paused)))
      if (run) readings.push(run.value)
    }
    const faults = readings.flatMap(({ paused, loaded, apiMs, mediaMs, hz }) => [
      ...(apiMs < MOST_MS ? [] : [`${paused} paused videos: the API answers after ${apiMs.toFixed(0)} ms`]),
      ...(mediaMs < MOST_MS ? [] : [`${paused} paused videos: media answers after ${mediaMs.toFixed(0)} ms`]),
      ...(loaded === paused ? [] : [`${paused} paused videos: ${loaded} have a picture`]),
      ...(hz >= LEAST_HZ ? [] : [`${paused} paused videos: ${hz.toFixed(1)} frames a second`]),
    ])
    for (const { paused, apiMs, mediaMs, hz } of readings) {
      const what = `${paused} paused videos of 20 MB beside ${TILES} that play`
      const baseline = { name: 'the limit', value: MOST_MS }
      report({ what: `${what}: longest API answer`, value: apiMs, unit: 'ms', baseline })
      report({ what: `${what}: longest answer of media`, value: mediaMs, unit: 'ms', baseline })
      report({ what: `${what}: frames a second`, value: hz, unit: 'Hz' })
    }
    const outcome = readings.length < PAUSED.length ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
    return { row: 'sockets', what: 'paused large videos', outcome, faults, details: readings }
  } finally {
    await open.close()
  }
}

async function measure(open: Judged, urls: readonly string[]): Promise<Reading> {
  const browser = await launchBrowser()
  try {
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await openStage(page, `${open.page}?judge=1&t=${(open.from + 1e6) / 1e6}`)
    await page.evaluate((list) => {
      for (const src of list) {
        const video = document.createElement('video')
        Object.assign(video, {
          muted: true,
          preload: 'auto',
          crossOrigin: 'anonymous',
          className: 'pausedLarge',
        })
        video.src = src
        video.style.cssText = 'position:fixed;left:0;bottom:0;width:8px;height:8px'
        document.body.append(video)
      }
    }, urls)
    await page.evaluate(() => window.lockstep!.player.play())
    await passTime(page, LOAD_MS)
    const other = open.lanes[0]!.lane.recordings[0]!.recordingId
    return await page.evaluate(
      async ({ count, mediaUrl, paused }) => {
        const longest = async (ask: () => Promise<Response>): Promise<number> => {
          let most = 0
          for (let at = 0; at < count; at++) {
            const begun = performance.now()
            await (await ask()).arrayBuffer()
            most = Math.max(most, performance.now() - begun)
          }
          return most
        }
        const apiMs = await longest(() => fetch('/api/sessions', { cache: 'no-store' }))
        const headers = { range: 'bytes=1000-2023' }
        const mediaMs = await longest(() => fetch(mediaUrl, { cache: 'no-store', headers }))
        let frames = 0
        const begun = performance.now()
        while (performance.now() - begun < 3000) {
          await new Promise(requestAnimationFrame)
          frames++
        }
        const hz = frames / ((performance.now() - begun) / 1000)
        const videos = [...document.querySelectorAll<HTMLVideoElement>('video.pausedLarge')]
        return {
          paused,
          loaded: videos.filter(({ readyState }) => readyState >= 2).length,
          apiMs,
          mediaMs,
          hz,
        }
      },
      { count: FETCHES, mediaUrl: `${open.mediaOrigin}/media/${other}`, paused: urls.length },
    )
  } finally {
    await browser.close()
  }
}
