/** A bucket opened as a person opens it: `lockstep ingest`, `lockstep serve`, a page in a real browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import {
  sessionDetailSchema,
  sessionSummarySchema,
  type SessionDetail,
} from '../../../core/protocol/index.ts'
import { launchBrowser } from '../../support/browser.ts'
import { mustLockstep, serve, type Served } from '../../support/program.ts'
import { copyCatalog } from './lesson.ts'

export interface OpenBucket {
  readonly folder: string
  readonly catalog: string
  readonly served: Served
  readonly browser: Browser
  /** The first session of the catalog; throws where there is none. */
  readonly session: SessionDetail
  readonly url: string
  /** A fresh page whose console errors are collected. */
  newPage(options?: BrowserContextOptions): Promise<WatchedPage>
  close(): Promise<void>
}

export interface WatchedPage {
  readonly page: Page
  readonly errors: readonly string[]
}

/** Ingests `uris` one after another into a new catalog and serves it. */
export const openBucket = (uris: readonly string[]): Promise<OpenBucket> =>
  openCatalog(async (catalog) => {
    for (const uri of uris) await mustLockstep(['ingest', uri, '--catalog', catalog, '--json'])
  })

/** Serves the lesson of that folder from a copy of its catalog. */
export const openLesson = (lessonFolder: string): Promise<OpenBucket> =>
  openCatalog((catalog) => copyCatalog(lessonFolder, catalog))

async function openCatalog(make: (catalog: string) => Promise<void>): Promise<OpenBucket> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-e2e-'))
  const catalog = join(folder, 'catalog.duckdb')
  await make(catalog)
  const served = await serve(['serve', '--catalog', catalog, '--port', '0', '--no-open'])
  const browser = await launchBrowser()
  const summaries = sessionSummarySchema
    .array()
    .parse(await (await fetch(`${served.url}/api/sessions`)).json())
  const detail = await fetch(`${served.url}/api/sessions/${encodeURIComponent(summaries[0]!.sessionId)}`)
  return {
    folder,
    catalog,
    served,
    browser,
    session: sessionDetailSchema.parse(await detail.json()),
    url: served.url,
    newPage: (options) => newPage(browser, options),
    async close() {
      await browser.close()
      await served.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, errors }
}

/** Waits for the page's own word that nothing is loading and no seek is pending. */
export const waitForIdle = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => window.lockstep !== undefined && document.documentElement.dataset['idle'] === 'true',
  )

/** Opens a session's workbench at `search` and waits until every visible tile shows what it should. */
export async function openWorkbench(page: Page, bucket: OpenBucket, search = ''): Promise<void> {
  await page.goto(`${bucket.url}/s/${encodeURIComponent(bucket.session.sessionId)}${search}`)
  await waitForIdle(page)
}

/** Seeks by the player and waits for the pictures. */
export async function seekTo(page: Page, timeUs: number): Promise<void> {
  await page.evaluate((t) => window.lockstep!.player.seek(t), timeUs)
  await waitForIdle(page)
}

/** A tile of the stage; the timeline names its lanes the same way. */
export const tileOf = (page: Page, laneId: string): Locator =>
  page.getByLabel('Stage', { exact: true }).locator(`[data-lane="${laneId}"]`)

/** Plays from `timeUs`; returns when the clock runs. */
export async function playFrom(page: Page, timeUs: number): Promise<void> {
  await page.evaluate(() => window.lockstep!.player.pause())
  await seekTo(page, timeUs)
  await page.keyboard.press('Space')
  await page.waitForFunction(() => window.lockstep!.player.state.getState().playing)
}
