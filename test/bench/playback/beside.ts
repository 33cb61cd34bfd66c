/**
 * Other ways beside ours, in one run on the same files from the same server at the same places of the screen: a grid
 * of `<video>` that is only told to play, the npm packages timingsrc and timing-object, and this program.
 *
 * How each is read: all three by screenshots, tiles and clock strip in one picture; the elements' log is what they say
 * they presented (requestVideoFrameCallback), ours is what was drawn. An element may appear one refresh before what
 * the page paints, so for the other two a picture also counts as right where it is that of one refresh later. A seek
 * ends when the last element presented the very frame, or for ours when the page says so (its pixels are checked).
 */
import { rm } from 'node:fs/promises'
import { LARGE_ROW_SHARE } from '../../../fixtures/cells.ts'
import { launchBrowser } from '../../support/browser.ts'
import { openBrowserCost } from '../../support/browserCost.ts'
import { measureValid } from '../../support/contention.ts'
import { judgeLog } from '../../support/judge.ts'
import { passTime, readNow, takeScreenshot } from '../../support/judgePage.ts'
import { judgeScreenshots, type Box } from '../../support/judgeScreens.ts'
import { keepCrowd } from '../../support/playback/crowd.ts'
import { findWebRoot, openJudged, type Judged } from '../../support/playback/openJudged.ts'
import { newStagePage, openStage, VIEWPORT } from '../../support/playback/openStage.ts'
import { quantile, type Report } from '../report.ts'
import { addPeers } from './peers/addPeers.ts'
import type { PeerSetup, PeerWay } from './peers/peers.types.ts'
import type { RowResult } from './results.ts'
import { runCase, SEEKS, warmUp } from './runCase.ts'

const TILES = [9, 16]
const RECORDED_S = 60
const JUDGED_S = 6
const SETTLE_MS = 1500
const SHOTS = 8
const REST_MS = 500
/** One refresh of the display. */
const REFRESH_US = 16_667
const NO_LIMITS = { p95: Infinity, withinOne: 0, seekMs: Infinity, startMs: Infinity, cores: Infinity }

interface Side {
  readonly exact: number
  readonly withinOne: number
  readonly allWithinOne: number
  readonly shotsExact: number
  readonly shotsWithinOne: number
  readonly seekMs: number
  readonly cores: number
}

export async function benchBeside(report: Report): Promise<RowResult> {
  const details: Record<string, Record<string, Side>> = {}
  const faults: string[] = []
  let isValid = true
  const webRoot = await addPeers(await findWebRoot())
  for (const tiles of TILES) {
    const open = await openJudged(await keepCrowd(tiles, RECORDED_S), { webRoot })
    try {
      await warmUp(open, '&proxies=off')
      const run = await measureValid(() => measureAll(open))
      isValid &&= run !== undefined
      if (!run) continue
      details[tiles] = run.value
      const { ours, play, timingsrc } = run.value
      printSides(tiles, run.value)
      for (const [name, other] of Object.entries({ play, timingsrc })) {
        const baseline = { name, value: other.exact * 100 }
        report({ what: `${tiles} tiles: exactly the frame`, value: ours.exact * 100, unit: '%', baseline })
        if (ours.exact <= other.exact) faults.push(`${tiles} tiles: ${name} is as exact as ours`)
      }
    } finally {
      await open.close()
    }
  }
  await rm(webRoot, { recursive: true, force: true })
  const outcome = !isValid ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
  return { row: 'beside', what: 'beside other ways', outcome, faults, details }
}

async function measureAll(open: Judged): Promise<Record<PeerWay | 'ours', Side>> {
  const places = await readPlaces(open)
  return {
    ours: await measureOurs(open),
    play: await measurePeer(open, 'play', places),
    timingsrc: await measurePeer(open, 'timingsrc', places),
  }
}

