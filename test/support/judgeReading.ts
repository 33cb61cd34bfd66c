/** What a reading says of many tiles at many moments. */

/** A tile at one moment: how far off it was. */
export interface TileError {
  readonly laneId: string
  /** Shown frame minus expected frame; infinite where nothing of the recording was shown. */
  readonly frames: number
  /** Session time of the moment minus that of the shown frame's beginning, µs. */
  readonly lateUs?: number
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
  /** Between the earliest and the latest frame shown at one moment, ms: half a frame where all is right. */
  readonly spreadP50Ms: number
  readonly spreadP95Ms: number
  /** The tiles that ever were more than one frame off, worst first. */
  readonly offLanes: readonly OffLane[]
}

export interface OffLane {
  readonly laneId: string
  /** Share of its readings, 0 … 1. */
  readonly withinOne: number
  /** The longest time that it stayed more than one frame off, ms. */
  readonly longestOffMs: number
}

/** `stepMs` is the time from one moment to the next. */
export function summarise(moments: readonly (readonly TileError[])[], stepMs: number): FrameReading {
  const judged = moments.filter((errors) => errors.length > 0)
  const sizes = sorted(judged.flat().map(({ frames }) => Math.abs(frames)))
  const spreads = sorted(judged.map(spreadOf).filter((spread) => spread !== undefined))
  const share = (test: (size: number) => boolean): number => sizes.filter(test).length / sizes.length
  return {
    samples: sizes.length,
    misses: sizes.filter((size) => size === Infinity).length,
    exact: share((size) => size === 0),
    withinOne: share((size) => size <= 1),
    allWithinOne: judged.filter((errors) => errors.every(isWithinOne)).length / judged.length,
    p50: at(sizes, 0.5),
    p95: at(sizes, 0.95),
    p99: at(sizes, 0.99),
    max: sizes.at(-1) ?? Number.NaN,
    spreadP50Ms: at(spreads, 0.5),
    spreadP95Ms: at(spreads, 0.95),
    offLanes: listOff(judged, stepMs),
  }
}

const isWithinOne = ({ frames }: TileError): boolean => Math.abs(frames) <= 1

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort()

const at = (values: Float64Array, q: number): number =>
  values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN

function spreadOf(errors: readonly TileError[]): number | undefined {
  const late = errors.flatMap(({ lateUs }) => lateUs ?? [])
  return late.length > 1 ? (Math.max(...late) - Math.min(...late)) / 1000 : undefined
}

function listOff(moments: readonly (readonly TileError[])[], stepMs: number): OffLane[] {
  const lanes = new Map<string, { seen: number; good: number; off: number; longest: number }>()
  for (const error of moments.flat()) {
    const lane = lanes.get(error.laneId) ?? { seen: 0, good: 0, off: 0, longest: 0 }
    lanes.set(error.laneId, lane)
    lane.seen++
    lane.off = isWithinOne(error) ? 0 : lane.off + 1
    if (lane.off === 0) lane.good++
    lane.longest = Math.max(lane.longest, lane.off)
  }
  return [...lanes]
    .map(([laneId, { good, seen, longest }]) => ({
      laneId,
      withinOne: good / seen,
      longestOffMs: longest * stepMs,
    }))
    .filter(({ withinOne }) => withinOne < 1)
    .sort((a, b) => a.withinOne - b.withinOne)
}
