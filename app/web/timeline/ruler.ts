/** The ruler's ticks: steps a person counts in, from milliseconds to hours, labels far enough apart to be read. */
import { formatTime, formatWallClock, micros, UTC, type Micros } from '../../../core/time/index.ts'
import { usPerPx, type Scale } from './viewport.ts'

export interface Tick {
  readonly timeUs: Micros
  readonly labelled: boolean
}

export interface Ruler {
  /** Between labels, µs. */
  readonly stepUs: number
  readonly ticks: readonly Tick[]
}

const MS = 1e3
const S = 1e6
const MIN = 60 * S
const H = 60 * MIN

/** [labelled step, parts it is divided into], ascending. */
const STEPS: readonly (readonly [number, number])[] = [
  [MS, 5],
  [2 * MS, 4],
  [5 * MS, 5],
  [10 * MS, 5],
  [20 * MS, 4],
  [50 * MS, 5],
  [100 * MS, 5],
  [200 * MS, 4],
  [500 * MS, 5],
  [S, 5],
  [2 * S, 4],
  [5 * S, 5],
  [10 * S, 5],
  [15 * S, 3],
  [30 * S, 3],
  [MIN, 6],
  [2 * MIN, 4],
  [5 * MIN, 5],
  [10 * MIN, 5],
  [15 * MIN, 3],
  [30 * MIN, 3],
  [H, 6],
  [2 * H, 4],
  [3 * H, 3],
  [6 * H, 6],
  [12 * H, 4],
  [24 * H, 4],
]

/**
 * Plans the ticks of a view, ascending. Labels stand at least `labelPx` apart; a label may begin left of the view,
 * so the tick before it is given too. Past the largest step, whole days are counted. `clockUs` is what the clock that
 * ticks are round on shows at session time 0.
 */
export function planRuler(scale: Scale, labelPx: number, clockUs = 0): Ruler {
  const least = labelPx * usPerPx(scale)
  const found = STEPS.find(([step]) => step >= least)
  const [stepUs, parts] = found ?? [Math.ceil(least / (24 * H)) * 24 * H, 4]
  const minorUs = stepUs / parts
  const ticks: Tick[] = []
  const first = Math.floor((scale.view.start + clockUs) / stepUs) * parts
  for (let k = first; k * minorUs - clockUs <= scale.view.end; k++) {
    ticks.push({ timeUs: micros(k * minorUs - clockUs), labelled: k % parts === 0 })
  }
  return { stepUs, ticks }
}

/** Formats session time for a label: milliseconds only where the step needs them. */
export const formatSessionLabel = (time: number, stepUs: number): string =>
  formatTime(time, stepUs < S ? 3 : 0)

/** Formats wall time (µs since 1970) of day in a zone, `15:41:39`, with milliseconds where the time or step has them. */
export function formatWallLabel(wallUs: number, stepUs: number, zone = UTC): string {
  const isWhole = stepUs >= S && Math.floor(wallUs / 1e3) % 1000 === 0
  return formatWallClock(wallUs, zone, isWhole ? 0 : 3)
}
