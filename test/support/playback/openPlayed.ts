/** A made session served to a real browser, with the page that plays it and what the judge knows of its lanes. */
import type { Browser, Page } from 'playwright-core'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { launchBrowser } from '../browser.ts'
import type { JudgedLane } from '../judge.ts'
import { buildPage } from './buildPage.ts'
import { serveSession, type ServedRendition } from './serveSession.ts'
import { judgedLanes, type MadeSession } from './sessions.ts'

const PATIENT_MS = 120_000

export interface Played {
  readonly url: string
  readonly browser: Browser
  readonly lanes: JudgedLane[]
  close(): Promise<void>
}

/** `session`: what the page is told, where that is not what was made. */
export async function openPlayed(
  made: MadeSession,
  {
    session = made.session,
    renditions = [],
  }: { session?: SessionDetail; renditions?: readonly ServedRendition[] } = {},
): Promise<Played> {
  const lanes = await judgedLanes(made)
  const built = await buildPage()
  const served = await serveSession(session, made.files, built.folder, renditions)
  const browser = await launchBrowser()
  return {
    url: served.url,
    browser,
    lanes,
    async close() {
      await browser.close()
      await served.close()
      await built.close()
    },
  }
}

/** Waits for the page's own word that every tile shows what it should. */
export const waitIdle = (page: Page): Promise<unknown> =>
  page.waitForSelector('html[data-idle=true]', { state: 'attached', timeout: PATIENT_MS })
