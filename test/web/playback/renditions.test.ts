/** Renditions in a real browser: switched to while the session plays, and back, never a wrong frame between. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RenditionWish } from '../../../app/web/playback/renditions.types.ts'
import { readCells } from '../../../fixtures/cells.ts'
import { expectFrame, judgePixels } from '../../support/judge.ts'
import { readTiles } from '../../support/judgePage.ts'
import { makeTestRendition } from '../../support/playback/makeRenditions.ts'
import { openPlayed, waitIdle as waitIdleOf, type Played } from '../../support/playback/openPlayed.ts'
import { makeVariedSession } from '../../support/playback/sessions.ts'

declare global {
  interface Window {
    offered?: { wishes: readonly RenditionWish[]; givenUp: string[]; offer(): void; withdraw(): void }
  }
}

const PATIENT = 60_000
/** Tiles of 290 px: a 180 covers them. */
const SMALL = { width: 900, height: 620 }

let played: Played
let page: Page

beforeAll(async () => {
  const made = await makeVariedSession()
  const video = made.session.lanes
    .filter(({ kind }) => kind === 'video')
    .flatMap(({ recordings }) => recordings.map(({ recordingId }) => recordingId))
  const renditions = []
  for (const recordingId of video) {
    const level = '180'
    renditions.push({
      recordingId,
      level,
      ...(await makeTestRendition(made.files.get(recordingId)!, level)),
    } as const)
  }
  played = await openPlayed(made, { renditions })
  page = await played.browser.newPage({ viewport: SMALL })
  await page.goto(played.url)
  await waitIdle()
}, PATIENT)

afterAll(() => played?.close())

const waitIdle = () => waitIdleOf(page)

const readPlayed = () =>
  page.evaluate(() =>
    window
      .lockstep!.player.health()
      .tiles.filter(({ state }) => state !== 'gap')
      .map(({ plays }) => plays),
  )

/** Reads the canvases while it plays until every tile plays `wanted`; each one must hold what the log says. */
async function watchUntil(wanted: string): Promise<void> {
  let samples = 0
  for (let look = 0; look < 200; look++) {
    const { samples: seen, wrong } = judgePixels([await readTiles(page)], played.lanes)
    expect(wrong).toEqual([])
    samples += seen
    if ((await readPlayed()).every((plays) => plays === wanted)) break
  }
  expect(await readPlayed()).toEqual(Array(5).fill(wanted))
  expect(samples).toBeGreaterThan(4)
}

async function expectStill(t: number): Promise<void> {
  const tiles = await readTiles(page)
  const shown = Object.fromEntries(
    tiles.map(({ laneId, top, width, height }) => [laneId, readCells(top, width, height)?.index]),
  )
  const expected = played.lanes.flatMap((judged) => {
    const frame = expectFrame(judged, t)
    return frame ? [[judged.lane.laneId, frame.index]] : []
  })
  expect(shown, `at ${t} µs`).toEqual(Object.fromEntries(expected))
}

async function seek(t: number): Promise<void> {
  await page.evaluate((target) => window.lockstep!.player.seek(target), t)
  await waitIdle()
  await expectStill(t)
}

describe('renditions', { timeout: PATIENT }, () => {
  it('wishes for what the tiles would play, and plays the originals until then', async () => {
    await seek(5_000_000)
    const wishes = await page.evaluate(() => window.offered!.wishes)
    expect(wishes.map(({ level }) => level)).toEqual(Array(5).fill('180'))
    expect(await readPlayed()).toEqual(Array(5).fill('original'))
  })

  it('stays with the original where one cannot be played after all', async () => {
    const address = '**/media/*?v=1&r=180'
    await page.route(address, (route) => route.fulfill({ status: 410 }))
    await page.evaluate(() => window.offered!.offer())
    await page.waitForFunction(() => window.offered!.givenUp.length === 5)
    expect(await readPlayed()).toEqual(Array(5).fill('original'))
    await seek(6_000_000)
    await page.unroute(address)
    await page.evaluate(() => window.offered!.withdraw())
  })

  it('switches to them while playing, and back, each picture being what the log says', async () => {
    await page.evaluate(() => window.lockstep!.player.setLoop({ start: 3e6, end: 7e6 } as never))
    await page.evaluate(() => window.lockstep!.player.play())
    await page.evaluate(() => window.offered!.offer())
    await watchUntil('180')
    await page.evaluate(() => window.offered!.withdraw())
    await watchUntil('original')
    await page.evaluate(() => {
      window.lockstep!.player.pause()
      window.lockstep!.player.setLoop(undefined)
    })
    await waitIdle()
    await expectStill(await page.evaluate(() => window.lockstep!.player.now()))
  })

  it('lands on the exact frame of the original, forwards, backwards, over a mute and a rejoin', async () => {
    await page.evaluate(() => window.offered!.offer())
    for (const t of [5_000_000, 1_700_000, 9_333_333, 15_250_000, 11_100_000, 2_033_333]) await seek(t)
    await page.waitForFunction(() =>
      window.lockstep!.player.health().tiles.some(({ plays }) => plays === '180'),
    )
  })
})
