/** `lockstep proxies`, through the file itself and through the server that holds it. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../../app/server/server.ts'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { buildCatalog } from '../support/catalogRows.ts'
import { runLockstep, type CliOptions, type CliResult } from '../support/cli.ts'
import { run as runProgram, words } from '../support/mediaJudge.ts'

let folder: string
const at = (name: string): string => path.join(folder, name)
const run = (args: string, options: CliOptions = {}): Promise<CliResult> =>
  runLockstep(args.split(' '), { cwd: folder, ...options })
const events = ({ stdout }: CliResult): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-proxies-cli-'))
  const video = words('-v error -f lavfi -i testsrc=size=64x36:rate=10:duration=2 -c:v libvpx')
  await runProgram('ffmpeg', [...video, at('a.webm')])
  await copyFile(at('a.webm'), at('b.webm'))
  const recordings = ['a.webm', 'b.webm'].map((objectKey) => ({
    objectKey,
    identity: objectKey.slice(0, 1),
    source: 'camera',
    pts0WallUs: 0,
  }))
  const session = { sessionId: 'lesson', epochWallUs: 0, recordings }
  const catalog = await buildCatalog(at('lockstep.duckdb'), folder, session)
  await writeFile(at('b.webm'), 'no media')
  const { etag } = (await (await openStore(folder)).stat('b.webm'))!
  await catalog.run(`UPDATE objects SET etag = ? WHERE object_key = 'b.webm'`, [etag])
  await catalog.close()
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

it('makes what is missing, says why where it cannot, is quiet in a pipe and does nothing twice', async () => {
  const dry = await run('proxies lesson --level all --dry-run')
  expect([dry.code, dry.stderr]).toEqual([0, ''])
  expect(dry.stdout).toContain('4 missing')
  expect(dry.stdout).toContain('Nothing was made (--dry-run).')

  const first = await run('proxies lesson')
  expect([first.code, first.stderr]).toEqual([0, ''])
  expect(first.stdout).toMatch(/a\/camera +rec_\w+ +180 +64×36 +[\d,]+ +made/)
  expect(first.stdout).toContain('1 made, 1 failed')
  expect(first.stdout).toMatch(/b\/camera rec_\w+ 180: FFmpeg could not/)

  const again = events(await run('proxies les --json'))
  expect(again.filter(({ event }) => event === 'progress')).toEqual([])
  expect(again.filter(({ event }) => event === 'proxy')).toMatchObject([
    { laneId: 'a/camera', level: '180', state: 'there', widthPx: 64, message: null },
    { laneId: 'b/camera', state: 'failed' },
  ])
  expect(again.at(-1)).toMatchObject({ event: 'session', made: 0, there: 1, failed: 1 })

  const shown = await run('proxies lesson --level 90', { tty: true })
  expect(shown.stderr).toContain('proxies  1/2  50%')
})

it('is done by the server that holds the catalog', async () => {
  await rm(at('lockstep.duckdb.cache/renditions'), { recursive: true, force: true })
  const catalog = await openCatalog(at('lockstep.duckdb'))
  const server = await startServer({ catalog, webRoot: folder, version: '1.2.3', port: 0, mediaPort: 0 })
  try {
    const dry = await run('proxies lesson --dry-run')
    expect(dry.stderr).toContain('has the catalog open and does the work')
    expect(dry.stdout).toContain('2 missing')
    expect(events(await run('proxies lesson --json')).filter(({ event }) => event === 'proxy')).toMatchObject(
      [
        { laneId: 'a/camera', state: 'made', widthPx: 64, sizeBytes: null },
        { laneId: 'b/camera', state: 'failed', message: expect.stringContaining('FFmpeg could not') },
      ],
    )
    expect((await run('proxies lesson --dry-run')).stdout).toContain('1 there, 1 missing')
  } finally {
    await server.close()
    await catalog.close()
  }
})

it('refuses a session that is not there, and a level that is none', async () => {
  expect(await run('proxies nobody')).toMatchObject({ code: 1 })
  expect(await run('proxies lesson --level 720')).toMatchObject({ code: 2 })
  expect((await run('proxies lesson', { signal: AbortSignal.abort() })).code).toBe(130)
})
