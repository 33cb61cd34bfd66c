/** Ways to break lockstep in the real page without the engine's knowing: each has to fail the judge. */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import { knowTiles, type TileSpot } from './tileSpots.ts'

export const FROZEN_MS = 500

/** From now on the tile shows what was drawn `frames` draws ago; the log says what should have been. */
export async function shiftDrawing(page: Page, laneId: string, frames: number): Promise<void> {
  await catchDraws(page)
  await page.evaluate(
    ([id, late]) => {
      const held: OffscreenCanvas[] = []
      window.caughtDraws!.set(id, (draw, image, { width, height }) => {
        const copy = new OffscreenCanvas(width, height)
        copy.getContext('2d')!.drawImage(image, 0, 0, width, height)
        held.push(copy)
        if (held.length > late) draw(held.shift()!, 0, 0)
      })
    },
    [laneId, frames] as const,
  )
}

/** The recordings of the lane are played as if they lay `byUs` later: tile and log agree, and both are wrong. */
export const shiftPlacement = (page: Page, laneId: string, byUs: number): Promise<void> =>
  page.evaluate(
    async ([id, us]) => {
      const { player, session } = window.lockstep!
      const { recordings } = session.lanes.find((lane) => lane.laneId === id)!
      player.preview(Object.fromEntries(recordings.map(({ recordingId }) => [recordingId, us])))
      while (!player.state.getState().idle) await new Promise(requestAnimationFrame)
    },
    [laneId, byUs] as const,
  )

/** The tile stands still for 500 ms, `afterMs` from now; returns when that will be, performance.now() in ms. */
export async function freezeDrawing(page: Page, laneId: string, afterMs: number): Promise<number> {
  await catchDraws(page)
  return page.evaluate(
    ([id, after, frozen]) => {
      setTimeout(() => {
        window.caughtDraws!.set(id, () => undefined)
        setTimeout(() => window.caughtDraws!.delete(id), frozen)
      }, after)
      return performance.now() + after
    },
    [laneId, afterMs, FROZEN_MS] as const,
  )
}

type Drawing = (image: CanvasImageSource, x: number, y: number) => void

declare global {
  interface Window {
    /** What is done instead of drawing a picture in the tile of a lane. */
    caughtDraws?: Map<string, (draw: Drawing, image: CanvasImageSource, spot: TileSpot) => void>
  }
}

/** What is drawn on the sheet goes by `caughtDraws`, for the tile that it is drawn in. */
async function catchDraws(page: Page): Promise<void> {
  await knowTiles(page)
  await page.evaluate(() => {
    if (window.caughtDraws) return
    const caught = (window.caughtDraws = new Map())
    const context = document.querySelector<HTMLCanvasElement>('canvas[data-sheet]')!.getContext('2d')!
    const draw = context.drawImage.bind(context) as (...args: unknown[]) => void
    const drawCaught = (image: CanvasImageSource, ...args: unknown[]): void => {
      const { e, f } = context.getTransform()
      const spot = window.tileSpots().find(({ x, y }) => x === e && y === f)
      const instead = spot && caught.get(spot.laneId)
      if (instead) instead(draw, image, spot)
      else draw(image, ...args)
    }
    Object.assign(context, { drawImage: drawCaught })
  })
}

/** The lane's log without what it says of these 500 ms. */
export const freezeLog =
  (laneId: string, from: number) =>
  (trace: PlaybackTrace): PlaybackTrace => {
    const draws = trace.draws[laneId]?.filter(({ p }) => p < from || p > from + FROZEN_MS) ?? []
    return { ...trace, draws: { ...trace.draws, [laneId]: draws } }
  }
