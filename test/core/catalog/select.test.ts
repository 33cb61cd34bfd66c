import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../core/catalog/catalog.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'

let temporary: TemporaryCatalog
let catalog: Catalog

beforeAll(async () => {
  temporary = await createTemporaryCatalog()
  catalog = temporary.catalog
  await catalog.append(
    'participants',
    ['alice', 'bob', 'carol'].map((identity) => ({ session_id: 's', identity })),
  )
})

afterAll(() => temporary.remove())

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** A row of every type, then a row of NULLs. */
const EVERY_TYPE = `SELECT * FROM (VALUES (
    1749655840123456789::BIGINT, 7::INTEGER, 1.25::DOUBLE, true, 'a "b", ä', TIMESTAMPTZ '2025-06-11 15:30:40.123456Z',
    DATE '2025-06-11', 12.34::DECIMAL(9, 2), -170141183460469231731687303715884105::HUGEINT, [1, NULL]::BIGINT[],
    {'x': 1::BIGINT, 'y': 'z'}, MAP {'k': 2::BIGINT}, '\\xAB\\x00'::BLOB, 'c3ab8ff1-3720-e8ad-9047-39466b3c8974'::UUID,
    INTERVAL 1 DAY),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS t(
    recv_ns, int, dbl, yes, txt, ts, day, dec, huge, list, rec, map, blob, uuid, gap)`

describe('what is refused', () => {
  it.each([
    ['two statements', 'select 1; select 2'],
    ['nothing', ''],
    ['a comment', '-- nothing'],
    ['INSERT', `insert into participants values ('s', 'mallory', null)`],
    ['UPDATE', `update participants set name = 'x' returning *`],
    ['DELETE', 'delete from participants'],
    ['DROP', 'drop table participants'],
    ['CREATE', 'create temp table t as select 1'],
    ['COPY', `copy participants to '/tmp/out.csv'`],
    ['ATTACH', `attach '/tmp/other.duckdb'`],
    ['INSTALL', 'install httpfs'],
    ['LOAD', 'load httpfs'],
    ['PRAGMA', 'pragma database_list'],
    ['SET', 'set threads = 1'],
    ['CALL', 'call pragma_version()'],
    ['EXPLAIN ANALYZE', 'explain analyze delete from participants'],
    ['BEGIN', 'begin'],
    ['CHECKPOINT', 'checkpoint'],
    ['EXPORT', `export database '/tmp/out'`],
    ['a reading function', `select * from read_text('/etc/passwd')`],
    ['a reading function inside', `select (select content from read_blob('/etc/passwd')) from participants`],
    ['a reading function in a CTE', `with t as (select * from read_csv('/etc/passwd')) select * from t`],
    ['a file as a table', `select * from '/etc/passwd'`],
    ['a relative file as a table', `select * from "data.parquet"`],
    ['a listing of files', `select * from glob('/*')`],
    ['SQL inside SQL', `select * from query('select 1')`],
    ['the environment', `select getenv('HOME')`],
    ['settings', 'select * from duckdb_settings()'],
    ['a writing table function', 'select * from force_checkpoint()'],
    ['a parameter', 'select ?'],
  ])('%s', async (_, sql) => {
    await expect(catalog.select(sql)).rejects.toMatchObject({
      name: 'UserError',
      code: expect.stringMatching(/^query_/),
    })
    await expect(catalog.selectTo(sql, 'parquet')).rejects.toMatchObject({ name: 'UserError' })
    expect((await catalog.select('select count(*) from participants')).rows).toEqual([[3]])
  })

  it('files of its own cache folder too', async () => {
    const path = join(catalog.cacheDir, 'peaks.bin')
    await writeFile(path, 'derived')
    await expect(catalog.select(`select * from read_text('${path}')`)).rejects.toMatchObject({
      code: 'query_refused',
    })
    await expect(catalog.select(`select * from '${path}'`)).rejects.toMatchObject({ code: 'query_refused' })
  })

  it('says what is wrong in the words of the database, and where to look', async () => {
    await expect(catalog.select('selec 1')).rejects.toMatchObject({
      code: 'query_failed',
      message: /^Parser Error.*selec/s,
    })
    await expect(catalog.select('select * from sesions')).rejects.toMatchObject({
      code: 'query_failed',
      hint: expect.stringContaining('session_overview'),
    })
  })
})

