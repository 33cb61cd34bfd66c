/** What the judge takes from a playing page: the trace, the tiles' pixels beside the log, and screenshots. */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import type { Box, Screenshot } from './judgeScreens.ts'
import { knowTiles } from './tileSpots.ts'

/** A tile's picture: its size, its upper pixels (RGBA, whole rows), and the draw the log names last. */
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
  await knowTiles(page)
  const tiles = await page.evaluate((named) => {
    const { player } = window.lockstep!
    const { draws } = player.trace()
    return window
      .tileSpots()
      .filter(
        ({ laneId, width }) => width > 0 && ['ok', 'late'].includes(player.reading(laneId)?.state ?? ''),
      )
      .map(({ laneId, image, x, y, width, height }) => {
        const rows = Math.ceil(height * named)
        const isCanvas = image instanceof HTMLCanvasElement
        const context = (isCanvas ? image : new OffscreenCanvas(width, rows)).getContext('2d')!
        if (!isCanvas) context.drawImage(image, 0, 0)
        const { data } = context.getImageData(x, y, width, rows)
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
  await knowTiles(page)
  const places = await page.evaluate(() => {
    const strip = document.querySelector('[data-judge-strip]')
    if (!strip) throw new Error('no clock strip: the address needs judge=1')
    return {
      strip: strip.getBoundingClientRect().toJSON() as Box,
      tiles: window.tileSpots().map(({ laneId, element, image, x, y, width, height }) => {
        const box = (image instanceof HTMLVideoElement ? image : element).getBoundingClientRect()
        if (width === 0 || image instanceof HTMLVideoElement)
          return { laneId, box: box.toJSON() as Box, aspect: width / height || 1, isElement: width > 0 }
        const sheet = image.getBoundingClientRect()
        const scale = sheet.width / image.width
        const [left, top] = [sheet.left + x * scale, sheet.top + y * scale]
        const picture = { left, top, width: width * scale, height: height * scale }
        return { laneId, box: picture, aspect: width / height, isElement: false }
      }),
    }
  })
  // Asked of the browser itself: the driver's own way waits for the page and stalls it for longer.
  const browser = await page.context().newCDPSession(page)
  const { data } = await browser.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true })
  await browser.detach()
  return {
    png: Buffer.from(data, 'base64'),
    strip: rounded(places.strip),
    tiles: places.tiles.map(({ laneId, box, aspect, isElement }) => ({
      laneId,
      picture: containedIn(box, aspect),
      isElement,
    })),
  }
}

/** The player's trace without what was drawn long before `since` (performance.now(), ms). */
export async function readTrace(page: Page, since = 0): Promise<PlaybackTrace> {
  // As text: the driver's own way to hand over a hundred thousand draws takes seconds.
  const text = await page.evaluate((from) => {
    const { clock, draws, ticks } = window.lockstep!.player.trace()
    const lately = Object.entries(draws).map(([laneId, log]) => {
      const first = log.findLastIndex(({ p }) => p < from)
      return [laneId, log.slice(Math.max(0, first))]
    })
    return JSON.stringify({
      clock,
      draws: Object.fromEntries(lately),
      ticks: ticks.filter((p) => p >= from),
    })
  }, since)
  return JSON.parse(text) as PlaybackTrace
}

export const readNow = (page: Page): Promise<number> => page.evaluate(() => performance.now())

/** Lets the page go on for `ms`; returns its performance.now(). */
export async function passTime(page: Page, ms: number): Promise<number> {
  const until = (await readNow(page)) + ms
  await page.waitForFunction((end) => performance.now() >= end, until, { polling: 100 })
  return until
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
