/** The timeline's rows in a real browser: arranged, filtered, and with annotations that a hand moves. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Span } from '../../../core/time/index.ts'
import type { WorkbenchView } from '../../../app/web/workbench/workbenchState.ts'
import { openOnePage, type OnePage } from '../onePage.ts'
import { serveHarness, type ServedHarness } from './harness/serve.ts'

interface Harness {
  readonly player: { readonly asked: string[] }
  readonly viewport: Span
  readonly store: { getState(): WorkbenchView }
}

const HEADS_PX = 212
const WIDTH_PX = 1440

let tab: OnePage
let served: ServedHarness
let page: Page
let hasFailed = false
const problems: string[] = []

beforeAll(async () => {
  served = await serveHarness(0)
  tab = await openOnePage({ viewport: { width: WIDTH_PX, height: 700 } })
}, 120_000)
afterAll(async () => {
  await tab?.close()
  await served?.close()
})
beforeEach(async () => {
  problems.length = 0
  page = await tab.renew(served.url, hasFailed)
  page.on('pageerror', (error) => problems.push(error.message))
  // Twelve annotations of two minutes or more.
  await page.goto(`${served.url}?view=0,1452&annotations=12&height=700&pin=tier:gaze`)
  await page.getByTestId('lanes').waitFor({ timeout: 60_000 })
}, 120_000)
afterEach(({ task }) => {
  hasFailed = task.result?.state === 'fail'
  expect(problems).toEqual([])
})

const arranged = (): Promise<WorkbenchView> =>
  page.evaluate(() => {
    const { store } = (window as unknown as { harness: Harness }).harness
    return JSON.parse(JSON.stringify(store.getState())) as WorkbenchView
  })
const asked = (): Promise<string[]> =>
  page.evaluate(() => [...(window as unknown as { harness: Harness }).harness.player.asked])
const rows = (): Promise<(string | null)[]> =>
  page.locator('[data-row]').evaluateAll((heads) => heads.map((head) => head.getAttribute('data-row')))
const head = (key: string) => page.locator(`[data-row="${key}"]`)

/** Where a session time (s) lies in a view of 0 to 1452 s. */
const xAt = (seconds: number): number => HEADS_PX + (seconds / 1452) * (WIDTH_PX - HEADS_PX)
const yOf = async (key: string): Promise<number> => {
  const box = (await head(key).boundingBox())!
  return box.y + box.height / 2
}

async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 3 })
  await page.mouse.move(...to)
  await page.mouse.up()
}

