/** What people make while they review, from the command line: the same through the file and through the server. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { createAnnotation, createTier } from '../../review/index.ts'
import { runLockstep, type CliResult } from '../support/cli.ts'

const EPOCH_US = 1_749_655_839_000_000
let cwd: string
let server: RunningServer | undefined
let catalog: Catalog | undefined
const run = (...argv: string[]): Promise<CliResult> => runLockstep(argv, { cwd })

async function store(into: Catalog): Promise<void> {
  await into.append('sessions', [
    {
      session_id: 'RM_1',
      room_name: 'lesson',
      epoch_us: EPOCH_US,
      started_at: new Date(EPOCH_US / 1000),
      duration_us: 60_000_000,
      clock_version: 'v1',
    },
  ])
  await into.append('participants', [
    { session_id: 'RM_1', identity: 'leo' },
    { session_id: 'RM_1', identity: 'mia' },
  ])
  const at = { clockVersion: 'v1', author: 'eve' }
  await createTier(into, 'RM_1', { tierId: 't1', name: 'strategy', author: 'eve' })
  const spans = [
    { annotationId: 'm1', tierId: null, startUs: 12_500_000, endUs: 12_500_000, label: 'clap' },
    { annotationId: 'a1', tierId: 't1', startUs: 20_000_000, endUs: 21_000_000, label: 'guess' },
  ]
  for (const span of spans) await createAnnotation(into, 'RM_1', { ...span, ...at })
}

describe.each(['the file itself', 'the server that holds it'])('through %s', (way) => {
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'lockstep-review-'))
    catalog = await openCatalog(join(cwd, 'lockstep.duckdb'), { create: true })
    await store(catalog)
    if (way === 'the file itself') {
      await catalog.close()
      return
    }
    await mkdir(join(cwd, 'page'))
    await writeFile(join(cwd, 'page/index.html'), '<!doctype html>')
    server = await startServer({ catalog, port: 0, webRoot: join(cwd, 'page'), version: '0' })
  })
  afterEach(async () => {
    await server?.close()
    server = undefined
    await catalog?.close()
    await rm(cwd, { recursive: true, force: true })
  })

  it('markers are a table, with tiers on request', async () => {
    const markers = await run('markers', 'lesson')
    expect(markers).toMatchObject({ code: 0, stderr: '' })
    expect(markers.stdout).toMatch(/^ *at  end  tier  label/)
    expect(markers.stdout).toMatch(/0:00:12\.500 .* clap .* eve/)
    expect(markers.stdout).not.toContain('guess')
    expect((await run('markers', 'lesson', '--all')).stdout).toMatch(
      /0:00:20\.000 +0:00:21\.000 +strategy +guess/,
    )
  })

  it('markers are a file of the kind its name says', async () => {
    expect(await run('markers', 'RM_1', '--all', '--out', 'm.vtt')).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(join(cwd, 'm.vtt'), 'utf8')).toContain('00:00:20.000 --> 00:00:21.000\nguess\n')
    const csv = await run('markers', 'RM_1', '--format', 'csv')
    expect(csv.stdout.split('\r\n')[1]).toMatch(
      /^RM_1,,,,12\.500000,12\.500000,2025-06-11T15:30:51\.500000Z,/,
    )
  })

  it('certify states what is known, and tells a copy that was changed', async () => {
    const paper = await run('certify', 'lesson')
    expect(paper).toMatchObject({ code: 0, stderr: '' })
    expect(paper.stdout).toContain('this session is placed, not aligned')
    await run('certify', 'RM_1', '--out', 'c.json')
    expect((await run('certify', '--check', 'c.json')).stdout).toMatch(/^As issued .* for RM_1\nSHA-256 /)
    const text = await readFile(join(cwd, 'c.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ session: { roomName: 'lesson' }, annotations: 2 })
    await writeFile(join(cwd, 'c.json'), text.replace('"roomName": "lesson"', '"roomName": "other"'))
    const changed = await run('certify', '--check', 'c.json')
    expect(changed.code).toBe(1)
    expect(changed.stderr).toContain('certificate_changed')
    await run('certify', 'RM_1', '--out', 'c.html')
    expect(await readFile(join(cwd, 'c.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  it('withhold keeps a person from being shown until that is undone', async () => {
    const withheld = await run('withhold', 'lesson', 'leo', '--reason', 'no consent', '--author', 'eve')
    expect(withheld).toMatchObject({ code: 0, stdout: 'leo is withheld in RM_1: no consent\n' })
    const shown = JSON.parse((await run('show', 'RM_1', '--json')).stdout) as object
    expect(shown).toMatchObject({
      people: [{ withheld: { reason: 'no consent', author: 'eve' } }, { withheld: null }],
    })
    const undone = await run('withhold', 'lesson', 'leo', '--undo')
    expect(undone).toMatchObject({ code: 0, stdout: 'leo is shown in RM_1\n' })
    const again = await run('withhold', 'lesson', 'leo', '--undo')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('withholding_missing')
    const unknown = await run('withhold', 'lesson', 'zoe', '--reason', 'x')
    expect(unknown.stderr).toContain('person_missing')
  })
})

it('certify without a session is a usage error', async () => {
  const { code, stderr } = await runLockstep(['certify'])
  expect(code).toBe(2)
  expect(stderr).toContain("missing required argument 'session'")
})

it('withhold without a reason is a usage error', async () => {
  const { code, stderr } = await runLockstep(['withhold', 'lesson', 'leo'])
  expect(code).toBe(2)
  expect(stderr).toContain('--reason')
})
