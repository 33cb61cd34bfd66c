/** The timeline in a real browser, alone: what a hand does to it. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Span } from '../../../core/time/index.ts'
import { openOnePage, type OnePage } from '../onePage.ts'
import { serveHarness, type ServedHarness } from './harness/serve.ts'

interface Harness {
  readonly player: { readonly asked: string[]; seek(time: number): void; now(): number; play(): void }
  readonly viewport: Span
  readonly segment: Span | undefined
}

const HEADS_PX = 212
const RULER_Y = 44
const LANE_Y = 90
const WIDTH_PX = 1440

let tab: OnePage
let served: ServedHarness
let page: Page
let hasFailed = false
const problems: string[] = []

beforeAll(async () => {
  served = await serveHarness(0)
  tab = await openOnePage({ viewport: { width: WIDTH_PX, height: 404 } })
}, 120_000)
afterAll(async () => {
  await tab?.close()
  await served?.close()
})
beforeEach(async () => {
  problems.length = 0
  page = await tab.renew(served.url, hasFailed)
  page.on('pageerror', (error) => problems.push(error.message))
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !message.text().includes('404') && problems.push(message.text()),
  )
  await page.goto(`${served.url}?view=600,800&t=684`)
  await page.getByTestId('lanes').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => document.querySelectorAll('canvas').length === 3)
}, 120_000)
afterEach(({ task }) => {
  hasFailed = task.result?.state === 'fail'
  expect(problems).toEqual([])
})

type Seen = Pick<Harness, 'viewport' | 'segment'> & { readonly asked: readonly string[] }
const see = (): Promise<Seen> =>
  page.evaluate(() => {
    const { viewport, segment, player } = (window as unknown as { harness: Harness }).harness
    return { viewport, segment, asked: [...player.asked] }
  })

/** Waits until the page says so. */
async function until(test: (seen: Seen) => boolean): Promise<Seen> {
  await expect.poll(async () => test(await see()), { timeout: 10_000 }).toBe(true)
  return see()
}

/** Where a session time (s) lies in a view of 600 to 800 s. */
const xAt = (seconds: number): number => HEADS_PX + ((seconds - 600) / 200) * (WIDTH_PX - HEADS_PX)

/** The colour of a place on the first camera lane. */
const pixel = (): Promise<number[]> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=lanes] canvas')!
    return [...canvas.getContext('2d')!.getImageData(300, 30, 1, 1).data]
  })

async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move((from[0] + to[0]) / 2, to[1], { steps: 3 })
  await page.mouse.move(...to)
  await page.mouse.up()
}

