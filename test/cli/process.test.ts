import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
let folder: string
let bucket: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-process-'))
  const options = { sessions: 150, tracks: 8, seconds: 2, manifestsOnly: true }
  bucket = (await generateFixture('big', { out: join(folder, 'big'), options })).bucket
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('Ctrl-C ends an ingest with 130, and the catalog is free and good for the next run', async () => {
  const path = join(folder, 'interrupted.duckdb')
  const child = spawn(process.execPath, [MAIN, 'ingest', bucket, '--catalog', path, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  let events = 0
  for await (const line of createInterface(child.stdout)) {
    expect(JSON.parse(line)).toMatchObject({ event: expect.any(String) })
    if (++events === 1) child.kill('SIGINT')
  }
  expect(await exited).toEqual([130, null])
  expect(JSON.parse(stderr.trim().split('\n').at(-1)!)).toEqual({ event: 'interrupted' })
  await (await openCatalog(path)).close()
})

it('a reader that has had enough is no error', async () => {
  const path = join(folder, 'piped.duckdb')
  await (await openCatalog(path, { create: true })).close()
  const sql = 'select * from range(500000)'
  const child = spawn(process.execPath, [MAIN, 'query', sql, '--format', 'csv', '--catalog', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await exited).toEqual([0, null])
  expect(stderr).toBe('')
})

it('a large result reaches a pipe whole', async () => {
  const path = join(folder, 'whole.duckdb')
  await (await openCatalog(path, { create: true })).close()
  const sql = 'select range as n from range(200000)'
  const child = spawn(process.execPath, [MAIN, 'query', sql, '--format', 'csv', '--catalog', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let lines = 0
  let last = ''
  for await (const line of createInterface(child.stdout)) {
    lines++
    last = line
  }
  expect([lines, last]).toEqual([200_001, '199999'])
})
