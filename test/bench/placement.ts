/** How far placements lie from the truth, and whether their σ says so: the real bucket and the lesson. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { realBucket } from '../support/realBucket.ts'
import { quantile, type Report } from './report.ts'

/** True UTC of media time 0, ns, by object key. */
type Truth = ReadonlyMap<string, bigint>

interface Placed {
  readonly object_key: string
  readonly wall_us: number
  readonly start_us: number
  readonly sigma_us: number
}

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-placement-'))
  try {
    if (realBucket) await benchReal(realBucket, folder, report)
    const { bucket, truth } = await generateFixture('lesson', { out: join(folder, 'lesson') })
    const recordings = truth.sessions.flatMap((session) => session.recordings)
    const starts = new Map(recordings.map(({ objectKey, pts0WallNs }) => [objectKey, BigInt(pts0WallNs)]))
    reportErrors('lesson', await place(folder, 'lesson', bucket), starts, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function benchReal(root: string, folder: string, report: Report): Promise<void> {
  const rows = JSON.parse(await readFile(join(root, 'truth', 'pts0.json'), 'utf8')) as {
    object_key: string
    pts0_wall_ns: string
  }[]
  const truth = new Map(rows.map((row) => [row.object_key, BigInt(row.pts0_wall_ns)]))
  const bucket = join(folder, 'real')
  await cp(join(root, 'bucket'), bucket, { recursive: true })
  reportErrors('real bucket, manifests alone', await place(folder, 'alone', bucket), truth, report)
  await cp(join(root, 'sidecars'), bucket, { recursive: true })
  reportErrors('real bucket with EgressInfo', await place(folder, 'sidecars', bucket), truth, report)
}

async function place(folder: string, name: string, uri: string): Promise<readonly Placed[]> {
  const catalog = await openCatalog(join(folder, `${name}.duckdb`), { create: true })
  try {
    await ingest({ catalog, uri })
    return await catalog.all<Placed>(
      `SELECT r.object_key, s.epoch_us + p.offset_us AS wall_us, p.start_us, p.sigma_us
       FROM placements p JOIN recordings r USING (recording_id) JOIN sessions s ON s.session_id = p.session_id`,
    )
  } finally {
    await catalog.close()
  }
}

/** Throws where a recording of the truth is not placed, or fewer than two thirds lie within their σ. */
function reportErrors(name: string, placed: readonly Placed[], truth: Truth, report: Report): void {
  if (placed.length < truth.size)
    throw new Error(`${name}: ${placed.length} of ${truth.size} recordings are placed`)
  const errors = placed.flatMap(({ object_key, wall_us, sigma_us }) => {
    const start = truth.get(object_key)
    return start === undefined
      ? []
      : { ms: Math.abs(wall_us - Number(start / 1000n)) / 1e3, sigmaMs: sigma_us / 1e3 }
  })
  const within = (times: number): number =>
    (errors.filter(({ ms, sigmaMs }) => ms <= times * sigmaMs).length / errors.length) * 100
  if (within(1) < 67 || within(2) < 95) {
    throw new Error(`${name}: ${within(1).toFixed(0)} % within σ and ${within(2).toFixed(0)} % within 2 σ`)
  }
  const list = errors.map(({ ms }) => ms)
  const sigma = quantile(
    errors.map(({ sigmaMs }) => sigmaMs),
    0.5,
  )
  const baseline = { name: 'its median σ', value: sigma }
  report({ what: `${name}: placement error, median`, value: quantile(list, 0.5), unit: 'ms', baseline })
  report({ what: `${name}: placement error, p95`, value: quantile(list, 0.95), unit: 'ms', baseline })
  report({ what: `${name}: placed within σ`, value: within(1), unit: '%' })
}
