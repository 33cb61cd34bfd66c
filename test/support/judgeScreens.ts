/** Third reading: screenshots, each with the clock strip and all tiles in one picture. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import {
  countUpTo,
  expectFrame,
  indexOfPts,
  nameOf,
  readName,
  sessionTimeAt,
  type Contradiction,
  type JudgedLane,
} from './judge.ts'
import { summarise, type FrameReading, type TileError } from './judgeReading.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Screenshot {
  readonly png: Buffer
  readonly strip: Box
  /** `isElement`: a `<video>` shows itself there. */
  readonly tiles: readonly { readonly laneId: string; readonly picture: Box; readonly isElement?: boolean }[]
}

export interface ScreenReading extends FrameReading {
  /** How many tiles could be held against the log of the very tick on the picture. */
  readonly compared: number
  readonly contradictions: readonly Contradiction[]
}

export interface ScreenOptions {
  /** What the pictures show is also held against this log, at the tick that painted them. */
  readonly trace?: PlaybackTrace
  /** A picture that is right so much later is right: for elements that the page's painting lags behind. */
  readonly slackUs?: number
}

/**
 * Taking the picture stalls the page, and with it the strip, while elements go on: theirs is right if it is right before
 * the page's next tick, which is waited for so long at the most.
 */
export const STALL_MS = 100
const EVERY_US = 8_000

/** The strip has whole milliseconds: a frame that begins within this one may or may not be shown. */
const STRIP_US = 999

export async function judgeScreenshots(
  shots: readonly Screenshot[],
  lanes: readonly JudgedLane[],
  { trace, slackUs = STRIP_US }: ScreenOptions = {},
): Promise<ScreenReading> {
  const moments: TileError[][] = []
  let compared = 0
  const contradictions: Contradiction[] = []
  for (const { png, strip, tiles } of shots) {
    const image = await loadImage(png)
    const context = createCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    const crop = ({ left, top, width, height }: Box): Uint8ClampedArray =>
      context.getImageData(left, top, width, height).data
    const t = readStrip(crop(strip), strip.width, strip.height)
    if (t === undefined) throw new Error('a screenshot whose clock strip cannot be read')
    const p = trace && findTick(trace, t)
    const stalledMs = p === undefined ? 0 : Math.min(STALL_MS, nextTick(trace!, p) - p)
    const moment: TileError[] = []
    for (const tile of tiles) {
      const judged = lanes.find(({ lane }) => lane.laneId === tile.laneId)
      const until = t + Math.max(slackUs, tile.isElement ? stalledMs * 1000 : 0)
      const candidates = judged ? expectWithin(judged, t, until) : []
      if (!judged || candidates.some((candidate) => candidate === undefined)) continue
      const seen = readName(judged, crop(tile.picture), tile.picture.width, tile.picture.height)
      const differences = candidates.map((candidate) =>
        seen === undefined ? Infinity : seen - nameOf(judged, candidate!),
      )
      const frames = differences.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a))
      moment.push({ laneId: tile.laneId, frames })
      const said = p === undefined ? undefined : loggedAt(trace!, judged, p)
      if (said === undefined) continue
      compared++
      const after = tile.isElement ? loggedAt(trace!, judged, p! + stalledMs) : said
      const isSaid = seen !== undefined && seen >= said && seen <= (after ?? said)
      if (!isSaid) contradictions.push({ laneId: tile.laneId, said, seen })
    }
    moments.push(moment)
  }
  return { ...summarise(moments, 0), compared, contradictions }
}

/** All frames that are right at some time from `from` to `until`, µs of the session; one may be none. */
export function expectWithin(
  judged: JudgedLane,
  from: number,
  until: number,
): ReturnType<typeof expectFrame>[] {
  const times = Array.from(
    { length: Math.floor((until - from) / EVERY_US) },
    (_, n) => from + (n + 1) * EVERY_US,
  )
  return [from, ...times, until].map((t) => expectFrame(judged, t))
}

const nextTick = ({ ticks }: PlaybackTrace, p: number): number => ticks.find((tick) => tick > p) ?? p

/** The tick that painted the strip's time; undefined where several or none may have. */
function findTick({ ticks, clock }: PlaybackTrace, t: number): number | undefined {
  const found = ticks.filter((p) => Math.floor(sessionTimeAt(clock, p) / 1000) === t / 1000)
  return found.length === 1 ? found[0] : undefined
}

/** The name of the picture that the log says a lane showed at `p`. */
export function loggedAt(trace: PlaybackTrace, judged: JudgedLane, p: number): number | undefined {
  const draws = trace.draws[judged.lane.laneId] ?? []
  const draw = draws[countUpTo(draws, p + 0.5, (one) => one.p) - 1]
  const table = draw && judged.tables.get(draw.recordingId)
  if (!draw || !table) return undefined
  return nameOf(judged, { recordingId: draw.recordingId, index: indexOfPts(table, draw.ptsUs) })
}

/** Session time (µs, whole ms) from the pixels of the clock strip: 24 columns, lit above for 1, below for 0. */
export function readStrip(rgba: Uint8ClampedArray, width: number, height: number): number | undefined {
  let ms = 0
  for (let bit = 0; bit < 24; bit++) {
    const x = Math.floor(((bit + 0.5) * width) / 24)
    const green = (y: number): number => rgba[(Math.floor(y * height) * width + x) * 4 + 1]!
    const above = green(0.25)
    const below = green(0.75)
    if (Math.abs(above - below) < 64) return undefined
    ms = ms * 2 + (above > below ? 1 : 0)
  }
  return ms * 1000
}
