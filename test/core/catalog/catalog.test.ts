import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCatalog, type Catalog } from '../../../core/catalog/catalog.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'

let temporary: TemporaryCatalog
let catalog: Catalog

beforeEach(async () => {
  temporary = await createTemporaryCatalog()
  catalog = temporary.catalog
})

afterEach(() => temporary.remove())

const finding = (id: string): Record<string, string> => ({
  finding_id: id,
  stage: 'test',
  severity: 'info',
  code: 'test',
  subject: 'x',
  message: 'm',
  hint: 'h',
  evidence: '{}',
})

const countFindings = async (): Promise<number> =>
  (await catalog.all<{ n: number }>('SELECT count(*) AS n FROM findings'))[0]!.n

describe('opening', () => {
  it('refuses a second opening in the same process, by any path', async () => {
    await symlink(catalog.path, join(temporary.folder, 'link.duckdb'))
    await mkdir(join(temporary.folder, 'sub'))
    const paths = [
      catalog.path,
      join(temporary.folder, 'link.duckdb'),
      join(temporary.folder, 'sub/../test.duckdb'),
    ]
    for (const path of paths) {
      await expect(openCatalog(path)).rejects.toMatchObject({ code: 'catalog_locked' })
    }
  })

  it('refuses a second opening in a worker thread', async () => {
    const module = JSON.stringify(new URL('../../../core/catalog/instance.ts', import.meta.url).href)
    const worker = new Worker(
      `import(${module}).then(({ openInstance }) => openInstance(process.argv[2], { create: false }))
        .catch((error) => require('node:worker_threads').parentPort.postMessage(error.message))`,
      { eval: true, argv: [catalog.path] },
    )
    const [message] = await once(worker, 'message')
    expect(message).toContain('main thread')
    await worker.terminate()
  })

  it('opens again after closing, with what was written', async () => {
    await catalog.append('findings', [finding('f1')])
    const { path } = catalog
    await catalog.close()
    catalog = await openCatalog(path)
    expect(await countFindings()).toBe(1)
    await catalog.close()
  })

  it('says who holds the file in another process', async () => {
    const path = join(temporary.folder, 'held.duckdb')
    const script = fileURLToPath(new URL('./holdCatalog.ts', import.meta.url))
    const holder = spawn(process.execPath, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] })
    try {
      await once(holder.stdout, 'data')
      await expect(openCatalog(path)).rejects.toMatchObject({
        code: 'catalog_locked',
        message: expect.stringContaining(String(holder.pid)),
      })
      await writeFile(
        `${path}.server.json`,
        JSON.stringify({ pid: holder.pid, url: 'http://127.0.0.1:4999' }),
      )
      await expect(openCatalog(path)).rejects.toMatchObject({
        hint: expect.stringContaining('http://127.0.0.1:4999'),
      })
    } finally {
      const ended = once(holder, 'exit')
      holder.stdin.end()
      await ended
    }
    await (await openCatalog(path)).close()
  })

  it('says that there is no catalog, or that it is something else', async () => {
    await expect(openCatalog(join(temporary.folder, 'none.duckdb'))).rejects.toMatchObject({
      code: 'catalog_missing',
    })
    await writeFile(join(temporary.folder, 'text.duckdb'), 'not a database'.repeat(1000))
    const options = { create: true }
    await expect(openCatalog(join(temporary.folder, 'text.duckdb'), options)).rejects.toMatchObject({
      code: 'catalog_unreadable',
    })
    await expect(openCatalog(temporary.folder, options)).rejects.toMatchObject({ code: 'catalog_unreadable' })
  })

  it('refuses a catalog that a later version made', async () => {
    await catalog.run(`INSERT INTO schema_migrations VALUES (9999, '9999_future', now())`)
    const { path } = catalog
    await catalog.close()
    await expect(openCatalog(path)).rejects.toMatchObject({ code: 'catalog_newer' })
  })

  it('lets SQL reach no file outside its cache folder and install nothing', async () => {
    await expect(catalog.run(`COPY sources TO '${temporary.folder}/out.csv'`)).rejects.toThrow('disabled')
    await expect(catalog.all(`SELECT * FROM read_text('/etc/hostname')`)).rejects.toThrow('disabled')
    await expect(catalog.run('INSTALL httpfs')).rejects.toThrow()
    await expect(catalog.run('SET enable_external_access = true')).rejects.toThrow()
    await catalog.run(`COPY sources TO '${catalog.cacheDir}/out.csv'`)
  })
})

