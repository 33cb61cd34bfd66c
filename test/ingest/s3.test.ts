/** A bucket on a real S3 server against the same files in a folder. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { startS3, type S3Server } from '../support/s3.ts'
import { createFakeWorkers, createRig, dumpTables, fakeMedia, START_NS, trackFiles, type Rig } from './rig.ts'

/** A folder has no ETag and keeps other dates; derived files are named by ETag, and what they are made of is compared. */
const UNLIKE = {
  sources: 'uri, kind, first_ingested_at, last_ingested_at',
  objects: 'etag, modified_at',
  derived: 'etag, file_name',
}
const FILES = {
  ...trackFiles({
    room: 'group 3',
    identity: 'Zoë + Bob',
    source: 'camera',
    track: 'V1',
    startedAtNs: START_NS,
    seconds: 30,
  }),
  ...trackFiles({
    room: 'group 3',
    identity: '100% 😀',
    source: 'microphone',
    track: 'A1',
    startedAtNs: START_NS,
    seconds: 30,
  }),
  'group 3/RM_1/lone/camera-TR_L-2025-06-11T153039.webm': fakeMedia({ kind: 'video', seconds: 9 }),
  'group 3/RM_1/data.jsonl': `{"recv_ns":${START_NS},"sender":"Zoë + Bob","payload":"hi"}\n`,
  'broken.json': '{',
}

let rig: Rig
let server: S3Server
beforeAll(async () => {
  rig = await createRig()
  await rig.put(FILES)
  server = await startS3()
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  await server.createBucket('recordings')
  for (const name of await readdir(rig.bucket, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue
    const path = join(name.parentPath, name.name)
    const key = `deep/er/${path.slice(rig.bucket.length + 1).replaceAll('\\', '/')}`
    await server.putObject('recordings', key, await readFile(path))
  }
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.stop()
  await rig.close()
})

async function ingestS3(catalog: Catalog, read: string[] = []) {
  const open = async (uri: string) => {
    const store = await openStore(uri)
    const readSmall: typeof store.readSmall = (key, options) => {
      read.push(key)
      return store.readSmall(key, options)
    }
    return { ...store, readSmall }
  }
  return await ingest({
    catalog,
    uri: 's3://recordings/deep/er',
    effects: { openStore: open, createWorkers: createFakeWorkers },
  })
}

it('S3 and a folder give the same catalog, and S3 too is read once', async () => {
  const fromFolder = await rig.ingest()
  const folderTables = await dumpTables(await rig.open(), UNLIKE)
  const catalog = await openCatalog(join(rig.folder, 's3.duckdb'), { create: true })
  const fromS3 = await ingestS3(catalog)
  expect({ ...fromS3, ms: 0 }).toEqual({ ...fromFolder, ms: 0 })
  expect(await dumpTables(catalog, UNLIKE)).toEqual(folderTables)
  const read: string[] = []
  expect(await ingestS3(catalog, read)).toMatchObject({
    unchanged: Object.keys(FILES).length,
    added: 0,
    changed: 0,
  })
  expect(read).toEqual([])
  await catalog.close()
})
