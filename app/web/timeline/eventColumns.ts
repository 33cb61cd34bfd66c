/** Log events as narrow columns: how many fall in each and whose they are, at a cost of the columns, not the events. */
import { findFirstRow, findNextRow } from '../../../core/timeline/ascending.ts'
import { usPerPx, type Scale } from './viewport.ts'

/** The columns of a session's log that the timeline reads; rows ascend by time. */
export interface TimelineLog {
  readonly length: number
  /** Session time, µs. */
  readonly tUs: Float64Array
  sender(row: number): string | null | undefined
  topic?(row: number): string | null | undefined
  payload?(row: number): string | null | undefined
  /** False while more rows are on their way. */
  readonly isWhole?: boolean
}

export interface EventColumn {
  readonly xPx: number
  readonly count: number
  /** Indices of the people seen in it, ascending; −1 for a sender who is not among them. */
  readonly people: readonly number[]
}

const SAMPLES = 4

/** Makes a lookup from a log's row to the index of its sender; each row is decoded once, when first asked for. */
export function indexSenders(log: TimelineLog, identities: readonly string[]): (row: number) => number {
  const known = new Map(identities.map((identity, index) => [identity, index]))
  const found = new Int16Array(log.length).fill(-2)
  return (row) => {
    if (found[row] === -2) found[row] = known.get(log.sender(row) ?? '') ?? -1
    return found[row]!
  }
}

/**
 * Aggregates the events in view into columns `columnPx` wide, ascending, empty ones left out. Columns stand on a grid
 * of session time, so that panning moves them and does not re-deal them. Of a full column, 4 rows name its people.
 */
export function planEventColumns(
  scale: Scale,
  columnPx: number,
  { tUs }: TimelineLog,
  personOf: (row: number) => number,
): EventColumn[] {
  const columns: EventColumn[] = []
  const stepUs = usPerPx(scale) * columnPx
  let row = findFirstRow(tUs, Math.floor(scale.view.start / stepUs) * stepUs)
  while (row < tUs.length && tUs[row]! < scale.view.end) {
    const cell = Math.floor(tUs[row]! / stepUs)
    const next = Math.max(row + 1, findNextRow(tUs, (cell + 1) * stepUs, row))
    const stride = Math.max(1, (next - row) / SAMPLES)
    const people = new Set<number>()
    for (let at = row; at < next; at += stride) people.add(personOf(Math.floor(at)))
    const xPx = (cell * stepUs - scale.view.start) / usPerPx(scale)
    columns.push({ xPx, count: next - row, people: [...people].sort((a, b) => a - b) })
    row = next
  }
  return columns
}
