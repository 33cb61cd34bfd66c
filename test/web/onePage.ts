/**
 * One tab for a file of tests: as good as new before each test, without the second that a new one takes to start and
 * to compile the page. A test that fails may have left anything behind: the next has a new tab.
 */
import type { Browser, BrowserContextOptions, Page, ViewportSize } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'

type Look = Pick<BrowserContextOptions, 'permissions'> & {
  readonly viewport: ViewportSize
  readonly reducedMotion?: 'reduce' | 'no-preference'
}

export interface OnePage {
  /** Blank, with nothing kept, at its first size; `afterFailure`: another tab. */
  renew(origin: string, afterFailure?: boolean): Promise<Page>
  close(): Promise<void>
}

export async function openOnePage(look: Look): Promise<OnePage> {
  const browser = await launchBrowser()
  let page = await openTab(browser, look)
  return {
    async renew(origin, afterFailure = false) {
      if (afterFailure || page.isClosed()) {
        await page.context().close()
        page = await openTab(browser, look)
      } else {
        await clean(page, origin, look)
      }
      return page
    },
    close: () => browser.close(),
  }
}

const openTab = async (browser: Browser, look: Look): Promise<Page> =>
  (await browser.newContext(look)).newPage()

async function clean(page: Page, origin: string, { viewport, reducedMotion = 'no-preference' }: Look) {
  for (const event of ['console', 'pageerror', 'request', 'response'] as const)
    await page.removeAllListeners(event, { behavior: 'ignoreErrors' })
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  // What the page still writes as it is left is taken away after it.
  await page.goto('about:blank')
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
  await session.detach()
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion })
  await page.mouse.move(0, 0)
}
