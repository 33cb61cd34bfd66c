/** Ways to break lockstep in the real page without the engine's knowing: each has to fail the judge. */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'

export const FROZEN_MS = 500

/** From now on the tile shows what was drawn `frames` draws ago; the log says what should have been. */
export const shiftDrawing = (page: Page, laneId: string, frames: number): Promise<void> =>
  page.evaluate(
    ([id, late]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-tile="${id}"]`)!
      const context = canvas.getContext('2d')!
      const draw = context.drawImage.bind(context)
      const held: OffscreenCanvas[] = []
      const drawLate = (image: CanvasImageSource): void => {
        const { width, height } = canvas
        const copy = new OffscreenCanvas(width, height)
        copy.getContext('2d')!.drawImage(image, 0, 0, width, height)
        held.push(copy)
        if (held.length > late) draw(held.shift()!, 0, 0)
      }
      Object.assign(context, { drawImage: drawLate })
    },
    [laneId, frames] as const,
  )

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
export const freezeDrawing = (page: Page, laneId: string, afterMs: number): Promise<number> =>
  page.evaluate(
    ([id, after, frozen]) => {
      const context = document
        .querySelector<HTMLCanvasElement>(`canvas[data-tile="${id}"]`)!
        .getContext('2d')!
      setTimeout(() => {
        Object.assign(context, { drawImage: () => undefined })
        setTimeout(() => Reflect.deleteProperty(context, 'drawImage'), frozen)
      }, after)
      return performance.now() + after
    },
    [laneId, afterMs, FROZEN_MS] as const,
  )

/** The lane's log without what it says of these 500 ms. */
export const freezeLog =
  (laneId: string, from: number) =>
  (trace: PlaybackTrace): PlaybackTrace => {
    const draws = trace.draws[laneId]?.filter(({ p }) => p < from || p > from + FROZEN_MS) ?? []
    return { ...trace, draws: { ...trace.draws, [laneId]: draws } }
  }
