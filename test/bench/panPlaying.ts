/** Panning the timeline of the whole workbench while 16 tiles play: frames a second against the same page at rest. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBucket, openWorkbench, playFrom } from '../e2e/support/openBucket.ts'
import { mustLockstep } from '../support/program.ts'
import { quantile, type Bench } from './report.ts'

const TILES = 16
const SECONDS = 5

/** Times between frames over some seconds, ms; each frame turns the wheel over the lanes with Shift held, if `pans`. */
const frames = (page: Page, pans: boolean): Promise<number[]> =>
  page.evaluate(
    async ([seconds, turns]) => {
      const lanes = document.querySelector('[data-testid=lanes]')!
      const { left, top } = lanes.getBoundingClientRect()
      const at = { clientX: left + 300, clientY: top + 40, shiftKey: true, bubbles: true, cancelable: true }
      const gaps: number[] = []
      let last = await new Promise(requestAnimationFrame)
      const end = last + seconds * 1000
      while (last < end) {
        const direction = Math.floor(last / 1000) % 2 === 0 ? 1 : -1
        if (turns) lanes.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: 24 * direction }))
        const now = await new Promise<number>(requestAnimationFrame)
        gaps.push(now - last)
        last = now
      }
      return gaps
    },
    [SECONDS, pans] as const,
  )

const fps = (gaps: readonly number[]): number =>
  (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)

export const bench: Bench = async (report) => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-pan-'))
  const size = ['--sessions', '1', '--tracks', String(2 * TILES), '--seconds', '30']
  await mustLockstep(['fixtures', 'big', ...size, '--out', folder])
  const bucket = await openBucket([join(folder, 'bucket')])
  try {
    const { page } = await bucket.newPage()
    await openWorkbench(page, bucket, '?t=3&view=5-20')
    assert.equal(await page.getByLabel('Stage', { exact: true }).locator('[data-lane]').count(), TILES)
    const rest = fps(await frames(page, false))
    await playFrom(page, 3e6)
    const view = new URL(page.url()).searchParams.get('view')
    const gaps = await frames(page, true)
    const reading = await page.evaluate(() => window.lockstep!.player.summary())
    await page.waitForFunction((before) => new URLSearchParams(location.search).get('view') !== before, view)
    assert(reading.samples > 100, 'tiles were drawn')
    const baseline = { name: 'at rest', value: rest }
    report({ what: 'panning while 16 tiles play', value: fps(gaps), unit: 'fps', baseline })
    report({ what: 'panning while 16 tiles play: p95 frame', value: quantile(gaps, 0.95), unit: 'ms' })
    report({ what: 'exactly the frame of the moment meanwhile', value: reading.exact * 100, unit: '%' })
    report({ what: 'error meanwhile, 95th percentile', value: reading.p95Frames, unit: 'frames' })
  } finally {
    await bucket.close()
    await rm(folder, { recursive: true, force: true })
  }
}
