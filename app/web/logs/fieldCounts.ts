/** The fields that a log's JSON payloads have, with how many rows have each. */
import { eachField, parseJson } from './jsonField.ts'
import type { LogColumns } from './logColumns.ts'
import { letPageDraw, runInSlices } from './slices.ts'

export interface FieldCount {
  readonly field: string
  readonly rows: number
}

/** More names than a person can choose from are not told apart. */
const MOST_FIELDS = 200

/** Counts in slices and tells what is known after each; ends with the log or the signal. */
export function countFields(
  log: Pick<LogColumns, 'length' | 'payload'>,
  onCounts: (counts: readonly FieldCount[], scanned: number) => void,
  { signal, pause = letPageDraw }: { readonly signal: AbortSignal; readonly pause?: () => Promise<void> },
): Promise<void> {
  const counts = new Map<string, number>()
  const note = (field: string): void => {
    const before = counts.get(field)
    if (before !== undefined || counts.size < MOST_FIELDS) counts.set(field, (before ?? 0) + 1)
  }
  return runInSlices(
    () => log.length,
    (row) => eachField(parseJson(log.payload(row)), note),
    {
      signal,
      pause,
      onSlice: (scanned) =>
        onCounts(
          [...counts].map(([field, rows]) => ({ field, rows })).toSorted((a, b) => b.rows - a.rows),
          scanned,
        ),
    },
  )
}
