/** Usage as rows, totals and CSV. */
import type { UsageRow } from '../../../../capture/model/api.types.ts'

export type UsageTotal = Pick<UsageRow, 'recordings' | 'recordedSeconds' | 'recordedBytes'> & {
  readonly rooms: number
  /** Sum over rooms and days: one who came on two days counts twice. */
  readonly people: number
}

export function sumUsage(rows: readonly UsageRow[]): UsageTotal {
  const sum = (read: (row: UsageRow) => number): number => rows.reduce((total, row) => total + read(row), 0)
  return {
    rooms: new Set(rows.map(({ room }) => room)).size,
    people: sum((row) => row.people),
    recordings: sum((row) => row.recordings),
    recordedSeconds: sum((row) => row.recordedSeconds),
    recordedBytes: sum((row) => row.recordedBytes),
  }
}

/** Newest day first, within it by room; each day with its sum. */
export function groupByDay(
  rows: readonly UsageRow[],
): { readonly day: string; readonly rows: readonly UsageRow[]; readonly total: UsageTotal }[] {
  const days = Map.groupBy(rows, ({ day }) => day)
  return [...days]
    .toSorted(([a], [b]) => b.localeCompare(a))
    .map(([day, ofDay]) => ({
      day,
      rows: ofDay.toSorted((a, b) => a.room.localeCompare(b.room)),
      total: sumUsage(ofDay),
    }))
}

const COLUMNS = ['day', 'room', 'people', 'recordings', 'recordedSeconds', 'recordedBytes'] as const
const HEAD = 'day,room,people,recordings,recorded_seconds,recorded_bytes'

/** RFC 4180. A room whose name a spreadsheet would take for a formula is quoted with an apostrophe before it. */
export function formatUsageCsv(rows: readonly UsageRow[]): string {
  const lines = groupByDay(rows).flatMap(({ rows: ofDay }) =>
    ofDay.map((row) => COLUMNS.map((name) => formatField(row[name])).join(',')),
  )
  return [HEAD, ...lines, ''].join('\r\n')
}

function formatField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Recorded time as hours: `3.2 h`. */
export const formatHours = (seconds: number): string =>
  `${(seconds / 3600).toFixed(seconds < 36_000 ? 2 : 1)} h`