async function measureOurs(open: Judged): Promise<Side> {
  const run = await runCase(open, { query: '&proxies=off', limits: NO_LIMITS }, JUDGED_S)
  const { log, screenshots } = run.judgement
  return {
    exact: log.exact,
    withinOne: log.withinOne,
    allWithinOne: log.allWithinOne,
    shotsExact: screenshots.exact,
    shotsWithinOne: screenshots.withinOne,
    seekMs: quantile(run.seeksMs, 0.5),
    cores: run.cores,
  }
}

type Places = Pick<PeerSetup, 'strip'> & { readonly boxes: Readonly<Record<string, Box>> }

/** Where our own page has the tiles. */
async function readPlaces(open: Judged): Promise<Places> {
  const browser = await launchBrowser()
  try {
    const page = await newStagePage(await browser.newContext({ viewport: VIEWPORT }))
    await openStage(page, `${open.page}?judge=1&proxies=off`)
    const { strip, tiles } = await takeScreenshot(page)
    return { strip, boxes: Object.fromEntries(tiles.map(({ laneId, picture }) => [laneId, picture])) }
  } finally {
    await browser.close()
  }
}

async function measurePeer(open: Judged, way: PeerWay, { strip, boxes }: Places): Promise<Side> {
  const tiles = open.lanes.map(({ lane, tables }) => {
    const [recording] = lane.recordings
    const { recordingId, version, placement } = recording!
    return {
      laneId: lane.laneId,
      recordingId,
      url: `${open.mediaOrigin}/media/${encodeURIComponent(recordingId)}?v=${encodeURIComponent(version)}`,
      offsetUs: placement!.offsetUs,
      ptsUs: [...tables.get(recordingId)!.ptsUs],
      box: boxes[lane.laneId]!,
    }
  })
  const browser = await launchBrowser()
  try {
    const cost = await openBrowserCost(browser)
    const page = await browser.newPage({ viewport: VIEWPORT })
    const setup: PeerSetup = { way, strip, tiles }
    await page.addInitScript((given) => void (window.peerSetup = given), setup)
    await page.goto(`${open.url}/peers/index.html`)
    await page.waitForFunction(() => window.peer !== undefined)
    const seek = async (share: number): Promise<number> => {
      const t = Math.round(open.from + share * (open.to - open.from))
      return (await page.evaluate((target) => window.peer!.seek(target), t)) ?? Infinity
    }
    await seek(0.1)
    const seeksMs: number[] = []
    for (const share of SEEKS) seeksMs.push(await seek(share))
    await seek(0.05)
    await page.evaluate(() => window.peer!.play())
    await passTime(page, SETTLE_MS)
    const from = await readNow(page)
    const { value: to, cores } = await cost.measureCores(() => passTime(page, JUDGED_S * 1000))
    const shots = []
    for (let taken = 0; taken < SHOTS; taken++) {
      shots.push(await takeScreenshot(page))
      await passTime(page, REST_MS)
    }
    const trace = await page.evaluate(() => window.peer!.trace())
    const lanes = open.lanes.map((lane) => ({ ...lane, rowShare: LARGE_ROW_SHARE }))
    const log = judgeLog(trace, lanes, from, to)
    const screens = await judgeScreenshots(shots, lanes, { slackUs: REFRESH_US })
    return {
      exact: log.exact,
      withinOne: log.withinOne,
      allWithinOne: log.allWithinOne,
      shotsExact: screens.exact,
      shotsWithinOne: screens.withinOne,
      seekMs: quantile(seeksMs, 0.5),
      cores,
    }
  } finally {
    await browser.close()
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function printSides(tiles: number, sides: Readonly<Record<string, Side>>): void {
  console.log(`  ${tiles} tiles      exact    ≤ 1   all ≤ 1   screenshots exact, ≤ 1   seek    cores`)
  for (const [name, side] of Object.entries(sides))
    console.log(
      `    ${name.padEnd(10)} ${percent(side.exact)}  ${percent(side.withinOne)}  ${percent(side.allWithinOne)}  ${percent(side.shotsExact)}, ${percent(side.shotsWithinOne)}  ${side.seekMs.toFixed(0)} ms  ${side.cores.toFixed(2)}`,
    )
}