describe('what is admitted', () => {
  it.each([
    'from participants',
    'with recursive t as (select 1 as a union all select a + 1 from t where a < 3) select * from t',
    'select unnest([1, 2]) from range(2)',
    'summarize participants',
    'describe participants',
    'show tables',
    'values (1, 2)',
    'select 1; -- with a comment behind',
    `select json_extract('{"a": 1}', '$.a')`,
    'select * from duckdb_columns()',
    'select identity, row_number() over (order by identity) from participants qualify true',
  ])('%s', async (sql) => {
    expect((await catalog.select(sql)).rows.length).toBeGreaterThan(0)
  })
})

describe('limits', () => {
  it('cuts rows and says so', async () => {
    const cut = await catalog.select('select * from range(100000000)', { maxRows: 10 })
    expect(cut.rows).toHaveLength(10)
    expect(cut.truncated).toBe(true)
    expect((await catalog.select('select * from range(10)', { maxRows: 10 })).truncated).toBe(false)
  })

  it.each(['arrow', 'parquet', 'csv', 'json'] as const)(
    'never cuts a file of %s silently',
    async (format) => {
      await expect(
        catalog.selectTo('select * from range(11)', format, { maxRows: 10 }),
      ).rejects.toMatchObject({
        code: 'too_many_rows',
      })
      expect(
        (await catalog.selectTo('select * from range(10)', format, { maxRows: 10 })).length,
      ).toBeGreaterThan(0)
    },
  )

  it('interrupts at the time limit and by the signal, and goes on', async () => {
    const endless = 'select sum(a.range * b.range) from range(1000000) a, range(1000000) b'
    await expect(catalog.select(endless, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'query_timeout' })
    await expect(catalog.selectTo(endless, 'parquet', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'query_timeout',
    })
    const controller = new AbortController()
    const running = catalog.select(endless, { signal: controller.signal })
    setImmediate(() => controller.abort(new Error('changed my mind')))
    await expect(running).rejects.toThrow('changed my mind')
    expect((await catalog.select('select 1')).rows).toEqual([[1]])
  })
})

