/** The bucket that real LiveKit wrote, its real webhooks, and what ingest makes of both. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBucketWriter } from '../../../capture/bucket/openBucketWriter.ts'
import type { BucketWriter } from '../../../capture/bucket/bucketWriter.ts'
import { importWebhooks } from '../../../capture/egress/importWebhooks.ts'
import { readWebhooks } from '../../../capture/egress/readWebhooks.ts'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { realBucket } from '../../support/realBucket.ts'
import { startS3 } from '../../support/s3.ts'

interface Sidecar {
  readonly status: string
  readonly fileResults: readonly object[]
}

async function readTrueSidecars(root: string): Promise<Map<string, Sidecar>> {
  const names = (await readdir(join(root, 'sidecars'), { recursive: true })).filter((name) =>
    name.endsWith('.json'),
  )
  const read = async (name: string): Promise<[string, Sidecar]> => [
    name,
    JSON.parse(await readFile(join(root, 'sidecars', name), 'utf8')) as Sidecar,
  ]
  return new Map(await Promise.all(names.map(read)))
}

async function copyObjects(bucket: BucketWriter, wants: (name: string) => boolean): Promise<void> {
  const root = join(realBucket!, 'bucket')
  for (const name of await readdir(root, { recursive: true })) {
    if (/\.\w+$/.test(name) && wants(name)) await bucket.uploadFile(name, join(root, name))
  }
}

async function expectTrueSidecars(bucket: BucketWriter, root: string): Promise<void> {
  const truth = await readTrueSidecars(root)
  const report = await importWebhooks(readWebhooks([join(root, 'webhooks')]), { bucket })
  expect(report).toMatchObject({
    egresses: truth.size,
    unplaced: [],
    refused: [],
    unreadable: [],
  })
  expect(new Set(report.written.map(({ key }) => key))).toEqual(new Set(truth.keys()))
  for (const [key, sidecar] of truth)
    expect(JSON.parse(new TextDecoder().decode(await bucket.read(key))), key).toEqual(sidecar)
}

describe.skipIf(realBucket === undefined)(
  'the real bucket (skipped where LOCKSTEP_REAL_BUCKET names none)',
  () => {
    it('gets its true sidecars from its webhooks, and is then placed by them', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'lockstep-webhooks-'))
      try {
        const copy = join(folder, 'bucket')
        const bucket = await openBucketWriter(copy)
        await copyObjects(bucket, () => true)
        await expectTrueSidecars(bucket, realBucket!)

        const catalog = await openCatalog(join(folder, 'catalog.duckdb'), { create: true })
        await ingest({ catalog, uri: copy })
        const rows = await catalog.all<{
          object_key: string
          grade: string
          wall_us: number
          method: string
        }>(
          `SELECT r.object_key, p.grade, s.epoch_us + p.offset_us AS wall_us, p.method
           FROM recordings r JOIN placements p USING (recording_id) JOIN sessions s ON s.session_id = r.session_id`,
        )
        await catalog.close()
        const truth = JSON.parse(await readFile(join(realBucket!, 'truth', 'pts0.json'), 'utf8')) as {
          object_key: string
          pts0_wall_ns: string
        }[]
        expect(rows).toHaveLength(truth.length)
        for (const { object_key, pts0_wall_ns } of truth) {
          const row = rows.find((found) => found.object_key === object_key)!
          expect(row.grade).toBe('B')
          expect(row.method).toBe('egress_info')
          expect(Math.abs(Number(row.wall_us) - Number(BigInt(pts0_wall_ns) / 1000n))).toBeLessThan(40_000)
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })

    it('gets them in an S3 server as well, below a prefix that its names do not have', async () => {
      const s3 = await startS3()
      try {
        await s3.createBucket('copied')
        const bucket = await openBucketWriter('s3://copied/from lab', { env: s3.env })
        await copyObjects(bucket, (name) => /\.(webm|mp4|ogg)$/.test(name))
        await expectTrueSidecars(bucket, realBucket!)
        await bucket.close()
      } finally {
        await s3.stop()
      }
    })
  },
)
