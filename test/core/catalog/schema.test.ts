import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Catalog } from '../../../core/catalog/catalog.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'

let temporary: TemporaryCatalog
let catalog: Catalog

beforeAll(async () => {
  temporary = await createTemporaryCatalog()
  catalog = temporary.catalog
})

afterAll(() => temporary.remove())

const COLUMNS = `SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
  WHERE NOT internal ORDER BY table_name, column_index`

interface Column {
  table_name: string
  column_name: string
  data_type: string
  comment: string | null
}

it('comments on every table, view and column', async () => {
  const bare = await catalog.all<{ name: string }>(
    `SELECT table_name AS name FROM duckdb_tables() WHERE NOT internal AND coalesce(comment, '') = ''
     UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''`,
  )
  expect(bare).toEqual([])
  const columns = await catalog.all<Column>(COLUMNS)
  expect(columns.length).toBeGreaterThan(150)
  expect(columns.filter((column) => !column.comment)).toEqual([])
})

it('documents every table and column in README.md and no other', async () => {
  const text = await readFile(new URL('../../../core/catalog/README.md', import.meta.url), 'utf8')
  const documented: string[] = []
  for (const section of text.split('\n### ').slice(1)) {
    const table = section.split('\n', 1)[0]!.trim()
    for (const [, column] of section.matchAll(/^\| `(\w+)`/gm)) documented.push(`${table}.${column}`)
  }
  const columns = await catalog.all<Column>(COLUMNS)
  expect(documented.sort()).toEqual(
    columns.map((column) => `${column.table_name}.${column.column_name}`).sort(),
  )
})

it('stores only types that every reader of Parquet takes', async () => {
  const columns = await catalog.all<Column>(
    `SELECT table_name, column_name, data_type, comment FROM duckdb_columns() c
     WHERE NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables())`,
  )
  const types = new Set(columns.map((column) => column.data_type))
  expect([...types].sort()).toEqual([
    'BIGINT',
    'BOOLEAN',
    'DOUBLE',
    'INTEGER',
    'TIMESTAMP WITH TIME ZONE',
    'VARCHAR',
  ])
})

it('has the views people ask', async () => {
  const expected = {
    session_overview:
      'session_id,room_name,started_at,duration_s,participants,tracks,recordings,findings,worst_grade',
    track_timeline:
      'session_id,identity,source,kind,track_id,recording_id,object_key,codec,start_s,end_s,sigma_ms,grade,drift_ppm,drift_sigma_ppm,steps',
    log_timeline: 'session_id,t_s,sender,topic,payload',
  }
  for (const [view, columns] of Object.entries(expected)) {
    const result = await catalog.select(`select * from ${view}`)
    expect(result.columns.map((column) => column.name)).toEqual(expect.arrayContaining(columns.split(',')))
  }
})
