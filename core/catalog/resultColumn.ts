import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'

/** One column of a result, whole. */
export interface ResultColumn {
  readonly name: string
  readonly type: DuckDBType
  readonly values: readonly DuckDBValue[]
}

/** Returns the names with `_1`, `_2`… after those that came before, so that each is there once. */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let count = 1; used.has(unique); count++) unique = `${name}_${count}`
    used.add(unique)
    return unique
  })
}
