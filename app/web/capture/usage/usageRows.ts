/** Usage as rows, totals and CSV. */
import type { UsageRow } from '../../../../capture/model/api.types.ts'
import { formatCsv } from '../formatCsv.ts'

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

const HEAD = ['day', 'room', 'people', 'recordings', 'recorded_seconds', 'recorded_bytes']

export const formatUsageCsv = (rows: readonly UsageRow[]): string =>
  formatCsv([
    HEAD,
    ...groupByDay(rows).flatMap(({ rows: ofDay }) =>
      ofDay.map((row) => [
        row.day,
        row.room,
        row.people,
        row.recordings,
        row.recordedSeconds,
        row.recordedBytes,
      ]),
    ),
  ])

/** Recorded time as `3.25 h`, below an hour as minutes, below a minute as seconds. */
export function formatHours(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(seconds < 36_000 ? 2 : 1)} h`
}
