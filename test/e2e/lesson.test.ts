/** The main job on the generated lesson, in the real page: play, seek, step, read the gaps and the log, export. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { jobSchema } from '../../core/protocol/index.ts'
import { readCells } from '../../fixtures/cells.ts'
import type { Truth, TruthRecording } from '../../fixtures/generate.ts'
import { measureQuietly, waitForRest } from '../support/contention.ts'
import { expectFrame, type JudgedLane } from '../support/judge.ts'
import { readTiles } from '../support/judgePage.ts'
import { judgePlayback } from '../support/judgeRun.ts'
import { decodeCells } from '../support/mediaJudge.ts'
import { judgeLanes } from './support/judgedLanes.ts'
import {
  openLesson,
  openWorkbench,
  playFrom,
  seekTo,
  tileOf,
  waitForIdle,
  type OpenBucket,
} from './support/openBucket.ts'

const REST_MS = 90_000
const exported = z.object({ clips: z.array(z.object({ recordingId: z.string(), file: z.string() })) })

let bucket: OpenBucket
let truth: Truth
let lanes: JudgedLane[]
let page: Page
let pageErrors: readonly string[]

const recordingOf = (objectKey: string): TruthRecording | undefined =>
  truth.sessions.flatMap((session) => session.recordings).find((one) => one.objectKey === objectKey)

beforeAll(async () => {
  const folder = inject('lessonFolder')
  truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth
  bucket = await openLesson(folder)
  lanes = await judgeLanes(bucket.session, join(folder, 'bucket'), (key) => {
    const index = recordingOf(key)?.frames?.index
    return index && ((at: number) => index[at] ?? -1)
  })
  const watched = await bucket.newPage()
  page = watched.page
  pageErrors = watched.errors
})

afterAll(() => bucket?.close())

/** The lanes that should show a picture at `t`, with the name that picture carries. */
const expectedAt = (t: number): { laneId: string; recordingId: string; name: number }[] =>
  lanes.flatMap((judged) => {
    const expected = expectFrame(judged, t)
    if (!expected) return []
    const { recordingId, index } = expected
    return [{ laneId: judged.lane.laneId, recordingId, name: judged.nameFrame!(recordingId, index) }]
  })

async function shownNames(): Promise<Map<string, number | undefined>> {
  const tiles = await readTiles(page)
  return new Map(
    tiles.map(({ laneId, top, width, height }) => [laneId, readCells(top, width, height)?.index]),
  )
}

