/** What the judge takes from a playing page: the trace, the tiles' pixels beside the log, and screenshots. */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import type { Box, Screenshot } from './judge.ts'

/** A tile's canvas: its size, its upper pixels (RGBA, whole rows), and the draw the log names last. */
export interface TilePixels {
  readonly laneId: string
  readonly width: number
  readonly height: number
  readonly top: Uint8ClampedArray
  readonly drawn: { readonly recordingId: string; readonly ptsUs: number } | undefined
}

/** The share of a picture's height that carries its name. */
const NAMED = 0.3

/** All visible tiles at one instant, with the log at the same instant. */
export async function readTiles(page: Page): Promise<TilePixels[]> {
  const tiles = await page.evaluate((named) => {
    const { draws } = window.lockstep!.player.trace()
    return [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-tile]')]
      .filter((canvas) => getComputedStyle(canvas).visibility !== 'hidden')
      .map((canvas) => {
        const { width, height } = canvas
        const laneId = canvas.dataset.tile!
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, Math.ceil(height * named))
        let binary = ''
        for (let at = 0; at < data.length; at += 8192)
          binary += String.fromCharCode(...data.subarray(at, at + 8192))
        return { laneId, width, height, top: btoa(binary), drawn: draws[laneId]?.at(-1) }
      })
  }, NAMED)
  return tiles.map((tile) => ({ ...tile, top: new Uint8ClampedArray(Buffer.from(tile.top, 'base64')) }))
}

/** A screenshot with where its clock strip and its pictures lie; needs `judge=1` in the address. */
export async function takeScreenshot(page: Page): Promise<Screenshot> {
  const places = await page.evaluate(() => {
    const strip = document.querySelector('[data-judge-strip]')
    if (!strip) throw new Error('no clock strip: the address needs judge=1')
    const tiles = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-tile]')]
    return {
      strip: strip.getBoundingClientRect().toJSON() as Box,
      tiles: tiles.map((canvas) => ({
        laneId: canvas.dataset.tile!,
        box: canvas.getBoundingClientRect().toJSON() as Box,
        aspect: canvas.width / canvas.height,
      })),
    }
  })
  // Asked of the browser itself: the driver's own way waits for the page and stalls it for longer.
  const browser = await page.context().newCDPSession(page)
  const { data } = await browser.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true })
  await browser.detach()
  return {
    png: Buffer.from(data, 'base64'),
    strip: rounded(places.strip),
    tiles: places.tiles.map(({ laneId, box, aspect }) => ({ laneId, picture: containedIn(box, aspect) })),
  }
}

export interface Captured {
  readonly trace: PlaybackTrace
  readonly captures: TilePixels[][]
  readonly shots: Screenshot[]
  readonly from: number
  readonly to: number
}

/** Taking pixels and pictures stalls the page: after each it is given so long to be itself again. */
const REST_MS = 1200

/**
 * Follows a page that plays: `seconds` undisturbed for the log, then the tiles' pixels and the screenshots, taken
 * `count` times each. Times are the page's performance.now().
 */
export async function captureTiles(page: Page, seconds: number, count: number): Promise<Captured> {
  const now = (): Promise<number> => page.evaluate(() => performance.now())
  const pass = async (ms: number): Promise<void> => {
    const until = (await now()) + ms
    await page.waitForFunction((end) => performance.now() >= end, until, { polling: 100 })
  }
  const from = await now()
  await pass(seconds * 1000)
  const to = await now()
  const trace = await page.evaluate(() => window.lockstep!.player.trace())
  const captures: TilePixels[][] = []
  const shots: Screenshot[] = []
  for (let taken = 0; taken < count; taken++) {
    shots.push(await takeScreenshot(page))
    captures.push(await readTiles(page))
    await pass(REST_MS)
  }
  return { trace, captures, shots, from, to }
}

function containedIn({ left, top, width, height }: Box, aspect: number): Box {
  const pictureWidth = Math.min(width, height * aspect)
  const pictureHeight = pictureWidth / aspect
  return rounded({
    left: left + (width - pictureWidth) / 2,
    top: top + (height - pictureHeight) / 2,
    width: pictureWidth,
    height: pictureHeight,
  })
}

const rounded = ({ left, top, width, height }: Box): Box => ({
  left: Math.round(left),
  top: Math.round(top),
  width: Math.round(width),
  height: Math.round(height),
})
