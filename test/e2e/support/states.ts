/** The states that are no success, each made as it comes about: nothing there, a lost file, a withheld person, … */
import { rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { serve } from '../../support/program.ts'
import { copyCatalog, copyLesson } from './lesson.ts'
import { openBucket, openWorkbench, tileOf } from './openBucket.ts'
import type { Place } from './places.ts'

/** The file whose recording the `failed` state has lost, and the person who is withheld beside it. */
const LOST = 'Leo/camera'
const WITHHELD = 'Ines'

export interface States {
  readonly places: readonly Place[]
  close(): Promise<void>
}

/** `folder` is one to put buckets and catalogs into, `lessonFolder` holds the lesson. */
export async function openStates(folder: string, lessonFolder: string): Promise<States> {
  const emptyCatalog = join(folder, 'empty.duckdb')
  await (await openCatalog(emptyCatalog, { create: true })).close()
  const empty = await serve(['serve', '--catalog', emptyCatalog, '--port', '0', '--no-open'])
  const heldCatalog = join(folder, 'held.duckdb')
  const holder = await openCatalog(heldCatalog, { create: true })
  const held = await serve(['serve', '--catalog', heldCatalog, '--port', '0', '--no-open'])
  const bucket = join(folder, 'broken')
  await copyLesson(lessonFolder, bucket)
  const goneCatalog = join(folder, 'gone.duckdb')
  await copyCatalog(lessonFolder, goneCatalog)
  const broken = await openBucket([bucket])
  const lost = broken.session.lanes.find((lane) => lane.laneId === LOST)!.recordings[0]!
  await unlink(join(bucket, lost.objectKey))
  // What ingest derived from it could still be played: it goes too.
  await rm(`${broken.catalog}.cache/remux`, { recursive: true, force: true })
  const withheld = await fetch(`${broken.url}/api/sessions/${broken.session.sessionId}/withholdings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity: WITHHELD, reason: 'consent taken back on 12 June' }),
  })
  if (!withheld.ok) throw new Error(await withheld.text())
  return {
    places: [
      { name: 'empty', open: (page) => open(page, empty.url, 'No sessions yet') },
      {
        name: 'locked',
        async open(page) {
          await page.goto(held.url)
          await page.getByText(String(process.pid)).first().waitFor()
        },
      },
      {
        name: 'failed',
        async open(page) {
          await openWorkbench(page, broken, '?t=30')
          await tileOf(page, LOST).locator('[role=status]').filter({ hasNotText: 'Asking' }).waitFor()
        },
      },
      {
        name: 'withheld',
        async open(page) {
          await openWorkbench(page, broken, '?t=120')
          await tileOf(page, `${WITHHELD}/camera`)
            .getByText(/withheld/i)
            .first()
            .waitFor()
        },
      },
      {
        name: 'gone',
        async open(page) {
          const served = await serve(['serve', '--catalog', goneCatalog, '--port', '0', '--no-open'])
          await openWorkbench(page, { ...broken, url: served.url }, '?t=100')
          await served.stop()
          await page
            .getByRole('status')
            .or(page.getByRole('alert'))
            .getByText(/server/i)
            .first()
            .waitFor()
        },
      },
      {
        name: 'no-webcodecs',
        open: (page) => openWorkbench(page, broken, '?t=100&engine=video'),
      },
    ],
    async close() {
      await Promise.all([broken.close(), empty.stop(), held.stop()])
      await holder.close()
    },
  }
}

async function open(page: Page, url: string, text: string): Promise<void> {
  await page.goto(url)
  await page.getByText(text).first().waitFor()
}
