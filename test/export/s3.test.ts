/** A bucket on a real S3 server gives the same clips and bytes as the folder it was filled from. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMediaApp } from '../../app/server/media.ts'
import { createMediaFiles } from '../../app/server/mediaFiles.ts'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { executeExport } from '../../export/index.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { HEIGHT, WIDTH, makeCellVideo } from '../support/cellMedia.ts'
import { decodeCells, probePts } from '../support/mediaJudge.ts'
import { startS3, type S3Server } from '../support/s3.ts'

const EPOCH = 1_795_000_000_000_000
const KEY = 'room 1/ann+camera ü.webm'

let folder: string
let s3: S3Server
let catalog: Catalog
let before: Record<string, string | undefined>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-s3cut-'))
  s3 = await startS3()
  before = Object.fromEntries(Object.keys(s3.env).map((name) => [name, process.env[name]]))
  Object.assign(process.env, s3.env)
  await makeCellVideo(path.join(folder, 'source.webm'), { container: 'webm', frames: 100 })
  await s3.createBucket('recordings')
  await s3.putObject('recordings', `p/${KEY}`, await readFile(path.join(folder, 'source.webm')))
  catalog = await buildCatalog(path.join(folder, 'c.duckdb'), 's3://recordings/p', {
    sessionId: 's3',
    epochWallUs: EPOCH,
    recordings: [{ objectKey: KEY, identity: 'ann', source: 'camera', pts0WallUs: EPOCH }],
  })
}, 120_000)

afterAll(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await catalog.close()
  await s3.stop()
  await rm(folder, { recursive: true, force: true })
})

it('is cut to the frame', async () => {
  const request = { sessionId: 's3', fromUs: 1_500_000, toUs: 2_500_000 }
  const { folder: made, manifest } = await executeExport(catalog, request, { out: folder, openStore })
  const pts = await probePts(path.join(folder, 'source.webm'))
  const first = pts.findLastIndex((time) => time <= 1.5)
  const last = pts.findLastIndex((time) => time < 2.5)
  const cells = await decodeCells(path.join(made, 'media/ann_camera_1.mp4'), WIDTH, HEIGHT)
  expect(cells.map((cell) => cell?.index)).toEqual(
    Array.from({ length: last - first + 1 }, (_, n) => first + n),
  )
  expect(manifest.clips[0]?.['media']).toMatchObject({ uri: 's3://recordings/p', key: KEY })
})

it('is served in ranges by the catalog id', async () => {
  const ports = { app: 5000, media: 5001 }
  const renditions = { find: () => Promise.reject(new Error('not asked for in this test')) }
  const app = createMediaApp({ files: createMediaFiles(catalog, openStore), renditions }, ports)
  const source = await readFile(path.join(folder, 'source.webm'))
  const answer = await app.request(`/media/${recordingIdOf('s1', KEY)}`, {
    headers: { host: '127.0.0.1:5001', range: 'bytes=1000-4999' },
  })
  expect(answer.status).toBe(206)
  expect(Buffer.from(await answer.arrayBuffer()).equals(source.subarray(1000, 5000))).toBe(true)
})
