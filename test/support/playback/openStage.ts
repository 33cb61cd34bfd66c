/** The workbench as somebody leaves it who watches many tiles: the stage has the room, hints have been read. */
import type { BrowserContext, Page } from 'playwright-core'
import { HINTS } from '../../../app/web/widgets/hints.ts'

export const VIEWPORT = { width: 1440, height: 900 }

export async function newStagePage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript((hintsRead) => {
    localStorage.setItem('lockstep.settings', JSON.stringify({ hintsRead }))
    const sizes = { rows: { top: 70, bottom: 30 }, columns: { stage: 100, side: 0 } }
    for (const [name, layout] of Object.entries(sizes))
      localStorage.setItem(`react-resizable-panels:lockstep.${name}`, JSON.stringify(layout))
  }, Object.keys(HINTS))
  return page
}

/** Opens a session's address; returns when every visible tile had its first picture, ms since the page was asked for. */
export async function openStage(page: Page, url: string): Promise<number> {
  await page.goto(url)
  await waitForStill(page)
  return readLastFirstDraw(page)
}

/** Opens it as a click in the list of sessions does, once that is there; returns the ms from then on. */
export async function openFromList(page: Page, url: string): Promise<number> {
  const { origin, pathname, search } = new URL(url)
  await page.goto(origin, { waitUntil: 'networkidle' })
  await page.locator(`a[href^="${pathname}"]`).first().waitFor()
  const begun = await page.evaluate((to) => {
    const now = performance.now()
    history.pushState(null, '', to)
    return now
  }, pathname + search)
  await waitForStill(page)
  return (await readLastFirstDraw(page)) - begun
}

/** When the last of the tiles had its first picture, ms as the page counts them. */
const readLastFirstDraw = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { draws } = window.lockstep!.player.trace()
    return Math.max(...Object.values(draws).flatMap((log) => log[0]?.p ?? []))
  })

/** Every visible tile shows what it should. */
export const waitForStill = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => window.lockstep !== undefined && document.documentElement.dataset['idle'] === 'true',
    undefined,
    { timeout: 120_000 },
  )

/** Seeks, and returns the ms until every tile shows the frame of `t`, as the page itself says. */
export const seekStill = (page: Page, t: number): Promise<number> =>
  page.evaluate(
    (target) =>
      new Promise<number>((resolve) => {
        const { player } = window.lockstep!
        const begun = performance.now()
        player.seek(target)
        const off = player.state.subscribe(({ idle }) => {
          if (!idle) return
          off()
          resolve(performance.now() - begun)
        })
      }),
    t,
  )
