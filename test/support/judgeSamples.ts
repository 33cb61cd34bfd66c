/**
 * Second reading: what the tile canvases hold, several times a second all the while the page plays. The named strips
 * of all tiles are drawn onto one small canvas in the very tick that drew the tiles, and that one alone is read back:
 * a canvas whose own pixels are read is drawn more slowly ever after.
 */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import { readCells } from '../../fixtures/cells.ts'
import { expectFrame, nameOf, sessionTimeAt, type Contradiction, type JudgedLane } from './judge.ts'
import { summarise, type FrameReading, type TileError } from './judgeReading.ts'
import { loggedAt } from './judgeScreens.ts'

/** Twice in the shortest standstill that has to be noticed. */
const EVERY_MS = 240
const COLUMN_PX = 4
const WIDTH = 16 * COLUMN_PX
const HEIGHT = 3 * COLUMN_PX

export interface Sample {
  /** Session time of the tick. */
  readonly t: number
  readonly laneIds: readonly string[]
  /** Luma of a strip of 64 × 12 px a lane, in order. */
  readonly luma: Uint8Array
}

declare global {
  interface Window {
    judgeSampler?: { readonly samples: { t: number; laneIds: string[]; luma: string }[]; stop(): void }
  }
}

/** Begins to sample; the rows of the cells are `rowShare` of the pictures' height. */
export const startSampling = (page: Page, rowShare: number): Promise<void> =>
  page.evaluate(
    ({ everyMs, width, height, named }) => {
      window.judgeSampler?.stop()
      const atlas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      atlas.imageSmoothingEnabled = false
      const samples: { t: number; laneIds: string[]; luma: string }[] = []
      let next = 0
      const stop = window.lockstep!.player.onFrame((t) => {
        if (performance.now() < next) return
        next = performance.now() + everyMs
        const tiles = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-tile]')]
        if (atlas.canvas.height !== tiles.length * height) {
          Object.assign(atlas.canvas, { width, height: tiles.length * height })
          atlas.imageSmoothingEnabled = false
        }
        for (const [at, tile] of tiles.entries())
          // A tile without a picture yet has a canvas without a size.
          if (tile.width === 0) atlas.clearRect(0, at * height, width, height)
          else atlas.drawImage(tile, 0, 0, tile.width, tile.height * named, 0, at * height, width, height)
        const { data } = atlas.getImageData(0, 0, width, tiles.length * height)
        let luma = ''
        for (let at = 1; at < data.length; at += 4) luma += String.fromCharCode(data[at]!)
        samples.push({ t, laneIds: tiles.map(({ dataset }) => dataset.tile!), luma })
      })
      window.judgeSampler = { samples, stop }
    },
    { everyMs: EVERY_MS, width: WIDTH, height: HEIGHT, named: 3 * rowShare },
  )

/** Ends sampling and returns what was seen. */
export async function takeSamples(page: Page): Promise<Sample[]> {
  const samples = await page.evaluate(() => {
    const { samples, stop } = window.judgeSampler!
    stop()
    return samples.map(({ t, laneIds, luma }) => ({ t, laneIds, luma: btoa(luma) }))
  })
  return samples.map((sample) => ({ ...sample, luma: new Uint8Array(Buffer.from(sample.luma, 'base64')) }))
}

export interface SampleReading extends FrameReading {
  readonly compared: number
  /** Where a canvas holds another frame than the log says. */
  readonly contradictions: readonly Contradiction[]
}

/** Every sample against what must be shown, and against the log. */
export function judgeSamples(
  samples: readonly Sample[],
  lanes: readonly JudgedLane[],
  trace: PlaybackTrace,
): SampleReading {
  const contradictions: Contradiction[] = []
  let compared = 0
  const moments = samples.map(({ t, laneIds, luma }) => {
    const p = findTick(trace, t)
    return laneIds.flatMap((laneId, at): TileError[] => {
      const judged = lanes.find(({ lane }) => lane.laneId === laneId)
      const expected = judged && expectFrame(judged, t)
      if (!expected) return []
      const seen = readStrip(luma.subarray(at * WIDTH * HEIGHT, (at + 1) * WIDTH * HEIGHT))
      const said = loggedAt(trace, judged, p)
      compared++
      if (said !== seen) contradictions.push({ laneId, said, seen })
      return [{ laneId, frames: seen === undefined ? Infinity : seen - nameOf(judged, expected) }]
    })
  })
  return { ...summarise(moments, EVERY_MS), compared, contradictions }
}

/** When the tick of session time `t` was meant to be seen. */
function findTick({ ticks, clock }: PlaybackTrace, t: number): number {
  let best = Number.NaN
  let distance = Infinity
  for (const p of ticks) {
    const off = Math.abs(sessionTimeAt(clock, p) - t)
    if (off < distance) [best, distance] = [p, off]
  }
  return best
}

function readStrip(luma: Uint8Array): number | undefined {
  const rgba = new Uint8ClampedArray(luma.length * 4)
  for (const [at, value] of luma.entries()) rgba.fill(value, at * 4, at * 4 + 3)
  return readCells(rgba, WIDTH, HEIGHT, 1 / 3)?.index
}
