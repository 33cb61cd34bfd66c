/**
 * Judges lockstep by readings that do not trust one another: the engine's draw log on an ideal time grid (here), the
 * pixels of the tile canvases all the while (judgeSamples.ts), and screenshots that hold all tiles and the session clock
 * in one picture (judgeScreens.ts). The expected frame comes from ffprobe's packets under the stored placements.
 */
import type { Lane, PacketTable, RecordingView } from '../../core/protocol/index.ts'
import { readCells } from '../../fixtures/cells.ts'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import type { TilePixels } from './judgePage.ts'
import { summarise, type FrameReading, type TileError } from './judgeReading.ts'

/** A lane as the judge knows it. */
export interface JudgedLane {
  readonly lane: Lane
  /** ffprobe's packets of each recording, by recording id. */
  readonly tables: ReadonlyMap<string, PacketTable>
  /** What the cells of frame `index` of a recording say; absent: the index itself. */
  readonly nameFrame?: (recordingId: string, index: number) => number
  /** Reads the name of the frame in a picture; absent: fixtures/cells.ts with rows of `rowShare`. */
  readonly readName?: (rgba: Uint8ClampedArray, width: number, height: number) => number | undefined
  /** Of the cells' rows; absent: as fixtures/cells.ts draws them. */
  readonly rowShare?: number
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
  let recording: RecordingView | undefined
  for (const one of lane.recordings) {
    const { placement } = one
    if (!placement || placement.startUs > t || t >= placement.endUs) continue
    if (!recording || recording.placement!.startUs <= placement.startUs) recording = one
  }
  const table = recording && tables.get(recording.recordingId)
  if (!recording || !table) return undefined
  if (lane.gaps.some((gap) => gap.startUs <= t && t < gap.endUs)) return undefined
  const { offsetUs, driftPpm } = recording.placement!
  const index = countUpTo(table.ptsUs, (t - offsetUs) / (1 + driftPpm / 1e6) + TOLERANCE_US) - 1
  return index < 0 ? undefined : { recordingId: recording.recordingId, index }
}

/** What a lane showed at session time `t`, against what it must show; undefined where nothing is expected. */
export function compare(
  judged: JudgedLane,
  t: number,
  shown: { readonly recordingId: string; readonly ptsUs: number } | undefined,
): TileError | undefined {
  const expected = expectFrame(judged, t)
  if (!expected) return undefined
  const { laneId, recordings } = judged.lane
  if (shown?.recordingId !== expected.recordingId) return { laneId, frames: Infinity }
  const index = indexOfPts(judged.tables.get(expected.recordingId)!, shown.ptsUs)
  if (index < 0) return { laneId, frames: Infinity }
  const { offsetUs, driftPpm } = recordings.find((one) => one.recordingId === shown.recordingId)!.placement!
  const lateUs = t - (offsetUs + shown.ptsUs * (1 + driftPpm / 1e6))
  return { laneId, frames: index - expected.index, lateUs }
}

/** First reading: the draw log, at each moment of an ideal 60 Hz grid from `from` to `to` (performance.now(), ms). */
export function judgeLog(
  trace: PlaybackTrace,
  lanes: readonly JudgedLane[],
  from: number,
  to: number,
): FrameReading {
  const grid = gridOf(trace.ticks, from, to).map((p) => ({ p, t: sessionTimeAt(trace.clock, p) }))
  const moments = grid.map(() => [] as TileError[])
  for (const judged of lanes) {
    const draws = trace.draws[judged.lane.laneId] ?? []
    let drawn = -1
    for (const [at, { p, t }] of grid.entries()) {
      while (drawn + 1 < draws.length && draws[drawn + 1]!.p <= p + 0.5) drawn++
      const error = compare(judged, t, draws[drawn])
      if (error) moments[at]!.push(error)
    }
  }
  return summarise(moments, TICK_MS)
}

/** A tile that shows something else than the engine's log says; names of frames. */
export interface Contradiction {
  readonly laneId: string
  readonly said: number | undefined
  readonly seen: number | undefined
}

/** What the canvases hold at some instants; every one must be what the log says. */
export function judgePixels(
  captures: readonly (readonly TilePixels[])[],
  lanes: readonly JudgedLane[],
): { readonly samples: number; readonly wrong: readonly Contradiction[] } {
  let samples = 0
  const wrong: Contradiction[] = []
  for (const { laneId, width, height, top, drawn } of captures.flat()) {
    const judged = lanes.find(({ lane }) => lane.laneId === laneId)
    const table = drawn && judged?.tables.get(drawn.recordingId)
    if (!judged || !drawn || !table) continue
    samples++
    const seen = readName(judged, top, width, height)
    const index = indexOfPts(table, drawn.ptsUs)
    const said = judged.nameFrame?.(drawn.recordingId, index) ?? index
    if (seen !== said) wrong.push({ laneId, said, seen })
  }
  return { samples, wrong }
}

/** The lanes that do not show the very frame of `t` on their canvases, in words; for a player that stands. */
export function judgeStill(
  tiles: readonly TilePixels[],
  lanes: readonly JudgedLane[],
  t: number,
): readonly string[] {
  return lanes.flatMap((judged) => {
    const expected = expectFrame(judged, t)
    if (!expected) return []
    const { laneId } = judged.lane
    const tile = tiles.find((one) => one.laneId === laneId)
    const seen = tile && readName(judged, tile.top, tile.width, tile.height)
    const said = nameOf(judged, expected)
    return seen === said ? [] : [`${laneId} at ${t} µs: ${seen ?? 'no name'} instead of frame ${said}`]
  })
}

/** Session time at `p` by the clock's history: its last segment that has begun. */
export function sessionTimeAt(history: PlaybackTrace['clock'], p: number): number {
  const segment = history[countUpTo(history, p, (one) => one.p) - 1] ?? history[0]!
  return p < segment.p || segment.r === 0 ? segment.t : segment.t + (p - segment.p) * 1000 * segment.r
}

export const nameOf = (judged: JudgedLane, { recordingId, index }: ExpectedFrame): number =>
  judged.nameFrame?.(recordingId, index) ?? index

/** The name in a picture (or in its upper part, where `height` is still that of the whole). */
export const readName = (
  judged: JudgedLane,
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
): number | undefined =>
  judged.readName
    ? judged.readName(rgba, width, height)
    : readCells(rgba, width, height, judged.rowShare)?.index

/** −1 where no packet has this PTS. */
export function indexOfPts({ ptsUs }: PacketTable, wanted: number): number {
  const index = countUpTo(ptsUs, wanted + TOLERANCE_US) - 1
  return index >= 0 && Math.abs(ptsUs[index]! - wanted) <= TOLERANCE_US ? index : -1
}

/** How many of the ascending values are at most `limit`. */
export function countUpTo(values: ArrayLike<number>, limit: number): number
export function countUpTo<T>(values: ArrayLike<T>, limit: number, of: (value: T) => number): number
export function countUpTo<T>(
  values: ArrayLike<T>,
  limit: number,
  of: (value: T) => number = (value) => Number(value),
): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (of(values[middle]!) <= limit) low = middle + 1
    else high = middle
  }
  return low
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
