/**
 * 10,000 manifests in a bucket: CPU of an ingest against the plain way (SDK, JSON.parse, one INSERT a row) on the
 * same server in the same run. The plain way is slow, so it does a fifth of the bucket and is told a manifest.
 */
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { startS3, type S3Server } from '../support/s3.ts'
import type { Report } from './report.ts'

const SESSIONS = 500
const TRACKS = 20
const MANIFESTS = SESSIONS * TRACKS
const PLAIN_MANIFESTS = MANIFESTS / 5
const UPLOADS = 32

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  const server = await startS3()
  try {
    const options = { sessions: SESSIONS, tracks: TRACKS, manifestsOnly: true }
    const { bucket } = await generateFixture('big', { out: join(folder, 'fixture'), options })
    await upload(server, bucket)
    Object.assign(process.env, server.env)
    const plain = await measurePlain(server, folder)
    const baseline = { name: `SDK, JSON.parse, row by row (${PLAIN_MANIFESTS} of them)`, value: plain }
    const fromS3 = await measureIngest('s3://bench', join(folder, 's3.duckdb'))
    report({
      what: `ingest of ${MANIFESTS} manifests from S3, CPU a manifest`,
      value: fromS3.first,
      unit: 'µs',
      baseline,
    })
    const fromFolder = await measureIngest(bucket, join(folder, 'folder.duckdb'))
    report({ what: 'the same from a folder', value: fromFolder.first, unit: 'µs', baseline })
    report({ what: 'a second ingest with nothing changed, CPU an object', value: fromS3.second, unit: 'µs' })
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function upload(server: S3Server, bucket: string): Promise<void> {
  await server.createBucket('bench')
  const entries = await readdir(bucket, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  assert.equal(paths.length, MANIFESTS)
  const work = paths.values()
  const run = async (): Promise<void> => {
    for (const path of work) {
      const key = path.slice(bucket.length + 1).replaceAll('\\', '/')
      await server.putObject('bench', key, await readFile(path))
    }
  }
  await Promise.all(Array.from({ length: UPLOADS }, run))
}

/** CPU of this process and its threads, µs. */
async function measureCpu(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

async function measureIngest(uri: string, path: string): Promise<{ first: number; second: number }> {
  const catalog = await openCatalog(path, { create: true })
  const run = async (unchanged: number): Promise<number> =>
    (await measureCpu(async () => {
      const counted = await ingest({ catalog, uri })
      assert.deepEqual([counted.objects, counted.unchanged, counted.refused], [MANIFESTS, unchanged, 0])
    })) / MANIFESTS
  const first = await run(0)
  const rows = await catalog.all<{ n: number }>(
    'SELECT count(DISTINCT egress_id) AS n FROM manifests WHERE started_at_ns > 0',
  )
  assert.deepEqual(rows, [{ n: MANIFESTS }])
  const second = await run(MANIFESTS)
  await catalog.close()
  return { first, second }
}

/** What one writes first: list, GET each, parse, insert each. */
async function measurePlain(server: S3Server, folder: string): Promise<number> {
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: server.env['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: server.env['AWS_SECRET_ACCESS_KEY']!,
    },
  })
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const connection = await instance.connect()
  await connection.run(
    'CREATE TABLE manifests (object_key VARCHAR, egress_id VARCHAR, room_name VARCHAR, started_at BIGINT, raw VARCHAR)',
  )
  let done = 0
  const cpu = await measureCpu(async () => {
    let token: string | undefined
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: 'bench', ContinuationToken: token }))
      for (const { Key } of page.Contents ?? []) {
        if (done === PLAIN_MANIFESTS) return
        const raw = await (
          await client.send(new GetObjectCommand({ Bucket: 'bench', Key }))
        ).Body!.transformToString()
        const json = JSON.parse(raw) as { egress_id: string; room_name: string; started_at: number }
        const row = [Key!, json.egress_id, json.room_name, BigInt(json.started_at), raw]
        await connection.run('INSERT INTO manifests VALUES ($1, $2, $3, $4, $5)', row)
        done++
      }
      token = page.NextContinuationToken
    } while (token !== undefined)
  })
  assert.equal(done, PLAIN_MANIFESTS)
  connection.closeSync()
  instance.closeSync()
  client.destroy()
  return cpu / PLAIN_MANIFESTS
}