describe('the lesson in the page', () => {
  it('opens from the list of sessions', async () => {
    await page.goto(bucket.url)
    await page.getByRole('row', { name: /group-3/ }).click()
    await page.waitForURL(/\/s\//)
    await waitForIdle(page)
    expect(await page.getByLabel('Stage', { exact: true }).locator('[data-lane]').count()).toBe(7)
  })

  it('lands every seek on the very frame', async () => {
    await openWorkbench(page, bucket)
    const times = [3.21, 158.4, 61.017, 20.5, 99.99, 140.03, 45.2, 12.345, 170.001, 75.5]
    for (const seconds of times) {
      await seekTo(page, seconds * 1e6)
      const shown = await shownNames()
      const expected = expectedAt(seconds * 1e6)
      expect(expected.length).toBeGreaterThan(2)
      for (const { laneId, name } of expected)
        expect(shown.get(laneId), `${laneId} at ${seconds} s`).toBe(name)
    }
  })

  it('steps through each frame of the focused lane once, forth and back', async () => {
    const laneId = 'Ben/camera'
    await openWorkbench(page, bucket, `?t=30&focus=${encodeURIComponent(laneId)}`)
    const judged = lanes.find(({ lane }) => lane.laneId === laneId)!
    const { recordingId, index } = expectFrame(judged, 30e6)!
    for (const [key, direction] of [
      ['ArrowRight', 1],
      ['ArrowLeft', -1],
    ] as const) {
      const start = direction === 1 ? index : index + 12
      for (let step = 1; step <= 12; step++) {
        await page.keyboard.press(key)
        await waitForIdle(page)
        const expected = judged.nameFrame!(recordingId, start + direction * step)
        expect((await shownNames()).get(laneId), `${key} ${step}`).toBe(expected)
      }
    }
  })

  it('says why a tile is empty: muted, left, not yet joined', async () => {
    await openWorkbench(page, bucket)
    const zoe = bucket.session.lanes.find((lane) => lane.laneId === 'Zoë/camera')!
    const muted = zoe.gaps.find((gap) => gap.reason === 'muted')!
    await seekTo(page, (muted.startUs + muted.endUs) / 2)
    await expect.poll(() => tileOf(page, 'Zoë/camera').innerText()).toMatch(/muted/)
    const mia = bucket.session.lanes.find((lane) => lane.laneId === 'Mia/camera')!
    const away = mia.gaps.find((gap) => gap.reason === 'left')!
    await seekTo(page, (away.startUs + away.endUs) / 2)
    await expect
      .poll(() => tileOf(page, 'Mia/camera').innerText())
      .toMatch(/Mia is not recorded here[^]*rejoins/)
    await seekTo(page, 5e6)
    await expect.poll(() => tileOf(page, 'Ines/camera').innerText()).toMatch(/not recorded yet/)
  })

  it('marks the log row at the playhead, and a click on another goes there', async () => {
    await openWorkbench(page, bucket)
    const events = truth.sessions[0]!.events.toSorted((a, b) => Number(BigInt(a.recvNs) - BigInt(b.recvNs)))
    const event = events[Math.floor(events.length / 2)]!
    const at = Number(BigInt(event.recvNs) / 1000n) - bucket.session.epochWallUs
    await seekTo(page, at + 1000)
    const current = page.locator('[role=row][aria-current=true]')
    await expect.poll(() => current.innerText()).toContain(event.sender)
    await current.locator('xpath=following-sibling::*[1]').click()
    const next = events[events.indexOf(event) + 1]!
    const wanted = Number(BigInt(next.recvNs) / 1000n) - bucket.session.epochWallUs
    await expect
      .poll(async () => Math.abs((await page.evaluate(() => window.lockstep!.player.now())) - wanted))
      .toBeLessThan(2000)
  })

  it('opens a link at the same moment, with the same segment', async () => {
    await openWorkbench(page, bucket, '?t=61.5&in=60&out=65')
    await expect.poll(() => page.evaluate(() => window.lockstep!.player.now())).toBe(61_500_000)
    await page.keyboard.press('Shift+ArrowRight')
    await waitForIdle(page)
    await expect.poll(() => new URL(page.url()).searchParams.get('t')).toMatch(/^62\.5/)
    expect(new URL(page.url()).searchParams.get('in')).toMatch(/^60/)
  })

  it('exports by clicking: each clip begins with the frame the truth says', async () => {
    const from = 140.0
    await openWorkbench(page, bucket, `?t=${from}&in=${from}&out=142.5`)
    await page.keyboard.press('e')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByRole('button', { name: 'Export another' }).waitFor({ timeout: 120_000 })
    const answer = await fetch(`${bucket.url}/api/jobs`)
    const job = jobSchema
      .array()
      .parse(await answer.json())
      .find(({ kind }) => kind === 'export')
    const result = String(job?.result?.['folder'])
    const manifest = exported.parse(JSON.parse(await readFile(join(result, 'manifest.json'), 'utf8')))
    const expected = expectedAt(from * 1e6)
    expect(expected.length).toBeGreaterThanOrEqual(5)
    for (const { laneId, recordingId, name } of expected) {
      const clip = manifest.clips.find((one) => one.recordingId === recordingId)
      const recording = bucket.session.lanes
        .flatMap((lane) => lane.recordings)
        .find((one) => one.recordingId === recordingId)!
      expect(clip, laneId).toBeDefined()
      const cells = await decodeCells(join(result, clip!.file), recording.width!, recording.height!)
      expect(cells[0]?.index, laneId).toBe(name)
    }
  })

  it('plays every tile within one frame of the truth, by three readings', async () => {
    await openWorkbench(page, bucket, '?t=8&judge=1')
    // Filmstrips are made since it was first looked at.
    await waitForRest(REST_MS)
    const { value } = await measureQuietly(
      async () => (await playFrom(page, 8e6), judgePlayback(page, lanes, { seconds: 6, screenshots: 8 })),
      (judged) => judged.log.withinOne >= 0.99 && judged.screenshots.withinOne >= 0.99,
    )
    console.log('lesson playback', JSON.stringify(value, null, 1))
    expect(value.log.samples).toBeGreaterThan(1200)
    expect(value.log.withinOne).toBeGreaterThanOrEqual(0.99)
    expect(value.pixels.compared).toBeGreaterThan(100)
    expect(value.pixels.withinOne).toBeGreaterThanOrEqual(0.99)
    expect(value.pixels.contradictions).toEqual([])
    expect(value.screenshots.samples).toBeGreaterThan(20)
    expect(value.screenshots.withinOne).toBeGreaterThanOrEqual(0.99)
    await page.keyboard.press('Space')
  })

  it('logs no error of its own in the browser', () => {
    expect(pageErrors).toEqual([])
  })
})
