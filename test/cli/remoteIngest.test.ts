import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { runLockstep } from '../support/cli.ts'

let folder: string
let catalog: Catalog
let server: RunningServer
/** What the server's ingest does once it has begun. */
let onBegun: () => void
let fails: boolean

beforeEach(async () => {
  fails = false
  folder = await mkdtemp(join(tmpdir(), 'lockstep-remote-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  catalog = await openCatalog(join(folder, 'lockstep.duckdb'), { create: true })
  server = await startServer({
    catalog,
    port: 0,
    webRoot: folder,
    version: '0',
    effects: {
      ingest: (_catalog, _source, { signal, onProgress }) => {
        if (fails) throw new UserError('bucket_missing', 'there is no bucket x', { hint: 'look again' })
        onProgress({ stage: 'read', done: 1, total: 2, perSecond: null, secondsLeft: null })
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
          onBegun()
        })
      },
    },
  })
})

afterEach(async () => {
  await server.close()
  await catalog.close()
  await rm(folder, { recursive: true, force: true })
})

it('Ctrl-C cancels the job in the server', async () => {
  const controller = new AbortController()
  onBegun = () => controller.abort(new Error('interrupted'))
  const { code } = await runLockstep(['ingest', folder], { cwd: folder, signal: controller.signal })
  expect(code).toBe(130)
  expect(server.jobs.list().map((job) => job.state)).toEqual(['cancelled'])
})

it('a job cancelled in the page is said to be so', async () => {
  onBegun = () => void server.jobs.cancel(server.jobs.list()[0]!.jobId)
  const { code, stderr } = await runLockstep(['ingest', folder], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).toContain(`The server at ${server.url} has the catalog open`)
  expect(stderr).toContain('error ingest_cancelled')
})

it('what failed in the server reads as if it had failed here', async () => {
  fails = true
  const { code, stderr } = await runLockstep(['ingest', folder], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).toContain('there is no bucket x\n  hint: look again')
})

it('a server that ends is said to have ended, and what to do', async () => {
  onBegun = () => void server.close()
  const { code, stderr } = await runLockstep(['ingest', folder], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).toMatch(/ingest_cancelled|server_unreachable/)
  expect(stderr).toContain('Run the same command again')
})