describe('results', () => {
  it('are JSON-safe and round nothing', async () => {
    const { columns, rows } = await catalog.select(EVERY_TYPE)
    expect(columns.slice(0, 3)).toEqual([
      { name: 'recv_ns', type: 'BIGINT' },
      { name: 'int', type: 'INTEGER' },
      { name: 'dbl', type: 'DOUBLE' },
    ])
    const expected = [
      '1749655840123456789',
      7,
      1.25,
      true,
      'a "b", ä',
      '2025-06-11T15:30:40.123456Z',
      '2025-06-11',
      12.34,
      '-170141183460469231731687303715884105',
      [1, null],
      { x: 1, y: 'z' },
      `{'k': 2}`,
      'qwA=',
      'c3ab8ff1-3720-e8ad-9047-39466b3c8974',
      '1 day',
    ]
    expect(rows).toEqual([expected, expected.map(() => null)])
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows)
  })

  it('as CSV quote what needs it and tell NULL from an empty text', async () => {
    const csv = await catalog.selectTo(
      `select 'a,"b"' as "x,y", '' as empty, null as nothing, 'two\nlines' as l`,
      'csv',
    )
    expect(decode(csv)).toBe('"x,y",empty,nothing,l\r\n"a,""b""","",,"two\nlines"\r\n')
  })

  it('as JSON are one array of objects, also when empty, with each name once', async () => {
    expect(JSON.parse(decode(await catalog.selectTo('select 1 as a, 2 as a, 3 as a_1', 'json')))).toEqual([
      { a: 1, a_1: 2, a_1_1: 3 },
    ])
    expect(decode(await catalog.selectTo('select 1 as a where false', 'json'))).toBe('[]\n')
    const at = await catalog.selectTo(
      `select timestamptz '2025-06-11 15:30:40.5Z' as ts, 'nan'::double as n`,
      'json',
    )
    expect(JSON.parse(decode(at))).toEqual([{ ts: '2025-06-11T15:30:40.500Z', n: null }])
  })

  it('as Arrow are an IPC file with exact types and values', async () => {
    const bytes = await catalog.selectTo(EVERY_TYPE, 'arrow')
    expect(decode(bytes.subarray(0, 6))).toBe('ARROW1')
    expect(decode(bytes.subarray(-6))).toBe('ARROW1')
    const table = tableFromIPC(bytes)
    const types = Object.fromEntries(table.schema.fields.map((field) => [field.name, field.type]))
    expect(Object.fromEntries(Object.entries(types).map(([name, type]) => [name, String(type)]))).toEqual({
      recv_ns: 'Int64',
      int: 'Int32',
      dbl: 'Float64',
      yes: 'Bool',
      txt: 'Utf8',
      ts: 'Timestamp<MICROSECOND, UTC>',
      day: 'Date32<DAY>',
      dec: 'Decimal[9e+2]',
      huge: 'Decimal[38e0]',
      list: 'List<Int64>',
      rec: 'Struct<{x:Int64, y:Utf8}>',
      map: 'Map<{key:Utf8, value:Int64}>',
      blob: 'Binary',
      uuid: 'Utf8',
      gap: 'Utf8',
    })
    const row = table.get(0)!.toJSON()
    expect(row['recv_ns']).toBe(1749655840123456789n)
    expect(row['txt']).toBe('a "b", ä')
    expect(row['yes']).toBe(true)
    expect(Number(row['ts'])).toBeCloseTo(Date.parse('2025-06-11T15:30:40.123Z') + 0.456, 2)
    expect([...row['list']]).toEqual([1n, null])
    expect(row['rec'].toJSON()).toEqual({ x: 1n, y: 'z' })
    expect(row['map'].toJSON()).toEqual({ k: 2n })
    expect([...row['blob']]).toEqual([0xab, 0])
    expect(Object.values(table.get(1)!.toJSON()).every((value) => value === null)).toBe(true)
  })

  it('as Arrow keep every row over many batches, and an empty result its columns', async () => {
    const table = tableFromIPC(
      await catalog.selectTo(`select range as n, 'x' || range as t from range(150000)`, 'arrow'),
    )
    expect(table.numRows).toBe(150_000)
    expect(table.batches.length).toBe(3)
    expect(table.get(149_999)!.toJSON()).toEqual({ n: 149_999n, t: 'x149999' })
    const empty = tableFromIPC(await catalog.selectTo('select 1::bigint as a where false', 'arrow'))
    expect([empty.numRows, empty.schema.fields.map((field) => String(field))]).toEqual([0, ['a: Int64']])
  })

  it('as Parquet use types every reader takes, and keep order and values', async () => {
    const read = await readParquet(await catalog.selectTo(EVERY_TYPE, 'parquet'))
    expect(read.types).toEqual([
      'BIGINT',
      'INTEGER',
      'DOUBLE',
      'BOOLEAN',
      'VARCHAR',
      'TIMESTAMP WITH TIME ZONE',
      'DATE',
      'DECIMAL(9,2)',
      'DECIMAL(38,0)',
      'BIGINT[]',
      'STRUCT(x BIGINT, y VARCHAR)',
      'MAP(VARCHAR, BIGINT)',
      'BLOB',
      'VARCHAR',
      'VARCHAR',
    ])
    expect(read.rows[0]!.slice(0, 5)).toEqual(['1749655840123456789', 7, 1.25, true, 'a "b", ä'])
    expect(read.rows[0]![8]).toBe('-170141183460469231731687303715884105')
    const ordered = await readParquet(
      await catalog.selectTo('select range as a, 1 as a from range(50000) order by range desc', 'parquet'),
    )
    expect(ordered.names).toEqual(['a', 'a_1'])
    expect(ordered.rows.map(([a]) => Number(a))).toEqual(
      Array.from({ length: 50_000 }, (_, index) => 49_999 - index),
    )
    expect(await readdir(join(catalog.cacheDir, 'queries'))).toEqual([])
  })
})

async function readParquet(
  bytes: Uint8Array,
): Promise<{ names: string[]; types: string[]; rows: unknown[][] }> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-parquet-'))
  try {
    await writeFile(join(folder, 'x.parquet'), bytes)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const reader = await connection.runAndReadAll(`SELECT * FROM '${join(folder, 'x.parquet')}'`)
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${join(folder, 'x.parquet')}'`)
    const types = described.getRows().map((row) => String(row[1]))
    return { names: reader.columnNames(), types, rows: reader.getRowsJson() }
  } finally {
    await rm(folder, { recursive: true })
  }
}
