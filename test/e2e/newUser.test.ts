/**
 * What a newcomer does with the lesson, by mouse alone: find when one pupil was away, hear only another, step to the
 * frame where an answer is logged, see which clock the log's time came from, mark 20 s, export them, open the result.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readCells } from '../../fixtures/cells.ts'
import type { Truth } from '../../fixtures/generate.ts'
import { parseMoment } from '../../app/web/workbench/urlState.ts'
import { formatWallClock } from '../../core/time/index.ts'
import { expectFrame, type JudgedLane } from '../support/judge.ts'
import { readTiles } from '../support/judgePage.ts'
import { judgeLanes } from './support/judgedLanes.ts'
import { openLesson, tileOf, waitForIdle, type OpenBucket } from './support/openBucket.ts'

let bucket: OpenBucket
let truth: Truth
let lanes: JudgedLane[]
let page: Page

beforeAll(async () => {
  const folder = inject('lessonFolder')
  truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth
  bucket = await openLesson(folder)
  lanes = await judgeLanes(bucket.session, join(folder, 'bucket'), (key) => {
    const recordings = truth.sessions.flatMap((session) => session.recordings)
    const index = recordings.find((one) => one.objectKey === key)?.frames?.index
    return index && ((at: number) => index[at] ?? -1)
  })
  page = (await bucket.newPage()).page
})

afterAll(() => bucket?.close())

const now = (): Promise<number> => page.evaluate(() => window.lockstep!.player.now())

/** The point of the timeline that stands for a session time, over the lane of that name. */
async function pointAt(timeUs: number, lane?: string): Promise<{ x: number; y: number }> {
  const box = (await page.getByTestId(lane === undefined ? 'ruler' : 'lanes').boundingBox())!
  const { view } = parseMoment(new URL(page.url()).search, bucket.session)
  const x = box.x + ((timeUs - view.viewport.start) / (view.viewport.end - view.viewport.start)) * box.width
  if (lane === undefined) return { x, y: box.y + box.height / 2 }
  const head = (await page.locator(`[data-row="${lane}"]`).boundingBox())!
  return { x, y: head.y + head.height / 2 }
}

async function clickAt(point: { x: number; y: number }): Promise<void> {
  await page.mouse.click(point.x, point.y)
  await waitForIdle(page)
}

const logRow = (text: RegExp): Locator => page.getByRole('row').filter({ hasText: text }).first()

