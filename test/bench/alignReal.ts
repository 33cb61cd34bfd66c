/**
 * The bucket that real LiveKit wrote, with its truth: where EgressInfo puts each recording, where sound and the priors
 * alone put it, and whether the two agree within what they say of themselves.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { realBucket } from '../support/realBucket.ts'
import { median } from '../support/clockTruth.ts'
import type { Report } from './report.ts'

interface Placed {
  readonly objectKey: string
  readonly wallUs: number
  readonly sigmaUs: number
  readonly wallSigmaUs: number
  readonly grade: string
  readonly component: number | null
}

export async function bench(report: Report): Promise<void> {
  if (!realBucket) {
    console.log('  LOCKSTEP_REAL_BUCKET names no bucket with its truth: nothing to compare')
    return
  }
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-real-'))
  try {
    const truth = await readTruth(realBucket)
    const bucket = join(folder, 'bucket')
    await cp(join(realBucket, 'bucket'), bucket, { recursive: true })
    const alone = await place(join(folder, 'alone.duckdb'), bucket)
    await cp(join(realBucket, 'sidecars'), bucket, { recursive: true })
    const informed = await place(join(folder, 'informed.duckdb'), bucket)
    reportPlaced('EgressInfo and sound', informed, truth, report)
    reportPlaced('sound and manifests alone', alone, truth, report)
    reportAgreement(informed, alone, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readTruth(root: string): Promise<ReadonlyMap<string, number>> {
  const rows = JSON.parse(await readFile(join(root, 'truth', 'pts0.json'), 'utf8')) as {
    object_key: string
    pts0_wall_ns: string
  }[]
  return new Map(rows.map((row) => [row.object_key, Number(BigInt(row.pts0_wall_ns) / 1000n)]))
}

async function place(path: string, uri: string): Promise<readonly Placed[]> {
  const catalog = await openCatalog(path, { create: true })
  try {
    await ingest({ catalog, uri, align: true })
    const rows = await catalog.all<{
      object_key: string
      wall_us: number
      sigma_us: number
      wall_sigma_us: number | null
      grade: string
      component: number | null
    }>(
      `SELECT r.object_key, s.epoch_us + p.offset_us AS wall_us, p.sigma_us, s.wall_sigma_us, p.grade, p.component
       FROM placements p JOIN recordings r USING (recording_id) JOIN sessions s ON s.session_id = p.session_id
       ORDER BY r.object_key`,
    )
    return rows.map((row) => ({
      objectKey: row.object_key,
      wallUs: Number(row.wall_us),
      sigmaUs: Number(row.sigma_us),
      wallSigmaUs: Number(row.wall_sigma_us ?? 0),
      grade: row.grade,
      component: row.component,
    }))
  } finally {
    await catalog.close()
  }
}

/** Those that content links are held against their group's median: what they are against UTC is said for all of them. */
function reportPlaced(
  name: string,
  placed: readonly Placed[],
  truth: ReadonlyMap<string, number>,
  report: Report,
): void {
  const errors = placed.flatMap((row) => {
    const start = truth.get(row.objectKey)
    return start === undefined ? [] : [{ ...row, errorUs: row.wallUs - start }]
  })
  const linked = errors.filter(({ component }) => component !== null)
  const gaugeUs = linked.length > 0 ? median(linked.map(({ errorUs }) => errorUs)) : 0
  if (linked.length > 0) {
    const baseline = { name: 'its stated σ', value: linked[0]!.wallSigmaUs / 1000 }
    report({
      what: `${name}: ${linked.length} linked, against UTC`,
      value: gaugeUs / 1000,
      unit: 'ms',
      baseline,
    })
  }
  for (const { objectKey, errorUs, sigmaUs, grade, component } of errors) {
    const value = (errorUs - (component === null ? 0 : gaugeUs)) / 1000
    const [, , identity, file] = objectKey.split('/')
    const what = `${name}: ${identity} ${file!.split('-')[0]}, ${grade}${component === null ? '' : ', linked'}`
    report({ what, value, unit: 'ms', baseline: { name: 'its σ', value: sigmaUs / 1000 } })
  }
}

function reportAgreement(informed: readonly Placed[], alone: readonly Placed[], report: Report): void {
  const others = new Map(alone.map((row) => [row.objectKey, row]))
  const within = informed.flatMap((row) => {
    const other = others.get(row.objectKey)
    if (!other) return []
    const sigmaUs = Math.hypot(row.sigmaUs, row.wallSigmaUs, other.sigmaUs, other.wallSigmaUs)
    return [Math.abs(row.wallUs - other.wallUs) <= 2 * sigmaUs]
  })
  report({
    what: `the two agree within 2 σ, of ${within.length}`,
    value: within.filter(Boolean).length,
    unit: 'recordings',
    baseline: { name: 'all', value: within.length },
  })
}
