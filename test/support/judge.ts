/**
 * Judges lockstep by three readings that do not trust one another: the engine's draw log on an ideal time grid, the
 * pixels of the tile canvases (must equal the log), and screenshots that hold all tiles and the session clock as
 * cells in one picture. The expected frame comes from ffprobe's packets under the stored placements.
 */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'
import type { Lane, PacketTable } from '../../core/protocol/index.ts'
import { readCells } from '../../fixtures/cells.ts'
import { timeAt } from '../../app/web/playback/clock.ts'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import { captureTiles, type TilePixels } from './judgePage.ts'

/** A lane as the judge knows it. */
export interface JudgedLane {
  readonly lane: Lane
  /** ffprobe's packets of each recording, by recording id. */
  readonly tables: ReadonlyMap<string, PacketTable>
  /** What the cells of frame `index` of a recording say; absent: the index itself. */
  readonly nameFrame?: (recordingId: string, index: number) => number
  /** Reads the name of the frame in a picture; absent: fixtures/cells.ts. */
  readonly readName?: (rgba: Uint8ClampedArray, width: number, height: number) => number | undefined
}

export interface FrameReading {
  /** Tile readings; what shows nothing is a miss and counts as infinitely wrong. */
  readonly samples: number
  readonly misses: number
  /** Shares, 0 … 1. */
  readonly exact: number
  readonly withinOne: number
  /** Share of moments at which every tile was within one frame. */
  readonly allWithinOne: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

const TICK_MS = 1000 / 60
const TOLERANCE_US = 500
const SNAP_MS = 4

export interface ExpectedFrame {
  readonly recordingId: string
  readonly index: number
}

/** The frame a lane must show at session time `t`; undefined where it is not recorded or its file has a hole. */
export function expectFrame({ lane, tables }: JudgedLane, t: number): ExpectedFrame | undefined {
  const recording = lane.recordings
    .filter(({ placement }) => placement && placement.startUs <= t && t < placement.endUs)
    .sort((a, b) => a.placement!.startUs - b.placement!.startUs)
    .at(-1)
  const table = recording && tables.get(recording.recordingId)
  if (!recording || !table) return undefined
  if (lane.gaps.some((gap) => gap.startUs <= t && t < gap.endUs)) return undefined
  const { offsetUs, driftPpm } = recording.placement!
  const media = (t - offsetUs) / (1 + driftPpm / 1e6) + TOLERANCE_US
  const after = table.ptsUs.findIndex((pts) => pts > media)
  const index = (after < 0 ? table.ptsUs.length : after) - 1
  return index < 0 ? undefined : { recordingId: recording.recordingId, index }
}

/** First reading: the draw log, at each moment of an ideal 60 Hz grid from `from` to `to` (performance.now(), ms). */
export function judgeLog(
  trace: PlaybackTrace,
  lanes: readonly JudgedLane[],
  from: number,
  to: number,
): FrameReading {
  const moments = gridOf(trace.ticks, from, to).map((p) => ({ p, t: timeAt(trace.clock, p) }))
  const errors = moments.map(() => [] as number[])
  for (const judged of lanes) {
    const draws = trace.draws[judged.lane.laneId] ?? []
    let drawn = -1
    for (const [at, { p, t }] of moments.entries()) {
      while (drawn + 1 < draws.length && draws[drawn + 1]!.p <= p + 0.5) drawn++
      const expected = expectFrame(judged, t)
      if (!expected) continue
      const shown = draws[drawn]
      const isSame = shown?.recordingId === expected.recordingId
      const index = isSame ? indexOfPts(judged.tables.get(expected.recordingId)!, shown.ptsUs) : undefined
      errors[at]!.push(index === undefined ? Infinity : index - expected.index)
    }
  }
  return summarise(errors)
}

/** Second reading: what the canvases hold, many times while it plays; every one must be what the log says. */
export function judgePixels(
  captures: readonly (readonly TilePixels[])[],
  lanes: readonly JudgedLane[],
): { readonly samples: number; readonly wrong: readonly string[] } {
  let samples = 0
  const wrong: string[] = []
  for (const { laneId, width, height, top, drawn } of captures.flat()) {
    const judged = lanes.find(({ lane }) => lane.laneId === laneId)
    const table = drawn && judged?.tables.get(drawn.recordingId)
    if (!judged || !drawn || !table) continue
    samples++
    const seen = readName(judged, top, width, height)
    const index = indexOfPts(table, drawn.ptsUs)
    const said = judged.nameFrame?.(drawn.recordingId, index) ?? index
    if (seen !== said)
      wrong.push(`${laneId}: the log says frame ${said}, the canvas holds ${seen ?? 'no name'}`)
  }
  return { samples, wrong }
}

/** Third reading: screenshots, each with the clock strip and all tiles in one picture. */
export async function judgeScreenshots(
  shots: readonly Screenshot[],
  lanes: readonly JudgedLane[],
): Promise<FrameReading> {
  const errors: number[][] = []
  for (const { png, strip, tiles } of shots) {
    const image = await loadImage(png)
    const context = createCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    const crop = ({ left, top, width, height }: Box): Uint8ClampedArray =>
      context.getImageData(left, top, width, height).data
    const t = readStrip(crop(strip), strip.width, strip.height)
    if (t === undefined) throw new Error('a screenshot whose clock strip cannot be read')
    const moment: number[] = []
    for (const tile of tiles) {
      const judged = lanes.find(({ lane }) => lane.laneId === tile.laneId)
      // The strip has whole milliseconds: a frame that begins within this one may or may not be shown.
      const candidates = judged ? [expectFrame(judged, t), expectFrame(judged, t + 999)] : []
      if (!judged || candidates.some((candidate) => candidate === undefined)) continue
      const seen = readName(judged, crop(tile.picture), tile.picture.width, tile.picture.height)
      const differences = candidates.map((candidate) => {
        const { recordingId, index } = candidate!
        return seen === undefined ? Infinity : seen - (judged.nameFrame?.(recordingId, index) ?? index)
      })
      moment.push(differences.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)))
    }
    errors.push(moment)
  }
  return summarise(errors)
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Screenshot {
  readonly png: Buffer
  readonly strip: Box
  readonly tiles: readonly { readonly laneId: string; readonly picture: Box }[]
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

/** Takes captures and screenshots of a playing page for `seconds`, then judges the three readings. */
export async function judgePlayback(
  page: Page,
  lanes: readonly JudgedLane[],
  { seconds = 8, screenshots = 8 } = {},
): Promise<{
  readonly log: FrameReading
  readonly pixels: ReturnType<typeof judgePixels>
  readonly screenshots: FrameReading
}> {
  const { trace, captures, shots, from, to } = await captureTiles(page, seconds, screenshots)
  return {
    log: judgeLog(trace, lanes, from, to),
    pixels: judgePixels(captures, lanes),
    screenshots: await judgeScreenshots(shots, lanes),
  }
}

function gridOf(ticks: readonly number[], from: number, to: number): number[] {
  const grid: number[] = []
  let next = ticks.findIndex((tick) => tick >= from)
  let p = next < 0 ? from : ticks[next]!
  while (p < to) {
    grid.push(p)
    p += TICK_MS
    while (next >= 0 && next < ticks.length && ticks[next]! < p - SNAP_MS) next++
    // The display's rate is not exactly 60 Hz: the grid keeps to real ticks where there are any.
    if (next >= 0 && next < ticks.length && Math.abs(ticks[next]! - p) <= SNAP_MS) p = ticks[next]!
  }
  return grid
}

/** −1 where no packet has this PTS. */
const indexOfPts = (table: PacketTable, ptsUs: number): number =>
  table.ptsUs.findIndex((pts) => Math.abs(pts - ptsUs) <= TOLERANCE_US)

const readName = (judged: JudgedLane, rgba: Uint8ClampedArray, width: number, height: number) =>
  judged.readName ? judged.readName(rgba, width, height) : readCells(rgba, width, height)?.index

function summarise(moments: readonly (readonly number[])[]): FrameReading {
  const sizes = moments
    .flat()
    .map(Math.abs)
    .sort((a, b) => a - b)
  const at = (q: number): number =>
    sizes[Math.min(sizes.length - 1, Math.floor(q * sizes.length))] ?? Number.NaN
  const share = (test: (size: number) => boolean): number => sizes.filter(test).length / sizes.length
  const judged = moments.filter((errors) => errors.length > 0)
  const good = judged.filter((errors) => errors.every((error) => Math.abs(error) <= 1))
  return {
    samples: sizes.length,
    misses: sizes.filter((size) => size === Infinity).length,
    exact: share((size) => size === 0),
    withinOne: share((size) => size <= 1),
    allWithinOne: good.length / judged.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: sizes.at(-1) ?? Number.NaN,
  }
}
