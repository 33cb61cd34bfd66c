/** The filmstrip and the preview at the pointer in a real browser, from pictures whose grey is their time. */
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { ThumbsAnswer } from '../../../core/protocol/thumbs.ts'
import { run } from '../../support/mediaJudge.ts'
import { ANSWERS } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'

const at = usePlacesPage()
const session = ANSWERS['GET /api/sessions/RM_1']!.json as SessionDetail
const lane = session.lanes.find(({ kind, recordings }) => kind === 'video' && recordings[0]?.placement)!
const recording = lane.recordings[0]!
const THUMBS = `GET /api/recordings/${recording.recordingId}/thumbs`
const CELLS = 8

/** Eight pictures over the recording, the k-th of grey 20 + 28 k. */
async function makeAnswers(): Promise<Record<string, { json?: ThumbsAnswer; bytes?: Uint8Array }>> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-strip-'))
  const file = join(folder, 'sheet.png')
  const source = `color=black:size=${142 * CELLS}x80,format=gray,geq=lum='20+28*floor(X/142)'`
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', file])
  const bytes = new Uint8Array(await readFile(file))
  await rm(folder, { recursive: true })
  const pitchUs = (recording.endPtsUs - recording.firstPtsUs) / CELLS
  const timesUs = Array.from({ length: CELLS }, (_, k) => recording.firstPtsUs + (k + 0.5) * pitchUs)
  const size = { widthPx: 142, heightPx: 80, columns: 8, rows: 8 }
  return {
    [THUMBS]: { json: { state: 'ready', ...size, pitchUs, timesUs, ptsUs: timesUs, sheets: 1 } },
    [`${THUMBS}/0`]: { bytes },
  }
}

/** Part of the recording is shown, so that the view is what the address says. */
const VIEW = { startS: 10, endS: 90 }
const SEARCH = `?view=${VIEW.startS}-${VIEW.endS}`

/** Where a share of the recording stands on the page. */
async function findPlace(share: number): Promise<{ x: number; y: number }> {
  const head = (await at.page.locator(`[data-row="${lane.laneId}"]`).boundingBox())!
  const lanes = (await at.page.getByTestId('lanes').boundingBox())!
  const { startUs, endUs } = recording.placement!
  const timeS = (startUs + share * (endUs - startUs)) / 1e6
  return {
    x: lanes.x + ((timeS - VIEW.startS) / (VIEW.endS - VIEW.startS)) * lanes.width,
    y: head.y + head.height / 2,
  }
}

const greyAt = ({ x, y }: { x: number; y: number }): Promise<number> =>
  at.page.evaluate(
    ([left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=lanes] canvas')!
      const box = canvas.getBoundingClientRect()
      return canvas.getContext('2d')!.getImageData(left! - box.x, top! - box.y, 1, 1).data[1]!
    },
    [x, y],
  )

describe('the filmstrip', () => {
  it('shows at each place the picture of its time, and the pointer a larger one', async () => {
    at.fake.answers = { ...ANSWERS, ...(await makeAnswers()) }
    await at.openSession(SEARCH)
    for (const share of [0.2, 0.5, 0.8]) {
      const expected = 20 + 28 * Math.floor(share * CELLS)
      const place = await findPlace(share)
      await expect.poll(async () => Math.abs((await greyAt(place)) - expected)).toBeLessThanOrEqual(30)
    }
    const place = await findPlace(0.5)
    await at.page.mouse.move(place.x, place.y)
    await at.page.getByRole('img', { name: 'Preview' }).waitFor()
    const tip = at.page.getByTestId('time-tip')
    await expect.poll(() => tip.getByRole('img').getAttribute('data-pts-us')).not.toBeNull()
    expect((await tip.boundingBox())!.width).toBeLessThan(240)
  })

  it('is calm film where there are no pictures, and the label does without', async () => {
    at.fake.answers = { ...ANSWERS, [THUMBS]: { json: { state: 'failed', message: 'none' } } }
    await at.openSession(SEARCH)
    const place = await findPlace(0.5)
    await at.page.mouse.move(place.x, place.y)
    await at.page.getByTestId('time-tip').waitFor()
    await expect.poll(() => at.page.getByTestId('preview').count()).toBe(0)
  })
})
