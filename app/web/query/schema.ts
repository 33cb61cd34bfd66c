/** What can be asked: the catalog's views and tables with their columns, as the catalog itself describes them. */
import type { QueryResult } from '../../../core/protocol/jobs.ts'

export interface SchemaColumn {
  readonly name: string
  readonly type: string
  readonly about: string
}

export interface SchemaTable {
  readonly name: string
  /** Views are for people, tables for what the views leave out. */
  readonly isView: boolean
  readonly about: string
  readonly columns: readonly SchemaColumn[]
}

/** Views first, then tables, by name. */
export const SCHEMA_SQL = `
SELECT c.table_name, coalesce(t.comment, v.comment, '') AS about, v.view_name IS NOT NULL AS is_view,
  c.column_name, c.data_type, coalesce(c.comment, '') AS column_about
FROM duckdb_columns() c
LEFT JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
LEFT JOIN duckdb_views() v
  ON v.database_name = c.database_name AND v.schema_name = c.schema_name AND v.view_name = c.table_name
WHERE NOT c.internal AND c.schema_name = 'main'
ORDER BY is_view DESC, c.table_name, c.column_index`

/** Reads the answer to SCHEMA_SQL. */
export function readSchema({ rows }: Pick<QueryResult, 'rows'>): SchemaTable[] {
  const tables = new Map<string, SchemaTable & { columns: SchemaColumn[] }>()
  for (const [table, about, isView, name, type, columnAbout] of rows) {
    const key = String(table)
    let found = tables.get(key)
    if (!found) {
      found = { name: key, about: String(about), isView: isView === true, columns: [] }
      tables.set(key, found)
    }
    found.columns.push({ name: String(name), type: String(type), about: String(columnAbout) })
  }
  return [...tables.values()]
}
