/**
 * Second reading: what is drawn in the tiles, several times a second all the while the page plays. The named strips
 * of all tiles are drawn onto one small canvas in the very tick that drew the tiles, and that one alone is read back:
 * a canvas whose own pixels are read is drawn more slowly ever after. Of an element that shows itself, the strip of its
 * frame is drawn: a whole one costs a millisecond.
 */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import { readCells } from '../../fixtures/cells.ts'
import { nameOf, sessionTimeAt, type Contradiction, type JudgedLane } from './judge.ts'
import { summarise, type FrameReading, type TileError } from './judgeReading.ts'
import { expectWithin, loggedAt, STALL_MS } from './judgeScreens.ts'
import { knowTiles } from './tileSpots.ts'

/** Twice in the shortest standstill that has to be noticed. */
const EVERY_MS = 240
const REFRESH_MS = 1000 / 60
const COLUMN_PX = 4
const WIDTH = 16 * COLUMN_PX
const HEIGHT = 3 * COLUMN_PX

export interface Sample {
  /** Session time of the tick. */
  readonly t: number
  /** performance.now() when it was taken, ms. */
  readonly p: number
  readonly laneIds: readonly string[]
  /** The lanes that an element shows. */
  readonly elements: readonly string[]
  /** Luma of a strip of 64 × 12 px a lane, in order. */
  readonly luma: Uint8Array
}

interface TakenSample {
  readonly t: number
  readonly p: number
  readonly laneIds: string[]
  readonly elements: string[]
  readonly luma: string
}

declare global {
  interface Window {
    judgeSampler?: { readonly samples: TakenSample[]; stop(): void }
  }
}

/** Begins to sample; the rows of the cells are `rowShare` of the pictures' height. */
export async function startSampling(page: Page, rowShare: number): Promise<void> {
  await knowTiles(page)
  await page.evaluate(
    ({ everyMs, width, height, named }) => {
      window.judgeSampler?.stop()
      const atlas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      atlas.imageSmoothingEnabled = false
      const samples: TakenSample[] = []
      const drawElement = (video: HTMLVideoElement, y: number): void => {
        const frame = new VideoFrame(video)
        const { x, y: top, width: wide, height: high } = frame.visibleRect!
        const rows = Math.min(high, Math.ceil((high * named) / 2) * 2)
        const strip = new VideoFrame(frame, { visibleRect: { x, y: top, width: wide, height: rows } })
        atlas.drawImage(strip, 0, 0, wide, high * named, 0, y, width, height)
        strip.close()
        frame.close()
      }
      let next = 0
      const stop = window.lockstep!.player.onFrame((t) => {
        if (performance.now() < next) return
        next = performance.now() + everyMs
        const tiles = window.tileSpots()
        if (atlas.canvas.height !== tiles.length * height) {
          Object.assign(atlas.canvas, { width, height: tiles.length * height })
          atlas.imageSmoothingEnabled = false
        }
        const elements: string[] = []
        const taken = performance.now()
        for (const [at, { laneId, image, x, y, width: wide, height: high }] of tiles.entries()) {
          // A tile without a picture yet is a miss.
          if (wide === 0) atlas.clearRect(0, at * height, width, height)
          else if (image instanceof HTMLVideoElement) {
            drawElement(image, at * height)
            elements.push(laneId)
          } else atlas.drawImage(image, x, y, wide, high * named, 0, at * height, width, height)
        }
        const { data } = atlas.getImageData(0, 0, width, tiles.length * height)
        let luma = ''
        for (let at = 1; at < data.length; at += 4) luma += String.fromCharCode(data[at]!)
        samples.push({ t, p: taken, laneIds: tiles.map(({ laneId }) => laneId), elements, luma })
      })
      window.judgeSampler = { samples, stop }
    },
    { everyMs: EVERY_MS, width: WIDTH, height: HEIGHT, named: 3 * rowShare },
  )
}

/** Ends sampling and returns what was seen. */
export async function takeSamples(page: Page): Promise<Sample[]> {
  const samples = await page.evaluate(() => {
    const { samples, stop } = window.judgeSampler!
    stop()
    return samples.map((sample) => ({ ...sample, luma: btoa(sample.luma) }))
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
  const moments = samples.map(({ t, p: takenAt, laneIds, elements, luma }) => {
    const tick = findTick(trace, t)
    return laneIds.flatMap((laneId, at): TileError[] => {
      const judged = lanes.find(({ lane }) => lane.laneId === laneId)
      // What a canvas holds in a tick will be seen; what an element holds is seen already, and goes on by itself while
      // the page is late with its tick.
      const isElement = elements.includes(laneId)
      const from = isElement ? tick - REFRESH_MS : tick
      const until = isElement ? Math.max(from, Math.min(takenAt, from + STALL_MS)) : tick
      const [first, last] = isElement ? [from, until].map((p) => sessionTimeAt(trace.clock, p)) : [t, t]
      const candidates = judged ? expectWithin(judged, first!, last!) : []
      if (!judged || candidates.some((candidate) => candidate === undefined)) return []
      const seen = readStrip(luma.subarray(at * WIDTH * HEIGHT, (at + 1) * WIDTH * HEIGHT))
      const said = loggedAt(trace, judged, from)
      const after = loggedAt(trace, judged, until)
      compared++
      const isSaid = seen === said || (seen! > said! && seen! <= after!)
      if (!isSaid) contradictions.push({ laneId, said, seen })
      const off = candidates.map((frame) => (seen === undefined ? Infinity : seen - nameOf(judged, frame!)))
      return [{ laneId, frames: off.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)) }]
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