describe('rows in a browser', () => {
  it('are filtered by words, which say how many are left, and all come back', async () => {
    await page.getByRole('textbox', { name: 'Filter rows' }).fill('leo')
    await expect.poll(rows).toEqual(['person:leo', 'leo/camera', 'leo/microphone', 'tier:talk move'])
    await expect.poll(() => page.getByRole('status').innerText()).toMatch(/^3 of \d+ rows$/)
    await page.getByRole('button', { name: 'Show all rows' }).click()
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10)
  })

  it('of signals show the value at the playhead and under the pointer', async () => {
    await page.goto(`${served.url}?view=0,1452&t=400&height=700&signals=2&samples=5000`)
    const value = head('signal:sig_0').locator('b')
    await expect.poll(() => value.innerText()).toMatch(/^\d\d(\.\d+)?$/)
    const y = await yOf('signal:sig_0')
    await page.mouse.move(xAt(400), y)
    const tip = page.getByTestId('time-tip')
    await expect.poll(() => tip.innerText()).toMatch(/heartRate: \d\d/)
    await page.mouse.move(xAt(880), y)
    await expect.poll(() => tip.innerText()).toContain('heartRate: no value')
    await page.getByRole('button', { name: 'All rows' }).click()
    await page.getByRole('menuitem', { name: 'Signals…' }).click()
    expect(await asked()).toContain('signals')
  })

  it('move by a drag of their heads and by the menu', async () => {
    await drag([40, await yOf('person:zoe')], [40, (await yOf('person:adeyemi')) - 8])
    await expect.poll(async () => (await rows()).indexOf('person:zoe')).toBe(1)
    await head('leo/microphone').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Move up' }).click()
    await expect.poll(async () => (await arranged()).order.join()).toContain('leo/microphone,leo/camera')
  })

  it('take the height their lower edge is dragged to, and give it back at a double click', async () => {
    const box = (await head('leo/camera').boundingBox())!
    const edge: [number, number] = [60, box.y + box.height - 1]
    await drag(edge, [60, edge[1] + 30])
    await expect.poll(async () => (await arranged()).heights['leo/camera']).toBe(box.height + 30)
    await page.mouse.dblclick(60, edge[1] + 30)
    await expect.poll(async () => (await arranged()).heights).toEqual({})
  })

  it('fold all and grow all by the menu of all rows', async () => {
    await page.getByRole('button', { name: 'All rows' }).click()
    await page.getByRole('menuitem', { name: 'Fold everyone', exact: true }).click()
    await expect.poll(async () => (await rows()).some((key) => key?.includes('/'))).toBe(false)
    await page.getByRole('button', { name: 'All rows' }).click()
    await page.getByRole('menuitem', { name: 'Tall' }).click()
    await expect.poll(async () => (await arranged()).heights['all:video']).toBe(64)
  })

  it('stay in sight where they are pinned, and hide', async () => {
    expect((await rows())[0]).toBe('tier:gaze')
    await page.mouse.move(100, 500)
    await page.mouse.wheel(0, 400)
    await head('tier:gaze').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Hide' }).click()
    await expect.poll(async () => (await rows()).includes('tier:gaze')).toBe(false)
  })

  it('show another zone at a click on its name', async () => {
    await page.getByRole('button', { name: /^Wall clock in UTC/ }).click()
    await expect.poll(() => page.getByRole('button', { name: /^Wall clock/ }).innerText()).toBe('UTC+2')
  })
})

describe('annotations in a browser', () => {
  interface Chip {
    readonly id: string
    readonly startUs: number
    readonly endUs: number
  }

  const chips = (): Promise<Chip[]> =>
    page.evaluate(
      () => (window as unknown as { harness: Harness & { annotations: Chip[] } }).harness.annotations,
    )

  /** The first annotation of the pinned tier and the height it is drawn at. */
  async function firstChip(): Promise<Chip & { readonly y: number }> {
    const [chip] = await chips()
    const box = (await head('tier:gaze').boundingBox())!
    return { ...chip!, y: box.y + 8 }
  }

  it('are chosen and sought by a click', async () => {
    const { startUs, endUs, y } = await firstChip()
    await page.mouse.click(xAt((startUs + endUs) / 2e6), y)
    await expect.poll(asked).toEqual([`seek ${startUs}`])
  })

  it('move whole by their body and by one end at an edge', async () => {
    const { id, startUs, endUs, y } = await firstChip()
    const middle = (startUs + endUs) / 2e6
    await page.keyboard.down('Alt')
    await drag([xAt(middle), y], [xAt(middle + 60), y])
    const [moved] = await asked()
    const [, name, start, end] = moved!.split(' ')
    expect(name).toBe(id)
    expect(Number(start) - startUs).toBeGreaterThan(55e6)
    expect(Number(end) - Number(start)).toBe(endUs - startUs)
    await drag([xAt(Number(end) / 1e6) - 2, y], [xAt(Number(end) / 1e6 + 40), y])
    await page.keyboard.up('Alt')
    const resized = (await asked()).at(-1)!.split(' ')
    expect(resized[2]).toBe(start)
    expect(Number(resized[3])).toBeGreaterThan(Number(end))
  })

  it('are made by a double click on their row', async () => {
    const ends = [0, ...(await chips()).map(({ endUs }) => endUs)].toSorted((a, b) => a - b)
    const last = ends.at(-1)! / 1e6
    const free = last < 1440 ? last + 6 : (await firstChip()).startUs / 2e6
    await page.mouse.dblclick(xAt(free), await yOf('tier:gaze'))
    const made = (await asked()).find((what) => what.startsWith('new'))!.split(' ')
    expect(made[1]).toBe('gaze')
    expect(Number(made[3]) - Number(made[2])).toBe(2e6)
  })
})
