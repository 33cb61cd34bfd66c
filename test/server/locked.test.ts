/** A catalog that another process has open: served as locked, and open without a restart once it is free. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import { serverFileOf } from '../../app/server/serverFile.ts'
import { CatalogLocked, openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { configSchema, problemSchema } from '../../core/protocol/index.ts'

let folder: string
let file: string
let holder: ChildProcess
let opened: Catalog | undefined
let server: RunningServer

/** Opens the catalog in a process of its own until its stdin ends. */
async function hold(): Promise<ChildProcess> {
  const module = JSON.stringify(new URL('../../core/catalog/catalog.ts', import.meta.url).href)
  const script = `import(${module}).then(async ({ openCatalog }) => {
    const catalog = await openCatalog(process.argv[1])
    console.log('open')
    process.stdin.on('end', () => catalog.close()).resume()
  })`
  const child = spawn(process.execPath, ['-e', script, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function release(): Promise<void> {
  const ended = once(holder, 'exit')
  holder.stdin!.end()
  await ended
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-locked-'))
  file = path.join(folder, 'c.duckdb')
  await writeFile(path.join(folder, 'index.html'), 'page')
  await (await openCatalog(file, { create: true })).close()
  holder = await hold()
  const open = async (): Promise<Catalog> => (opened = await openCatalog(file))
  const locked = await open().catch((error: unknown) => error)
  if (!(locked instanceof CatalogLocked)) throw new Error('the catalog was not locked')
  const catalog = { path: file, locked, open }
  server = await startServer({ catalog, port: 0, webRoot: folder, version: '0', retryMs: 20 })
}, 30_000)
afterEach(async () => {
  await server.close()
  await opened?.close()
  if (holder.exitCode === null) await release()
  await rm(folder, { recursive: true, force: true })
})

const config = async () => configSchema.parse(await (await fetch(`${server.url}/api/config`)).json())

it('serves the page and says who holds the catalog; every other route is locked', async () => {
  const { catalogState, lock } = await config()
  expect(catalogState).toBe('locked')
  expect(lock).toMatchObject({ pid: holder.pid, url: null, command: expect.stringContaining('openCatalog') })
  expect(lock!.hint).toContain(String(holder.pid))
  expect(Math.abs(Date.now() * 1000 - lock!.sinceWallUs)).toBeLessThan(60e6)
  expect(await (await fetch(server.url)).text()).toBe('page')
  const answers = [
    await fetch(`${server.url}/api/sessions`),
    await fetch(`${server.url}/api/jobs/events`),
    await fetch(`${server.mediaOrigin}/media/x`),
    await fetch(`${server.url}/api/ingest`, { method: 'POST', body: '{}' }),
  ]
  for (const answer of answers) {
    expect([answer.status, problemSchema.parse(await answer.json()).code]).toEqual([503, 'catalog_locked'])
  }
  const foreign = await fetch(`${server.url}/api/config`, { headers: { origin: 'http://evil.example' } })
  expect(foreign.status).toBe(403)
})

it('names the page of the Lockstep server that holds it, and leaves its file alone', async () => {
  const other = JSON.stringify({ pid: holder.pid, url: 'http://127.0.0.1:4999' })
  await writeFile(serverFileOf(file), other)
  await expect.poll(async () => (await config()).lock?.url).toBe('http://127.0.0.1:4999')
})

it('works without a restart once the other process lets go', async () => {
  await release()
  await server.opened
  expect(await config()).toMatchObject({ catalogState: 'open', lock: null })
  expect(await (await fetch(`${server.url}/api/sessions`)).json()).toEqual([])
}, 20_000)

it('closes while it waits', async () => {
  await server.close()
  await expect(server.opened).rejects.toMatchObject({ code: 'cancelled' })
})
