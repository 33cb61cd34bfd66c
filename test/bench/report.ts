/** What a bench says: a figure, and where there is one its ratio to a baseline measured in the same run. */
export interface BenchRow {
  /** What was measured, in words. */
  readonly what: string
  readonly value: number
  /** `ms`, `CPU s`, `%`, `MB/s`, `frames`, … */
  readonly unit: string
  /** The baseline's name and its value in the same unit; the ratio printed is value / baseline. */
  readonly baseline?: { readonly name: string; readonly value: number }
}

export type Report = (row: BenchRow) => void

/** A bench asserts its answer first (throws where it is wrong), then reports. */
export type Bench = (report: Report) => Promise<void>

/** The value at quantile `q` (0…1) of numbers in any order; NaN where there are none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
