/**
 * Panning and zooming the real timeline in a real browser while nothing plays: 50 lanes, 3 h, filmstrips, 10^5
 * annotations, 10^6 log rows; then ten signals of 10^6 samples in their place. What counts is the time between the
 * page's frames; the baseline is the same page doing nothing.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import type { Page } from 'playwright-core'
import { build, preview } from 'vite'
import { launchBrowser } from '../support/browser.ts'
import { quantile, type Bench } from './report.ts'

const HARNESS = path.resolve(import.meta.dirname, '../web/timeline/harness')
const SESSION = 'session=class&annotations=100000&rows=1000000&matches=1&film=1'
/** Nearly all of it, and ten minutes, in which single annotations and utterances are drawn. */
const VIEWS = { whole: '1200,9600', close: '5000,5600' } as const
const PANES = [
  { name: 'the default pane', width: 1440, height: 404 },
  { name: 'all of 1440 × 900', width: 1440, height: 900 },
] as const
/** In sight, as they are what there are 10^5 and 10^6 of. */
const PINNED = ['tier:strategy', 'tier:gaze', 'talk', 'events']
const SIGNALS = Array.from({ length: 10 }, (_, index) => `signal:sig_${index}`)
const CASES = [
  { name: 'lanes', query: '', pinned: PINNED, panes: PANES },
  {
    name: 'ten signals',
    query: '&signals=10&samples=1000000',
    pinned: [...SIGNALS, 'talk'],
    panes: PANES.slice(1),
  },
] as const
const MEASURED_MS = 5000
const DPR = 1

type Move = 'pan' | 'zoom' | 'rest'

/** Turns the wheel once a frame, to and fro so that the view stays inside; returns the time between frames, ms. */
const move = (page: Page, how: Move): Promise<number[]> =>
  page.evaluate(
    ({ how, forMs }) =>
      new Promise<number[]>((done) => {
        const lanes = document.querySelector('[data-testid=lanes]')!
        const { left, top, width } = lanes.getBoundingClientRect()
        const gaps: number[] = []
        const start = performance.now()
        let last: number | undefined
        let frames = 0
        const tick = (now: number): void => {
          if (last !== undefined) gaps.push(now - last)
          last = now
          const there = Math.floor(frames++ / 45) % 2 === 0
          const deltaY = how === 'pan' ? (there ? 24 : -24) : there ? -45 : 45
          if (how !== 'rest') {
            const init = { deltaY, shiftKey: how === 'pan', clientX: left + width / 2, clientY: top + 60 }
            lanes.dispatchEvent(new WheelEvent('wheel', { ...init, bubbles: true, cancelable: true }))
          }
          if (now - start < forMs) requestAnimationFrame(tick)
          else done(gaps)
        }
        requestAnimationFrame(tick)
      }),
    { how, forMs: MEASURED_MS },
  )

interface Harness {
  readonly harness: { setViewport(view: { start: number; end: number }): void; session: { lanes: unknown[] } }
}

/** Everything on the canvases with the view put back to where it began, two frames on. */
const picture = (page: Page, view: string): Promise<string[]> =>
  page.evaluate(async (view) => {
    const [start = 0, end = 0] = view.split(',').map((seconds) => Number(seconds) * 1e6)
    // The last turn of the wheel shows a frame later.
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame)
    ;(window as unknown as Harness).harness.setViewport({ start, end })
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame)
    return [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL())
  }, view)

/** How many of the pixels of the lanes' canvas anything is drawn on. */
const drawnShare = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=lanes] canvas')!
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    let drawn = 0
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) drawn++
    return drawn / (data.length / 4)
  })

async function assertDrawn(page: Page, pinned: readonly string[]): Promise<void> {
  const rows = await page
    .locator('[data-row]')
    .evaluateAll((heads) => heads.map((head) => head.dataset['row']))
  assert.equal(rows.filter((row) => row?.includes('/')).length, 50, '50 lanes')
  const tracks = rows.filter((row) => !row?.includes('/') && !row?.startsWith('person:'))
  assert.deepEqual(
    [...pinned, 'tier:talk move', 'tier:note', 'states:slide'].filter((key) => !tracks.includes(key)),
    [],
  )
  assert((await drawnShare(page)) > 0.3, 'the lanes are painted')
}

/** Until the log's states and everyone's talk have been worked out. */
async function waitUntilRead(page: Page): Promise<void> {
  await page.locator('[data-row="states:slide"]').waitFor({ state: 'attached', timeout: 120_000 })
  await page.waitForFunction(() => {
    const talk = document.querySelector('[data-row=talk]')
    return talk?.textContent?.includes('derived') && !talk.textContent.includes(' of ')
  })
}

async function measure(
  page: Page,
  { view, what }: { readonly view: string; readonly what: string },
  report: Parameters<Bench>[0],
): Promise<void> {
  const before = await picture(page, view)
  const baseline = { name: 'resting', value: quantile(await move(page, 'rest'), 0.5) }
  for (const how of ['pan', 'zoom'] as const) {
    const gaps = await move(page, how)
    const [median, p95] = [quantile(gaps, 0.5), quantile(gaps, 0.95)]
    const fps = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)
    report({ what: `${how}, ${what}: median frame`, value: median, unit: 'ms', baseline })
    report({ what: `${how}, ${what}: p95 frame`, value: p95, unit: 'ms', baseline })
    report({ what: `${how}, ${what}: frames a second`, value: fps, unit: 'fps' })
  }
  const after = await picture(page, view)
  const changed = after.flatMap((canvas, k) => (canvas === before[k] ? [] : [k]))
  assert.deepEqual(changed, [], 'canvases of the same view are the same after moving')
}

export const bench: Bench = async (report) => {
  const outDir = await mkdtemp(path.join(tmpdir(), 'timeline-page-'))
  const shared = { configFile: false as const, root: HARNESS, logLevel: 'error' as const }
  await build({ ...shared, plugins: [react()], build: { outDir, emptyOutDir: true } })
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  const browser = await launchBrowser()
  try {
    for (const { name: what, query, pinned, panes } of CASES) {
      for (const pane of panes) {
        const page = await browser.newPage({ viewport: pane, deviceScaleFactor: DPR })
        for (const [name, view] of Object.entries(VIEWS)) {
          const pins = pinned.map((key) => `pin=${encodeURIComponent(key)}`).join('&')
          const search = `${SESSION}${query}&view=${view}&height=${pane.height}&${pins}`
          await page.goto(`${server.resolvedUrls!.local[0]}?${search}`)
          await waitUntilRead(page)
          await assertDrawn(page, pinned)
          await measure(page, { view, what: `${what}, ${name}, ${pane.name}` }, report)
        }
        await page.close()
      }
    }
  } finally {
    await browser.close()
    await server.close()
    await rm(outDir, { recursive: true })
  }
}
