/** `lockstep align`, through the file itself and through the server that holds it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../../app/server/server.ts'
import { formatAlignResult } from '../../cli/commands/align.ts'
import { openCatalog } from '../../core/catalog/catalog.ts'
import type { AlignResult } from '../../core/protocol/index.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { runLockstep, type CliOptions, type CliResult } from '../support/cli.ts'

let folder: string
const catalogPath = (): string => join(folder, 'lockstep.duckdb')
const run = (args: string, options: CliOptions = {}): Promise<CliResult> =>
  runLockstep(args.split(' '), { cwd: folder, ...options })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-align-cli-'))
  const options = { sessions: 1, tracks: 3, seconds: 2 }
  const { bucket } = await generateFixture('big', { out: join(folder, 'big'), options })
  const catalog = await openCatalog(catalogPath(), { create: true })
  await ingest({ catalog, uri: bucket })
  await catalog.close()
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const readEvents = ({ stdout }: CliResult): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

it('decodes once, is quiet in a pipe, and ends with the table', async () => {
  const first = await run('align --all --json')
  expect([first.code, first.stderr]).toEqual([0, ''])
  const events = readEvents(first)
  expect(events[0]).toMatchObject({ event: 'plan', sounds: expect.any(Number), pairsToCompare: 0 })
  const done = events.at(-1) as { event: string } & AlignResult
  expect(done).toMatchObject({ event: 'done', dryRun: false, cached: 0 })
  expect(done.decoded).toBeGreaterThan(0)

  const name = done.sessionId
  const second = await run(`align ${name} --dry-run`)
  expect([second.code, second.stderr]).toEqual([0, ''])
  expect(second.stdout).toContain('would move')
  expect(second.stdout).toContain(`0 sounds decoded, ${done.decoded} cached`)
  expect(second.stdout).toContain('Nothing was moved (--dry-run).')
  const shown = await run(`align ${name}`, { tty: true })
  expect(shown.stderr).toContain(`${done.decoded} cached`)
})

it('asks the server that holds the catalog', async () => {
  await mkdir(join(folder, 'page'))
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
  const catalog = await openCatalog(catalogPath())
  const server = await startServer({ catalog, port: 0, webRoot: join(folder, 'page'), version: '0' })
  const done = readEvents(await run('align --all --json')).at(-1)
  expect(done).toMatchObject({ event: 'done', decoded: 0, dryRun: false })
  await server.close()
  await catalog.close()
})

it('says what it needs, what is not there, and that it was interrupted', async () => {
  expect((await run('align')).code).toBe(2)
  const missing = await run('align nobody')
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('session_missing')])
  expect((await run('align --all', { signal: AbortSignal.abort() })).code).toBe(130)
})

it('prints a recording a row: what moved, how it drifts and steps, what speaks for it', () => {
  const recording = {
    recordingId: 'rec_1',
    laneId: 'ann/microphone',
    identity: 'ann',
    name: 'Ann',
    source: 'microphone',
    kind: 'audio' as const,
    objectKey: 'ann.ogg',
    saysWallUs: null,
    saysSource: null,
    placedWallUs: 1,
    driftPpm: 41.234,
    driftSigmaPpm: 0.2,
    steps: [{ mediaUs: 10, byUs: 350_000, sigmaUs: 3000 }],
    sigmaUs: 2100,
    grade: 'A' as const,
    component: 0,
    residualP50Us: 400,
    residualP95Us: 1900,
    evidence: [{ kind: 'audio_match', count: 5, disagree: 1 }],
    lacks: null,
    correctionUs: 0,
  }
  const text = formatAlignResult({
    sessionId: 's',
    dryRun: false,
    decoded: 2,
    cached: 1,
    pairs: { compared: 3, cached: 0, accepted: 2, refused: 1 },
    unheard: [{ recordingId: 'rec_2', message: 'no stream' }],
    moves: [
      {
        recordingId: 'rec_1',
        byUs: -547_000,
        fromSigmaUs: 1e6,
        toSigmaUs: 2100,
        fromGrade: 'C',
        toGrade: 'A',
      },
    ],
    recordings: [
      recording,
      { ...recording, recordingId: 'rec_2', placedWallUs: null, lacks: 'no usable time' },
    ],
    ms: 1500,
  })
  const [, , row] = text.split('\n')
  expect(row!.split(/\s{2,}/)).toEqual([
    'ann/microphone',
    'rec_1',
    '−547 ms',
    '41.2 ppm',
    '+350 ms',
    '0.4 ms',
    '1.9 ms',
    '±2.1 ms',
    'A',
    '5 audio match (1 disagree)',
  ])
  expect(text).toContain('3 pairs compared, 0 known: 2 match, 1 do not; 2 sounds decoded, 1 cached; 1.5 s')
  expect(text).toContain('rec_2: no usable time')
  expect(text).toContain('rec_2 gave no sound: no stream')
})
