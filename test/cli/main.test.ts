import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportError } from '../../cli/errors.ts'
import { readVersion } from '../../cli/main.ts'
import { runLockstep } from '../support/cli.ts'

const COMMANDS =
  'demo ingest sessions show align certify nudge markers withhold serve export query fixtures doctor'.split(
    ' ',
  )
let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lockstep-cli-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

describe('help', () => {
  it('lists every command and exits 0', async () => {
    const { code, stdout } = await runLockstep(['--help'])
    expect(code).toBe(0)
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })

  it.each(COMMANDS)('of %s has options and examples', async (name) => {
    for (const argv of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, stdout } = await runLockstep(argv)
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: lockstep ${name}`)
      expect(stdout).toContain(`$ lockstep ${name}`)
    }
  })

  it('says the version of the package', async () => {
    expect((await runLockstep(['--version'])).stdout).toBe('1.2.3\n')
    expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/)
    expect(readVersion()).not.toBe('0.0.0')
  })
})

describe('exit codes', () => {
  it.each([[['bogus']], [['sessions', '--bogus']], [['query']], [['nudge', 's', 't', '--by', 'soon']], [[]]])(
    'usage %j: 2',
    async (argv) => {
      const { code, stdout, stderr } = await runLockstep(argv)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).not.toBe('')
    },
  )

  it('an error someone can act on: 1, with code, message and hint', async () => {
    const { code, stderr } = await runLockstep(['sessions', '--catalog', 'none.duckdb'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain(`error catalog_missing: there is no catalog at ${join(cwd, 'none.duckdb')}`)
    expect(stderr).toContain('hint: Make one with: lockstep ingest')
  })

  it('errors under --json are JSON', async () => {
    const failed = await runLockstep(['sessions', '--json', '--catalog', 'none.duckdb'], { cwd })
    expect(JSON.parse(failed.stderr)).toMatchObject({
      event: 'error',
      code: 'catalog_missing',
      hint: expect.any(String),
    })
    const misused = await runLockstep(['sessions', '--json', '--bogus'])
    expect(misused.code).toBe(2)
    expect(JSON.parse(misused.stderr)).toMatchObject({ event: 'error', code: 'usage' })
  })

  it('an interrupt: 130', async () => {
    const { signal } = { signal: AbortSignal.abort(new Error('interrupted')) }
    const { code, stderr } = await runLockstep(['ingest', cwd, '--catalog', join(cwd, 'x.duckdb')], {
      signal,
    })
    expect([code, stderr]).toEqual([130, '\nInterrupted.\n'])
  })

  it('a bug: 1, with its stack', () => {
    let stderr = ''
    const effects = {
      stderr: { write: (text: string) => (stderr += text) },
      signal: new AbortController().signal,
    }
    expect(reportError(new Error('boom'), { json: false, effects: effects as never })).toBe(1)
    expect(stderr).toContain('this is a bug in lockstep')
    expect(stderr).toContain('main.test.ts')
  })
})

describe('the catalog', () => {
  it('is --catalog, else LOCKSTEP_CATALOG, else lockstep.duckdb in the working folder', async () => {
    const messageOf = async (argv: string[], env = {}): Promise<string> =>
      (await runLockstep(['sessions', ...argv], { cwd, env })).stderr
    const env = { LOCKSTEP_CATALOG: 'by-env.duckdb' }
    expect(await messageOf([])).toContain(join(cwd, 'lockstep.duckdb'))
    expect(await messageOf([], env)).toContain(join(cwd, 'by-env.duckdb'))
    expect(await messageOf(['--catalog', 'by-option.duckdb'], env)).toContain(join(cwd, 'by-option.duckdb'))
  })
})
