/** Every place and state of the page that is worth a look, and how to get there. */
import { mkdtemp, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import type { Truth } from '../../../fixtures/generate.ts'
import { mustLockstep, serve } from '../../support/program.ts'
import { openBucket, openWorkbench, tileOf, type OpenBucket } from './openBucket.ts'

export interface Place {
  readonly name: string
  open(page: Page): Promise<void>
}

export interface Places {
  readonly places: readonly Place[]
  readonly lesson: OpenBucket
  readonly truth: Truth
  close(): Promise<void>
}

/** The file whose recording the `failed` state has lost. */
const LOST = 'Leo/camera'

/** Serves the lesson, an empty catalog, and a lesson whose bucket has lost a file since it was ingested. */
export async function openPlaces(): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-places-'))
  await mustLockstep(['fixtures', 'lesson', '--out', join(folder, 'lesson')])
  const lesson = await openBucket([join(folder, 'lesson', 'bucket')])
  const truth = JSON.parse(await readFile(join(folder, 'lesson', 'truth.json'), 'utf8')) as Truth
  const emptyCatalog = join(folder, 'empty.duckdb')
  await (await openCatalog(emptyCatalog, { create: true })).close()
  const empty = await serve(['serve', '--catalog', emptyCatalog, '--port', '0', '--no-open'])
  await mustLockstep(['fixtures', 'lesson', '--out', join(folder, 'broken')])
  const broken = await openBucket([join(folder, 'broken', 'bucket')])
  const lost = broken.session.lanes.find((lane) => lane.laneId === LOST)!.recordings[0]!
  await unlink(join(folder, 'broken', 'bucket', lost.objectKey))
  // What ingest derived from it could still be played: it goes too.
  await rm(`${broken.catalog}.cache/remux`, { recursive: true, force: true })
  return {
    lesson,
    truth,
    places: [
      { name: 'sessions', open: (page) => open(page, lesson.url, 'group-3') },
      { name: 'workbench', open: (page) => openWorkbench(page, lesson, '?t=142.5&in=138&out=150') },
      { name: 'workbench-gaps', open: (page) => openWorkbench(page, lesson, '?t=60') },
      { name: 'findings', open: (page) => openTab(page, lesson, /Findings/) },
      { name: 'details', open: (page) => openTab(page, lesson, /Details/) },
      {
        name: 'export',
        async open(page) {
          await openWorkbench(page, lesson, '?t=142.5&in=138&out=150')
          await page.keyboard.press('e')
          await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).waitFor()
          await page.getByRole('dialog').getByText('manifest.json').waitFor()
        },
      },
      {
        name: 'keys',
        async open(page) {
          await openWorkbench(page, lesson, '?t=20')
          await page.keyboard.press('?')
          await page.getByRole('dialog').waitFor()
        },
      },
      { name: 'query', open: (page) => open(page, `${lesson.url}/query`, 'Run') },
      { name: 'exports', open: (page) => open(page, `${lesson.url}/exports`, 'Exports') },
      { name: 'empty', open: (page) => open(page, empty.url, 'No sessions yet') },
      { name: 'not-found', open: (page) => open(page, `${lesson.url}/s/RM_nobody`, 'RM_nobody') },
      {
        name: 'failed',
        async open(page) {
          await openWorkbench(page, broken, '?t=30')
          await tileOf(page, LOST).locator('[role=status]').filter({ hasNotText: 'Asking' }).waitFor()
        },
      },
    ],
    async close() {
      await Promise.all([lesson.close(), broken.close(), empty.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function open(page: Page, url: string, text: string): Promise<void> {
  await page.goto(url)
  await page.getByText(text).first().waitFor()
}

async function openTab(page: Page, bucket: OpenBucket, name: RegExp): Promise<void> {
  await openWorkbench(page, bucket, '?t=30')
  await page.getByRole('tab', { name }).click()
}
