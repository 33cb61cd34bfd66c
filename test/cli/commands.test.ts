import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { runLockstep, type CliResult } from '../support/cli.ts'

let folder: string
let bucket: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-commands-'))
  const options = { sessions: 2, tracks: 3, seconds: 2 }
  bucket = (await generateFixture('big', { out: join(folder, 'big'), options })).bucket
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** How the commands reach the catalog must not show in what they answer. */
const WAYS = ['the file itself', 'the server that holds it'] as const

describe.each(WAYS)('through %s', (way) => {
  let cwd: string
  let catalog: Catalog | undefined
  let server: RunningServer | undefined
  const run = (...argv: string[]): Promise<CliResult> => runLockstep(argv, { cwd })

  beforeAll(async () => {
    cwd = await mkdtemp(join(folder, 'work-'))
    await cp(bucket, join(cwd, 'bucket'), { recursive: true })
    if (way === 'the file itself') return
    await mkdir(join(cwd, 'page'))
    await writeFile(join(cwd, 'page/index.html'), '<!doctype html>')
    catalog = await openCatalog(join(cwd, 'lockstep.duckdb'), { create: true })
    server = await startServer({ catalog, port: 0, webRoot: join(cwd, 'page'), version: '0' })
  })

  afterAll(async () => {
    await server?.close()
    await catalog?.close()
  })

  it('ingest ends with what it did, then finds nothing changed', async () => {
    const first = await run('ingest', 'bucket', '--json')
    expect([first.code, first.stderr]).toEqual([0, ''])
    const events = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      objects: 16,
      indexed: 16,
      orphaned: 0,
      refused: 0,
      unchanged: 0,
    })
    expect(new Set(events.map(({ event }) => event))).toContain('progress')
    const second = await run('ingest', 'bucket')
    expect(second.code).toBe(0)
    expect(second.stdout).toContain('16 objects: 16 indexed, 0 orphaned, 0 refused\n16 unchanged')
    expect(second.stdout).toContain(`Catalog: ${join(cwd, 'lockstep.duckdb')}`)
  })

  it('ingest --strict exits 3 with findings', async () => {
    await writeFile(join(cwd, 'bucket/broken.json'), '{"egress_id":')
    const { code, stdout } = await run('ingest', 'bucket', '--strict', '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
      event: 'done',
      objects: 17,
      refused: 1,
      added: 1,
    })
  })

  it('sessions lists them, as a table and as JSON', async () => {
    const { code, stdout } = await run('sessions')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^session +room +started \(UTC\) +length +people +tracks +recordings +findings +grade/,
    )
    expect(stdout).toMatch(/^RM_\w+ +room-00 +2025-03-03 08:00:01 +0:00:02 +2 +3 +3 +\d+ +[ABC]$/m)
    const sessions = JSON.parse((await run('sessions', '--json')).stdout) as Record<string, unknown>[]
    expect(sessions.map((session) => session['room_name'])).toEqual(['room-00', 'room-01'])
    expect(sessions[0]).toMatchObject({
      participants: 2,
      tracks: 3,
      recordings: 3,
      started_at: expect.stringMatching(/Z$/),
    })
  })

  it('show prints lanes with placement, by room name, id, or the beginning of an id', async () => {
    const byRoom = await run('show', 'room-00')
    expect(byRoom.code).toBe(0)
    expect(byRoom.stdout).toMatch(
      /^person-00\/camera +rec_\w+ +TR_\w+ +0:00:0\S+ +0:00:0\S+ +±\d+ ms +[ABC] +\w/m,
    )
    const session = JSON.parse((await run('show', 'room-00', '--json')).stdout) as {
      sessionId: string
      lanes: unknown[]
    }
    expect(session.lanes).toHaveLength(3)
    expect((await run('show', session.sessionId.slice(0, 8))).stdout).toBe(byRoom.stdout)
    expect(await run('show', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('session_missing'),
    })
    expect(await run('show', 'RM_')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('session_ambiguous'),
    })
  })

  it('nudge moves a track, and takes it back', async () => {
    const startOf = async (): Promise<number> => {
      const sql = `select start_s from track_timeline join sessions using (session_id) where room_name = 'room-00' and identity = 'person-01'`
      return (JSON.parse((await run('query', sql, '--json')).stdout) as { start_s: number }[])[0]!.start_s
    }
    const before = await startOf()
    const moved = await run('nudge', 'room-00', 'person-01/camera', '--by', '250ms', '--note', 'the clap')
    expect(moved).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('moved +250 ms by hand'),
    })
    expect((await startOf()) - before).toBeCloseTo(0.25, 6)
    await run('ingest', 'bucket')
    expect((await startOf()) - before).toBeCloseTo(0.25, 6)
    const back = await run('nudge', 'room-00', 'person-01/camera', '--withdraw')
    expect(back.stdout).toContain('as computed')
    expect(await startOf()).toBe(before)
    const again = await run('nudge', 'room-00', 'person-01/camera', '--withdraw')
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('correction_missing') })
    const earlier = await run('nudge', 'room-00', 'person-01/camera', '--by', '-0.5s')
    expect(earlier.stdout).toContain('moved −500 ms by hand')
    const unknown = await run('nudge', 'room-00', 'nobody/camera', '--by', '1s')
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('track_missing') })
  })

  it('clocks lists the evidence; a mark is tried, made and taken back', async () => {
    const graphOf = async (...more: string[]) =>
      JSON.parse((await run('clocks', 'room-00', ...more, '--json')).stdout) as {
        graph: { marks: { markId: string; note: string }[] }
        moves: unknown[]
      }
    const listed = await run('clocks', 'room-00')
    expect(listed.stdout).toMatch(/^edge_\w+ +person-0\d\/\w+ +utc +manifest \w+ +±/m)
    const places = ['person-00/camera@0:01', 'person-01/camera@0:00.5']
    const mark = ['--mark', ...places, '--sigma', '5ms', '--note', 'clap']
    expect((await graphOf(...mark, '--dry-run')).moves).not.toEqual([])
    const { graph } = await graphOf(...mark)
    expect(graph.marks).toMatchObject([{ note: 'clap' }])
    expect((await run('clocks', 'room-00')).stdout).toContain(
      'person-00/camera@0:00:01.000  person-01/camera@0:00:00.500',
    )
    expect((await graphOf('--withdraw', graph.marks[0]!.markId)).graph.marks).toEqual([])
    expect(await run('clocks', 'room-00', '--mark', places[0]!)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('mark_unreadable'),
    })
  })

  it('query answers in every format', async () => {
    const sql = `select room_name, duration_s, started_at from session_overview order by 1`
    const table = await run('query', sql)
    expect(table.stdout).toMatch(
      /^room_name +duration_s +started_at\n[─ ]+\nroom-00 +\d\.\d+ +2025-03-03T08:00:01/,
    )
    const json = JSON.parse((await run('query', sql, '--format', 'json')).stdout) as unknown[]
    expect(json).toHaveLength(2)
    expect((await run('query', sql, '--format', 'csv')).stdout).toMatch(
      /^room_name,duration_s,started_at\r\nroom-00,/,
    )
    const arrow = tableFromIPC((await run('query', sql, '--format', 'arrow')).bytes)
    expect(arrow.schema.fields.map(String)).toEqual([
      'room_name: Utf8',
      'duration_s: Float64',
      'started_at: Timestamp<MICROSECOND, UTC>',
    ])
    expect(await run('query', sql, '--out', 'out.parquet')).toMatchObject({ code: 0, stdout: '' })
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const parquet = await connection.runAndReadAll(`SELECT room_name FROM '${join(cwd, 'out.parquet')}'`)
    expect(parquet.getRows()).toEqual([['room-00'], ['room-01']])
    await run('query', sql, '--out', 'out.csv')
    expect(await readFile(join(cwd, 'out.csv'), 'utf8')).toMatch(/^room_name,/)
    expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('query refuses what writes, and says so as JSON when asked', async () => {
    const refused = await run('query', 'delete from sessions', '--json')
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stderr)).toMatchObject({ event: 'error', code: 'query_refused' })
    expect(await run('query', 'select 1', '--out', 'no/such/folder.csv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not_writable'),
    })
  })
})

it('query keeps binary from a terminal', async () => {
  const { code, stderr } = await runLockstep(['query', 'select 1', '--format', 'parquet'], {
    tty: true,
    cwd: folder,
  })
  expect(code).toBe(1)
  expect(stderr).toContain('--out result.parquet')
})

it('ingest of a source that is not there makes no catalog', async () => {
  const cwd = await mkdtemp(join(folder, 'empty-'))
  const { code, stderr } = await runLockstep(['ingest', 'nowhere'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain('folder_missing')
  expect(await readdir(cwd)).toEqual([])
})

it('a left-over server file does not keep commands from the catalog', async () => {
  const cwd = await mkdtemp(join(folder, 'stale-'))
  await (await openCatalog(join(cwd, 'lockstep.duckdb'), { create: true })).close()
  await writeFile(
    join(cwd, 'lockstep.duckdb.server.json'),
    JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:9' }),
  )
  expect(await runLockstep(['sessions'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No sessions'),
  })
})
