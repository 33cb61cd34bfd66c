/** How far each window of a match is from the edge's line, with the pieces and the steps between them, as a plot. Pure. */
import type { ClockGraph, EdgeEvidence, GraphEdge, RecordingClock } from '../../../core/protocol/clock.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { recordingOf } from './edges.ts'

export interface Level {
  readonly startUs: number
  readonly endUs: number
  /** Against the line of the longest piece, µs. */
  readonly levelUs: number
}

/** Each piece's offset against the edge's one line (its offsetUs at atUs, its rate). */
export function levelsOf(edge: GraphEdge, windows: EdgeEvidence['windows']): Level[] {
  const line = (us: number): number => edge.offsetUs + ((edge.ratePpm ?? 0) * (us - edge.atUs)) / 1e6
  if (edge.pieces.length > 0)
    return edge.pieces.map(({ startUs, endUs, atUs, offsetUs }) => ({
      startUs,
      endUs,
      levelUs: offsetUs - line(atUs),
    }))
  const times = windows.map((window) => window.fromMediaUs)
  return times.length === 0 ? [] : [{ startUs: Math.min(...times), endUs: Math.max(...times), levelUs: 0 }]
}

export interface Dot {
  readonly fromUs: number
  /** Against the line of the longest piece, µs. */
  readonly offUs: number
  readonly agrees: boolean
}

/** The windows against that one line: what is left of each is said against the line of its own piece. */
export const dotsOf = (windows: EdgeEvidence['windows'], levels: readonly Level[]): Dot[] =>
  windows.map(({ fromMediaUs, residualUs, agrees }) => {
    const level = levels.find(({ startUs, endUs }) => fromMediaUs >= startUs && fromMediaUs < endUs)
    return { fromUs: fromMediaUs, offUs: residualUs + (level?.levelUs ?? 0), agrees }
  })

export interface StepLabel {
  readonly atUs: number
  readonly fromUs: number
  readonly toUs: number
  readonly text: string
}

/** How near a recording's own step must lie to be the one a match sees. */
const NEAR_US = 60e6
const ALIKE_US = 60_000

/** The steps between pieces, said as the stall of whose capture stalled where the solution knows it. */
export function stepsBetween(
  graph: Pick<ClockGraph, 'recordings'>,
  edge: GraphEdge,
  levels: readonly Level[],
): StepLabel[] {
  const of = (clockId: string): RecordingClock | undefined =>
    graph.recordings.find(({ recordingId }) => recordingId === recordingOf(clockId))
  const [from, to] = [of(edge.from), of(edge.to)]
  return levels.slice(1).flatMap((level, index): StepLabel[] => {
    const before = levels[index]!
    const byUs = level.levelUs - before.levelUs
    const atUs = (before.endUs + level.startUs) / 2
    if (Math.abs(byUs) < 1000) return []
    // A stall of `from` makes `to` run ahead; one of `to` leaves it behind.
    const isAlike = (step: number, sign: 1 | -1): boolean => Math.abs(step * sign - byUs) < ALIKE_US
    const own = from?.steps.find((step) => Math.abs(step.mediaUs - atUs) < NEAR_US && isAlike(step.byUs, 1))
    const others = to?.steps.find(
      (step) => Math.abs(step.mediaUs - atUs - edge.offsetUs) < NEAR_US && isAlike(step.byUs, -1),
    )
    const found = own ?? others
    const whose = own ? from : others ? to : undefined
    const size = formatSpan(Math.abs(found?.byUs ?? byUs))
    const what = found === undefined ? 'step' : found.byUs > 0 ? 'stall' : 'jump back'
    const text = `${what} of ${size}${whose ? ` (${whose.name})` : ''}`
    return [{ atUs, fromUs: before.levelUs, toUs: level.levelUs, text }]
  })
}

export interface Range {
  readonly least: number
  readonly most: number
}

const LEAST_RANGE_US = 30_000

/** What the plot spans upright: every level and every window that agrees, with room; outliers are cut at the edge. */
export function residualRange(dots: readonly Dot[], levels: readonly Level[]): Range {
  const values = [
    0,
    ...levels.map(({ levelUs }) => levelUs),
    ...dots.filter(({ agrees }) => agrees).map(({ offUs }) => offUs),
  ]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = Math.max((most - least) * 0.2, LEAST_RANGE_US / 2)
  return { least: least - room, most: most + room }
}

/** Few round values inside a range, 0 among them where it lies inside. */
export function ticksOf({ least, most }: Range, wanted = 4): number[] {
  const raw = (most - least) / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10)
  const ticks: number[] = []
  for (let tick = Math.ceil(least / step) * step; tick <= most; tick += step) ticks.push(Math.round(tick))
  return ticks
}