describe('a newcomer, by mouse alone', () => {
  it('opens the lesson from the list', async () => {
    await page.goto(bucket.url)
    await page.getByRole('row', { name: /group-3/ }).click()
    await page.waitForURL(/\/s\//)
    await waitForIdle(page)
  })

  it('finds when Mia was away', async () => {
    const mia = bucket.session.lanes.find((lane) => lane.laneId === 'Mia/camera')!
    const away = mia.gaps.find((gap) => gap.reason === 'left')!
    const wall = (t: number): string => formatWallClock(bucket.session.epochWallUs + t, 'UTC', 0)
    const middle = await pointAt((away.startUs + away.endUs) / 2, 'Mia/camera')
    await page.mouse.move(middle.x, middle.y)
    const tip = page.getByTestId('time-tip')
    await tip.waitFor()
    await expect.poll(() => tip.innerText()).toContain(wall(away.startUs))
    await clickAt(await pointAt((away.startUs + away.endUs) / 2))
    const card = (): Promise<string> => tileOf(page, 'Mia/camera').innerText()
    await expect.poll(card).toContain(`left ${wall(away.startUs)}`)
    const back = mia.recordings.map(({ placement }) => placement!.startUs).toSorted((a, b) => a - b)[1]!
    await expect.poll(card).toContain(`rejoins ${wall(back)}`)
    await tileOf(page, 'Mia/camera')
      .getByRole('button', { name: /jump to the return/ })
      .click()
    await expect.poll(async () => Math.abs((await now()) - back)).toBeLessThan(40_000)
  })

  it('hears only Leo', async () => {
    const head = page.locator('[data-row="Leo/microphone"]')
    await head.hover()
    await head.getByRole('button', { name: /solo/i }).click()
    const heard = await page.evaluate(() => {
      const { lanes } = window.lockstep!.player.state.getState()
      return Object.entries(lanes).flatMap(([laneId, mix]) => (mix.solo ? [laneId] : []))
    })
    expect(heard).toEqual(['Leo/microphone'])
    await expect
      .poll(() => head.getByRole('button', { name: /solo/i }).getAttribute('aria-pressed'))
      .toBe('true')
  })

  it('steps to the frame where an answer is logged', async () => {
    const answers = truth.sessions[0]!.events.filter(({ topic }) => topic === 'answer')
    const received = answers.map((event) => Number(BigInt(event.recvNs) / 1000n) - bucket.session.epochWallUs)
    // Scrolled by the wheel, as a person does: then the log no longer follows the playhead.
    await page.getByRole('grid', { name: 'Log' }).hover()
    await page.mouse.wheel(0, -60)
    await page.getByRole('button', { name: /follow/i }).waitFor()
    await logRow(/answer/).click()
    await expect
      .poll(async () => {
        const t = await now()
        return Math.min(...received.map((answer) => Math.abs(answer - t)))
      })
      .toBeLessThan(2000)
    await waitForIdle(page)
    const at = await now()
    await page.getByRole('button', { name: /one frame back/i }).click()
    await waitForIdle(page)
    await page.getByRole('button', { name: /one frame on/i }).click()
    await waitForIdle(page)
    const t = await now()
    expect(Math.abs(t - at)).toBeLessThan(100_000)
    const shown = new Map(
      (await readTiles(page)).map((tile) => [
        tile.laneId,
        readCells(tile.top, tile.width, tile.height)?.index,
      ]),
    )
    const expected = lanes.flatMap((judged) => {
      const frame = expectFrame(judged, t)
      return frame ? [[judged.lane.laneId, judged.nameFrame!(frame.recordingId, frame.index)] as const] : []
    })
    expect(expected.length).toBeGreaterThan(3)
    for (const [laneId, name] of expected) expect(shown.get(laneId), laneId).toBe(name)
  })

  it('sees which clock the time of a log row came from', async () => {
    await page.getByRole('button', { name: '2 clocks' }).click()
    const headings = await page.getByRole('columnheader').allInnerTexts()
    expect(headings.join(' ')).toMatch(/recorder/i)
    expect(headings.join(' ')).toMatch(/sender/i)
  })

  it('marks 20 s, exports them and opens the result', async () => {
    // A wheel's turn closer, so that a second is wide enough to be hit.
    const middle = await pointAt(150e6, 'Ben/camera')
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.wheel(0, -500)
    await page.waitForFunction(() => new URLSearchParams(location.search).has('view'))
    await settledUrl()
    const from = await pointAt(140e6, 'Ben/camera')
    const to = await pointAt(160e6, 'Ben/camera')
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 4 })
    await page.mouse.move(to.x, to.y, { steps: 4 })
    await page.mouse.up()
    await page.waitForFunction(() => new URLSearchParams(location.search).has('out'))
    const segment = new URL(await settledUrl()).searchParams
    const length = Number(segment.get('out')) - Number(segment.get('in'))
    expect(length).toBeGreaterThan(19)
    expect(length).toBeLessThan(21)
    await page
      .getByRole('button', { name: /export/i })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByRole('button', { name: 'Export another' }).waitFor({ timeout: 120_000 })
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('link', { name: /\.mp4/ }).first().click(),
    ])
    await opened.waitForFunction(() => (document.querySelector('video')?.duration ?? 0) > 0)
    const duration = await opened.evaluate(() => document.querySelector('video')!.duration)
    expect(Math.abs(duration - length)).toBeLessThan(1.5)
  })
})

/** The URL once it no longer changes: it is written a moment after what it says. */
async function settledUrl(): Promise<string> {
  let before = ''
  const changed = (): boolean => {
    const now = page.url()
    const same = now === before
    before = now
    return same
  }
  await expect.poll(changed, { interval: 500 }).toBe(true)
  return before
}
