/** Rows of a result that are moments of a session: what they are and where they lead. Pure. */
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import type { ResultLane } from './resultLane.ts'

export interface Moment {
  readonly sessionId: string
  /** Session time, µs; undefined: the session as a whole. */
  readonly tUs: number | undefined
  readonly endUs: number | undefined
  /** The other cells, in words. */
  readonly label: string
  /** Its row in the result. */
  readonly row: number
}

const US_PER: Readonly<Record<string, number>> = { s: 1e6, us: 1 }
const STARTS = ['t', 'start', 'first']
const ENDS = ['end', 'last']
const MOST_CELLS = 4

type Columns = QueryResult['columns']

/** Where a column of times is, and how many µs one of it is; `t_s`, `start_us`, … in the order of the names. */
function findTime(columns: Columns, names: readonly string[]): { at: number; usPer: number } | undefined {
  for (const name of names) {
    for (const [unit, usPer] of Object.entries(US_PER)) {
      const at = columns.findIndex((column) => column.name === `${name}_${unit}`)
      if (at >= 0) return { at, usPer }
    }
  }
  return undefined
}

/** Makes a reader of rows: undefined for a row that names no session. */
export function readMoments(
  columns: Columns,
): (row: readonly unknown[], index: number) => Moment | undefined {
  const session = columns.findIndex(({ name }) => name === 'session_id')
  const start = findTime(columns, STARTS)
  const end = findTime(columns, ENDS)
  const told = columns.flatMap(({ name }, at) =>
    at === session || at === start?.at || at === end?.at || name.endsWith('_id') ? [] : [at],
  )
  const timeIn = (row: readonly unknown[], time: typeof start): number | undefined => {
    const value = time && toNumber(row[time.at])
    return value === undefined ? undefined : Math.round(value * time!.usPer)
  }
  return (row, index) => {
    const id = row[session]
    if (typeof id !== 'string' || id === '') return undefined
    const tUs = timeIn(row, start)
    const endUs = timeIn(row, end)
    const words = told.filter((at) => row[at] !== null).map((at) => formatCell(row[at]))
    return {
      sessionId: id,
      tUs,
      endUs: tUs !== undefined && endUs !== undefined && endUs > tUs ? endUs : undefined,
      label: words.slice(0, MOST_CELLS).join(' · '),
      row: index,
    }
  }
}

/** Numbers beyond 2^53 travel as text. */
function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The moments of a result that have a time, in the result's order: a playlist. */
export function listMoments({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): readonly Moment[] {
  const read = readMoments(columns)
  return rows.flatMap((row, index) => {
    const moment = read(row, index)
    return moment?.tUs === undefined ? [] : [moment]
  })
}

/** The moments of one session as a lane; undefined where it has none. */
export function makeLane(
  moments: readonly Moment[],
  sessionId: string,
  name: string,
): ResultLane | undefined {
  const points = moments
    .filter((moment) => moment.sessionId === sessionId)
    .map(({ tUs, endUs, label }) => ({ tUs: tUs!, endUs, label }))
    .sort((a, b) => a.tUs - b.tUs)
  return points.length > 0 ? { sessionId, name, points } : undefined
}

/** A cell as text; numbers as they are, objects as JSON, nothing as NULL. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