describe('timeline in a browser', () => {
  it('seeks where a lane is clicked', async () => {
    await page.mouse.click(xAt(650), LANE_Y)
    const { asked, segment } = await see()
    expect(asked.length).toBe(1)
    expect(Number(asked[0]!.split(' ')[1]) / 1e6).toBeCloseTo(650, 0)
    expect(segment).toBeUndefined()
  })

  it('selects a segment by dragging over lanes, whose edge clings to the end of a recording', async () => {
    await drag([xAt(640), LANE_Y], [xAt(681.6), LANE_Y])
    const { segment, asked } = await until((seen) => seen.segment?.end === 682e6)
    expect(segment!.start / 1e6).toBeCloseTo(640, -1)
    expect(asked).toEqual([])
  })

  it('lets an edge go free with Alt, and gives up a drag with Escape', async () => {
    await page.keyboard.down('Alt')
    await drag([xAt(640), LANE_Y], [xAt(681.6), LANE_Y])
    await page.keyboard.up('Alt')
    const { segment } = await until((seen) => seen.segment !== undefined && seen.segment.end > 681e6)
    expect(segment!.end).not.toBe(682e6)
    await page.mouse.move(xAt(700), LANE_Y)
    await page.mouse.down()
    await page.mouse.move(xAt(760), LANE_Y, { steps: 3 })
    await until((seen) => seen.segment!.start > segment!.end)
    await page.keyboard.press('Escape')
    await until((seen) => seen.segment!.end === segment!.end)
    await page.mouse.up()
  })

  it('moves a segment edge by its handle and by arrow keys', async () => {
    await drag([xAt(640), LANE_Y], [xAt(660.3), LANE_Y])
    await drag([xAt(660.3), RULER_Y + 8], [xAt(720), RULER_Y + 8])
    const dragged = await until((seen) => seen.segment!.end > 715e6)
    const handle = page.getByRole('slider', { name: 'Segment start' })
    await handle.focus()
    await page.keyboard.press('Shift+ArrowRight')
    const { segment } = await until((seen) => seen.segment!.start > dragged.segment!.start)
    expect(segment!.start - dragged.segment!.start).toBe(1e6)
  })

  it('scrubs along the ruler and lets go at the end', async () => {
    await drag([xAt(610), RULER_Y], [xAt(700), RULER_Y])
    const { asked } = await see()
    expect(asked.filter((word) => word.startsWith('scrub')).length).toBeGreaterThan(2)
    expect(asked.at(-1)).toBe('endScrub')
  })

  it('takes the view along when a drag is held past its edge', async () => {
    await page.mouse.move(xAt(780), LANE_Y)
    await page.mouse.down()
    await page.mouse.move(WIDTH_PX - 20, LANE_Y, { steps: 3 })
    await page.mouse.move(WIDTH_PX + 60, LANE_Y)
    const { segment, viewport } = await until(
      (seen) => seen.viewport.end > 830e6 && seen.segment!.end > 820e6,
    )
    await page.mouse.up()
    expect(viewport.start).toBeGreaterThan(600e6)
    expect(segment!.start / 1e6).toBeCloseTo(780, -1)
  })

  it("paints again in the other theme's colours", async () => {
    const dark = await pixel()
    await page.evaluate(() => (document.documentElement.dataset.theme = 'light'))
    await expect.poll(pixel).not.toEqual(dark)
  })

  it('shows pictures on the film once there are some', async () => {
    await page.goto(`${served.url}?view=600,800&t=684&film=1`)
    await page.getByTestId('lanes').waitFor()
    await expect.poll(pixel).toEqual([255, 255, 255, 255])
  })

  it('zooms at the pointer with the wheel and pans with Shift', async () => {
    await page.mouse.move(xAt(700), LANE_Y)
    await page.mouse.wheel(0, -200)
    const { viewport } = await until((seen) => seen.viewport.end - seen.viewport.start < 150e6)
    expect((viewport.start + viewport.end) / 2e6).toBeCloseTo(700, 0)
    await page.keyboard.down('Shift')
    await page.mouse.wheel(0, 100)
    await page.keyboard.up('Shift')
    const panned = await until((seen) => seen.viewport.start > viewport.start)
    expect(panned.viewport.end - panned.viewport.start).toBe(viewport.end - viewport.start)
  })

  it('moves and resizes the window of the overview', async () => {
    const window = (await page.getByTestId('overview').locator('div').boundingBox())!
    const middle: [number, number] = [window.x + window.width / 2, 12]
    await drag(middle, [middle[0] + 100, 12])
    const { viewport } = await until((seen) => Math.abs(seen.viewport.start / 1e6 - 720.6) < 0.5)
    expect((viewport.end - viewport.start) / 1e6).toBeCloseTo(200, 3)
    await drag([window.x + window.width + 100, 12], [window.x + window.width + 200, 12])
    await until(
      (seen) => seen.viewport.end - seen.viewport.start > 280e6 && seen.viewport.start === viewport.start,
    )
  })

  it('mutes and solos by buttons with names, and collapses a person', async () => {
    const mute = page.getByRole('button', { name: 'Mute Leo microphone' })
    await mute.click()
    await expect.poll(() => mute.getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: 'Leo', exact: false }).and(page.locator('[aria-expanded]')).click()
    await mute.waitFor({ state: 'detached' })
  })

  it('offers what can be done to a lane', async () => {
    await page.mouse.click(xAt(650), LANE_Y, { button: 'right' })
    await page.getByRole('menuitem', { name: 'Nudge in time…' }).click()
    await expect.poll(async () => (await see()).asked).toEqual(['nudge adeyemi/camera'])
  })

  it('says the time under the pointer on both clocks, and why nothing is there', async () => {
    await page.mouse.move(xAt(700), LANE_Y)
    const tip = page.getByTestId('time-tip')
    await expect.poll(() => tip.innerText()).toMatch(/^0:11:(39|40)\.\d{3}\s+15:42:(18|19)\.\d{3} UTC/)
    await page.mouse.move(xAt(700), 280)
    await expect.poll(() => tip.innerText()).toContain('no recording: left 15:42:01')
  })

  it('follows the playhead when it leaves, not while a hand has just moved the view', async () => {
    await page.evaluate(() => (window as unknown as { harness: Harness }).harness.player.seek(1000e6))
    const { viewport } = await until((seen) => seen.viewport.start <= 1000e6 && seen.viewport.end > 1000e6)
    await page.mouse.move(xAt(700), LANE_Y)
    await page.keyboard.down('Shift')
    await page.mouse.wheel(0, 3000)
    await page.keyboard.up('Shift')
    const away = await until((seen) => seen.viewport.start > viewport.start)
    await page.evaluate(() => (window as unknown as { harness: Harness }).harness.player.seek(1001e6))
    expect((await see()).viewport).toEqual(away.viewport)
  })

  it('moves the playhead without painting a lane again', async () => {
    const calls = await page.evaluate(async () => {
      let painted = 0
      const { clearRect } = CanvasRenderingContext2D.prototype
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        painted++
        return clearRect.apply(this, box)
      }
      const { player } = (window as unknown as { harness: Harness }).harness
      const before = document.querySelector<HTMLElement>('[data-testid=playhead]')!.style.transform
      for (let k = 1; k <= 20; k++) player.seek(684e6 + k * 1e6)
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      const after = document.querySelector<HTMLElement>('[data-testid=playhead]')!.style.transform
      return { painted, moved: before !== after }
    })
    expect(calls).toEqual({ painted: 0, moved: true })
  })
})
