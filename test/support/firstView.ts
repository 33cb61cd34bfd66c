/** How quickly a place of the page is there: the code it takes, and when something useful is painted. */
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'

export interface FirstView {
  /** The JavaScript that had arrived when something useful was painted, gzipped, in bytes. */
  readonly scriptBytes: number
  /** All that had arrived when the place said it was idle: what reads the log and plays comes after the paint. */
  readonly idleScriptBytes: number
  /** From the end of the API's answer to the first frame painted with `useful` in it, ms. */
  readonly paintMs: number
}

declare global {
  interface Window {
    firstUseful?: number
  }
}

/**
 * Opens `url` in a fresh profile and waits for the selector `useful` and for the page's idle signal. `answer` ends the
 * path of the API answer that is counted from.
 */
export async function measureFirstView(
  browser: Browser,
  url: string,
  { useful, answer }: { readonly useful: string; readonly answer: string },
): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    const scripts: Promise<readonly [string, number]>[] = []
    page.on('response', (response) => {
      if (/\.m?js(\?|$)/.test(response.url()))
        scripts.push(
          response.body().then((body) => [response.url(), gzipSync(body, { level: 9 }).length] as const),
        )
    })
    await page.addInitScript((selector) => {
      const look = (): void => {
        if (!document.querySelector(selector)) return void requestAnimationFrame(look)
        // The frame in which it is found has yet to be painted: the next one begins after that.
        requestAnimationFrame(() => (window.firstUseful = performance.now()))
      }
      requestAnimationFrame(look)
    }, useful)
    await page.goto(url)
    await page.waitForFunction(
      () => window.firstUseful !== undefined && document.documentElement.dataset['idle'] === 'true',
    )
    const paintMs = await page.evaluate((path) => {
      const answered = performance
        .getEntriesByType('resource')
        .filter((entry) => new URL(entry.name).pathname.endsWith(path))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
      return window.firstUseful! - Math.min(...answered)
    }, answer)
    const early = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => (entry as PerformanceResourceTiming).responseEnd <= window.firstUseful!)
        .map((entry) => entry.name),
    )
    const sizes = await Promise.all(scripts)
    const sum = (all: typeof sizes): number => all.reduce((total, [, size]) => total + size, 0)
    return {
      scriptBytes: sum(sizes.filter(([name]) => early.includes(name))),
      idleScriptBytes: sum(sizes),
      paintMs,
    }
  } finally {
    await context.close()
  }
}