describe('reading', () => {
  it('maps values as promised', async () => {
    const [row] = await catalog.all(
      `SELECT 42::BIGINT AS small, 9007199254740993::BIGINT AS large, 5::BIGINT AS five_ns, sum(1) AS total,
        TIMESTAMPTZ '2025-06-11 15:30:40.123456Z' AS at, 1.5::DECIMAL(9, 2) AS decimal, NULL AS nothing,
        [1, NULL]::BIGINT[] AS list, true AS yes, 'ä' AS text`,
    )
    expect(row).toEqual({
      small: 42,
      large: 9007199254740993n,
      five_ns: 5n,
      total: 1,
      at: new Date('2025-06-11T15:30:40.123Z'),
      decimal: 1.5,
      nothing: null,
      list: [1, null],
      yes: true,
      text: 'ä',
    })
  })

  it('binds parameters of every kind', async () => {
    const at = new Date('2025-06-11T15:30:40.123Z')
    const [row] = await catalog.all(
      'SELECT ? AS a, ? AS b, ? AS c_ns, ? AS d, ? AS e, ? IS NULL AS f, ? IN (SELECT unnest(?)) AS g, ? AS h',
      ['text', 1.5, 1749655840123456789n, at, false, undefined, 'x', ['w', 'x'], 3],
    )
    expect(row).toEqual({
      a: 'text',
      b: 1.5,
      c_ns: 1749655840123456789n,
      d: at,
      e: false,
      f: true,
      g: true,
      h: 3,
    })
  })
})

describe('writing', () => {
  it('appends every kind of value, and only whole', async () => {
    const at = new Date('2025-06-11T15:30:40.123Z')
    const row = {
      source_id: 's1',
      object_key: 'ü',
      etag: 'e',
      size_bytes: 5,
      modified_at: at,
      role: 'media',
      status: 'indexed',
    }
    await catalog.append('objects', [{ ...row, handler_version: 1 }])
    expect(await catalog.all('SELECT * FROM objects')).toEqual([{ ...row, handler_version: 1 }])
    await expect(catalog.append('objects', [{ ...row, handler_version: 1 }, row])).rejects.toThrow('NOT NULL')
    await expect(catalog.append('objects', [{ ...row, nope: 1 }])).rejects.toThrow('no column nope')
    await expect(catalog.append('objects', [{ ...row, size_bytes: 1.5 }])).rejects.toThrow(
      'objects.size_bytes',
    )
    await expect(catalog.append('nope', [{ a: 1 }])).rejects.toThrow('no table nope')
    expect(await catalog.all('SELECT count(*) AS n FROM objects')).toEqual([{ n: 1 }])
  })

  it('appends more than a chunk, in order', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => ({
      source_id: 's1',
      object_key: 'log',
      line_number: index,
      recv_ns: 1749655840123456789n + BigInt(index),
      payload: index % 3 === 0 ? null : `line ${index}`,
    }))
    await catalog.append('log_events', rows)
    const found = await catalog.all('SELECT line_number, recv_ns, payload FROM log_events')
    expect(found).toEqual(
      rows.map(({ line_number, recv_ns, payload }) => ({ line_number, recv_ns, payload })),
    )
  })

  it('rolls a transaction back when its work throws, and goes on', async () => {
    const failing = catalog.transaction(async (tx) => {
      await tx.append('findings', [finding('f1')])
      await tx.run('DELETE FROM sessions')
      expect(await tx.all('SELECT finding_id FROM findings')).toHaveLength(1)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const broken = catalog.transaction((tx) => tx.run('SELECT nonsense'))
    await expect(broken).rejects.toThrow('nonsense')
    expect(await countFindings()).toBe(0)
    expect(
      await catalog.transaction(async (tx) => (await tx.append('findings', [finding('f2')]), 'done')),
    ).toBe('done')
    expect(await countFindings()).toBe(1)
  })

  it('runs transactions one after another', async () => {
    await catalog.append('participants', [{ session_id: 's', identity: '0' }])
    const increments = Array.from({ length: 20 }, () =>
      catalog.transaction(async (tx) => {
        const [row] = await tx.all<{ identity: string }>('SELECT identity FROM participants')
        await tx.run('UPDATE participants SET identity = ?', [String(Number(row!.identity) + 1)])
      }),
    )
    await Promise.all(increments)
    expect(await catalog.all('SELECT identity FROM participants')).toEqual([{ identity: '20' }])
  })

  it('shows readers only what is committed', async () => {
    await catalog.transaction(async (tx) => {
      await tx.append('findings', [finding('f1')])
      expect(await countFindings()).toBe(0)
    })
    expect(await countFindings()).toBe(1)
  })

  it('refuses to wait for itself', async () => {
    const nested = catalog.transaction(() => catalog.run('DELETE FROM findings'))
    await expect(nested).rejects.toThrow('through its tx')
  })

  it('interrupts reads when it closes', async () => {
    const endless = catalog.all('SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b')
    const refused = expect(endless).rejects.toThrow('INTERRUPT')
    await catalog.all('SELECT 1')
    await catalog.close()
    await refused
  })

  it('finishes what runs before it closes', async () => {
    const { path } = catalog
    const writing = catalog.transaction((tx) => tx.append('findings', [finding('f1')]))
    await catalog.close()
    await writing
    await expect(catalog.all('SELECT 1')).rejects.toThrow('closed')
    catalog = await openCatalog(path)
    expect(await countFindings()).toBe(1)
    await catalog.close()
  })
})
