/** Where the pictures of the tiles lie in the page, for whoever reads them or breaks them. */
import type { Page } from 'playwright-core'

/** A tile's picture: what holds it, and where in it, px; without a size where the tile has none yet. */
export interface TileSpot {
  readonly laneId: string
  readonly element: HTMLElement
  /** The sheet of the stage, or a `<video>` that shows itself. */
  readonly image: HTMLCanvasElement | HTMLVideoElement
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

declare global {
  interface Window {
    tileSpots(): TileSpot[]
  }
}

/** Puts `tileSpots` into the page: all tiles that are made for pictures, in the order of the page. */
export const knowTiles = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.tileSpots = () => {
      const sheet = document.querySelector<HTMLCanvasElement>('canvas[data-sheet]')
      return [...document.querySelectorAll<HTMLElement>('[data-tile]')].map((element) => {
        const laneId = element.dataset['tile']!
        const video = element instanceof HTMLVideoElement ? element : element.querySelector('video')
        if (video && video.readyState > 1)
          return {
            laneId,
            element,
            image: video,
            x: 0,
            y: 0,
            width: video.videoWidth,
            height: video.videoHeight,
          }
        const [x = 0, y = 0, width = 0, height = 0] = (element.dataset['picture'] ?? '')
          .split(' ')
          .map(Number)
        return { laneId, element, image: sheet!, x, y, width, height }
      })
    }
  })
