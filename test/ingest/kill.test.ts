import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { createRig, dumpTables, START_NS, trackFiles, unindexedMedia } from './rig.ts'

const CHILD = fileURLToPath(new URL('./ingestChild.ts', import.meta.url))
type Workers = 'fake' | 'real'

/** Some hundred objects: several batches, logs, orphans, broken files, peaks and remuxes to be in the middle of. */
function describeBucket(): Record<string, string> {
  const files: Record<string, string> = { 'README.txt': 'x', 'broken/EG_b.json': '{"egress_id"' }
  for (let n = 0; n < 100; n++) {
    const track = {
      room: `room ${n % 7}`,
      roomId: `RM_${n % 7}`,
      identity: `p${n}`,
      startedAtNs: START_NS + BigInt(n) * 1_000_000_000n,
    }
    Object.assign(
      files,
      trackFiles({ ...track, source: n % 2 ? 'camera' : 'microphone', track: `T${n}`, seconds: 30 }),
    )
    files[`room ${n % 7}/RM_${n % 7}/p${n}/data.jsonl`] =
      `{"recv_ns":${track.startedAtNs},"sender":"p${n}","topic":"chat","payload":"hello ${n}"}\n`
    if (n % 10 === 0)
      files[`room ${n % 7}/RM_${n % 7}/p${n}/screen_share-TR_S${n}.webm`] = unindexedMedia({
        kind: 'video',
        seconds: 9,
      })
  }
  return files
}

/** Runs an ingest and kills it when it tells its nth message, if it lives so long. */
async function ingestUntil(options: {
  bucket: string
  catalog: string
  workers: Workers
  killAt: number
}): Promise<{ killed: boolean; told: string[] }> {
  const child = fork(CHILD, [options.bucket, options.catalog, options.workers], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const told: string[] = []
  let stderr = ''
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)))
  child.on('message', (message) => {
    told.push(String(message))
    if (told.length === options.killAt) child.kill('SIGKILL')
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (...end) => resolve(end)),
  )
  if (signal !== 'SIGKILL') expect([code, stderr]).toEqual([0, ''])
  return { killed: signal === 'SIGKILL', told }
}

interface Trial {
  readonly bucket: string
  readonly folder: string
  readonly rows: Record<string, unknown[]>
  readonly workers: Workers
  readonly kills: number
}

/** Kills ingests of a bucket, lets the last one be completed, and compares with the rows of an undisturbed one. */
async function killAndComplete({ bucket, folder, rows, workers, kills }: Trial): Promise<void> {
  const catalog = join(folder, 'killed.duckdb')
  const run = (killAt: number) => ingestUntil({ bucket, catalog, workers, killAt })
  const { told } = await ingestUntil({
    bucket,
    catalog: join(folder, 'counted.duckdb'),
    workers,
    killAt: Number.POSITIVE_INFINITY,
  })
  let killed = 0
  for (let n = 0; n < kills; n++) {
    // A fresh catalog and one killed before take turns: dying early, late, and again while completing.
    if (n % 2 === 0) await Promise.all([catalog, `${catalog}.wal`].map((path) => rm(path, { force: true })))
    const moment = 1 + Math.floor(((n + Math.random()) / kills) * told.length)
    if ((await run(moment)).killed) killed++
  }
  expect(killed).toBeGreaterThanOrEqual(kills / 2)
  await run(Number.POSITIVE_INFINITY)
  const opened = await openCatalog(catalog)
  expect(await dumpTables(opened)).toEqual(rows)
  await opened.close()
}

describe('an ingest killed at random moments and then run to its end leaves the rows of an undisturbed one', () => {
  it('on a bucket of some hundred objects', { timeout: 180_000 }, async () => {
    const rig = await createRig()
    await rig.put(describeBucket())
    await rig.ingest()
    const rows = await rig.dump()
    await killAndComplete({ bucket: rig.bucket, folder: rig.folder, rows, workers: 'fake', kills: 4 })
    await rig.close()
  })

  it('on the hostile bucket, with the real media workers', { timeout: 300_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-kill-'))
    const { bucket } = await generateFixture('hostile', { out: join(folder, 'fixture') })
    const catalog = await openCatalog(join(folder, 'undisturbed.duckdb'), { create: true })
    await ingest({ catalog, uri: bucket })
    const rows = await dumpTables(catalog)
    await catalog.close()
    await killAndComplete({ bucket, folder, rows, workers: 'real', kills: 6 })
    await rm(folder, { recursive: true, force: true })
  })
})
