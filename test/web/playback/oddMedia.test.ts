/** What goes otherwise than usual on one lane alone, in a real browser: the others play on as if nothing were. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCells } from '../../../fixtures/cells.ts'
import { expectFrame } from '../../support/judge.ts'
import { readTiles } from '../../support/judgePage.ts'
import { makeSound, makeVideo } from '../../support/playback/makeMedia.ts'
import { makeH265, makeResized, type Size } from '../../support/playback/makeOddMedia.ts'
import { openPlayed, waitIdle as waitIdleOf, type Played } from '../../support/playback/openPlayed.ts'
import { describeSession } from '../../support/playback/sessions.ts'

const PATIENT = 60_000
/** A camera whose network got worse, then a phone that was turned. */
const SIZES: readonly Size[] = [
  { width: 640, height: 360 },
  { width: 320, height: 180 },
  { width: 180, height: 320 },
]
const EACH_S = 3

let played: Played
let page: Page

beforeAll(async () => {
  const [plain, sized, h265, sound] = await Promise.all([
    makeVideo({ name: 'ms', cellId: 1, codec: 'h264', fps: 30, seconds: 20 }),
    makeResized('sized', SIZES, EACH_S),
    makeH265('h265', 9),
    makeSound('constant', 20, 440, 1),
  ])
  const made = await describeSession('odd', [
    { identity: 'ms', source: 'camera', recordings: [{ offsetUs: 0, path: plain }] },
    { identity: 'ms', source: 'microphone', recordings: [{ offsetUs: 0, path: sound, isSound: true }] },
    { identity: 'mia', source: 'camera', recordings: [{ offsetUs: 0, path: sized }] },
    { identity: 'leo', source: 'camera', recordings: [{ offsetUs: 0, path: h265 }] },
  ])
  const lanes = made.session.lanes.map((lane) =>
    lane.identity === 'leo'
      ? {
          ...lane,
          recordings: lane.recordings.map((one) => ({
            ...one,
            codec: 'hevc',
            codecString: 'hvc1.1.6.L63.90',
          })),
        }
      : lane,
  )
  played = await openPlayed(made, { session: { ...made.session, lanes } })
  page = await played.browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(played.url)
  await waitIdle()
}, PATIENT)

afterAll(() => played?.close())

const waitIdle = () => waitIdleOf(page)
const seek = async (t: number): Promise<void> => {
  await page.evaluate((to) => window.lockstep!.player.seek(to), t)
  await waitIdle()
}
const frameAt = (laneId: string, t: number): number | undefined =>
  expectFrame(
    played.lanes.find(({ lane }) => lane.laneId === laneId)!,
    t,
  )?.index

describe('a lane that is not as others', { timeout: PATIENT }, () => {
  it('keeps its frames and its shape where the picture changes its size within the file', async () => {
    for (const t of [1.5e6, 4.51e6, 7.52e6, 2.99e6, 3.01e6, 8.3e6, 5.95e6, 6.05e6]) {
      await seek(t)
      const tile = (await readTiles(page)).find(({ laneId }) => laneId === 'mia/camera')!
      const wanted = frameAt('mia/camera', t)
      expect(readCells(tile.top, tile.width, tile.height)?.index, `at ${t} µs`).toBe(wanted)
      const { width, height } = SIZES[Math.floor(wanted! / (EACH_S * 30))]!
      expect(tile.width / tile.height, `at ${t} µs`).toBeCloseTo(width / height, 1)
    }
  })

  it('says on its tile alone that the browser lacks its codec', async () => {
    const card = page.locator('[data-lane="leo/camera"] [role=status]')
    await card.getByText('This browser cannot play H.265 (hvc1.1.6.L63.90).').waitFor()
    await seek(2e6)
    await page.evaluate(() => window.lockstep!.player.play())
    await page.waitForFunction(() => window.lockstep!.player.now() > 3e6)
    const read = await page.evaluate(() => window.lockstep!.player.readings())
    expect(read.map(({ laneId, state }) => [laneId, state === 'failed'])).toEqual([
      ['ms/camera', false],
      ['mia/camera', false],
      ['leo/camera', true],
    ])
    await page.evaluate(() => window.lockstep!.player.pause())
    await seek(4e6)
    const shown = Object.fromEntries(
      (await readTiles(page)).map((tile) => [
        tile.laneId,
        readCells(tile.top, tile.width, tile.height)?.index,
      ]),
    )
    expect(shown).toMatchObject({
      'ms/camera': frameAt('ms/camera', 4e6),
      'mia/camera': frameAt('mia/camera', 4e6),
    })
  })

  it('is heard again after the server was away, while it plays', async () => {
    let isAway = true
    await page.route('**/media/rec_ms_microphone_0*', (route) => (isAway ? route.abort() : route.continue()))
    await page.reload()
    await waitIdle()
    await page.mouse.click(5, 5)
    await page.evaluate(() => window.lockstep!.player.play())
    await page.waitForFunction(() => window.lockstep!.player.now() > 1e6)
    expect(await page.evaluate(() => window.lockstep!.player.soundPeak())).toBe(0)
    isAway = false
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await page.waitForFunction(() => window.lockstep!.player.soundPeak() > 0.1)
    expect(await page.evaluate(() => window.lockstep!.player.state.getState().playing)).toBe(true)
  })
})
