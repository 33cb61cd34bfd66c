/** The bucket that real LiveKit wrote, against what was really sent. */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { ingest, type IngestReport } from '../../ingest/pipeline.ts'
import { realBucket } from '../support/realBucket.ts'

interface TrueStart {
  readonly object_key: string
  readonly identity: string
  readonly kind: string
  readonly pts0_wall_ns: string
  readonly pts0_sigma_ms: number
  readonly holes_s: readonly (readonly [number, number])[]
}

interface PlacedRow {
  readonly object_key: string
  readonly identity: string
  readonly source: string
  readonly kind: string
  readonly session_id: string
  readonly offset_us: number
  readonly sigma_us: number
  readonly epoch_us: number
  readonly grade: string
}

interface Outcome {
  readonly report: IngestReport
  readonly rows: ReadonlyMap<string, PlacedRow>
  readonly holes: readonly { object_key: string; start_pts_us: number; end_pts_us: number }[]
  readonly codes: readonly string[]
  readonly truth: readonly TrueStart[]
  /** Placed minus true wall time of media time 0, ms. */
  errorMs(start: TrueStart): number
}

async function ingestReal(root: string, sidecars: boolean): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-real-'))
  try {
    const bucket = join(folder, 'bucket')
    await mkdir(bucket)
    for (const layer of sidecars ? ['bucket', 'sidecars'] : ['bucket']) {
      await cp(join(root, layer), bucket, {
        recursive: true,
        preserveTimestamps: true,
        mode: 0,
        filter: () => true,
      })
    }
    const catalog = await openCatalog(join(folder, 'catalog.duckdb'), { create: true })
    const report = await ingest({ catalog, uri: bucket })
    const rows = await catalog.all<PlacedRow>(
      `SELECT r.object_key, r.identity, r.source, r.kind, r.session_id, p.offset_us, p.sigma_us, p.grade, s.epoch_us
       FROM recordings r JOIN placements p USING (recording_id) JOIN sessions s ON s.session_id = r.session_id`,
    )
    const byKey = new Map(rows.map((row) => [row.object_key, row]))
    const holes = await catalog.all<Outcome['holes'][number]>(
      'SELECT object_key, start_pts_us, end_pts_us FROM holes',
    )
    const codes = (await catalog.all<{ code: string }>('SELECT code FROM findings ORDER BY 1')).map(
      (row) => row.code,
    )
    await catalog.close()
    const truth = JSON.parse(await readFile(join(root, 'truth', 'pts0.json'), 'utf8')) as TrueStart[]
    const errorMs = (start: TrueStart): number => {
      const row = byKey.get(start.object_key)!
      return Number(BigInt(row.epoch_us + row.offset_us) * 1000n - BigInt(start.pts0_wall_ns)) / 1e6
    }
    return { report, rows: byKey, holes, codes, truth, errorMs }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// Its files are not part of this project: without them there is nothing to compare with.
describe.skipIf(realBucket === undefined)(
  'the real bucket (skipped where LOCKSTEP_REAL_BUCKET names none)',
  () => {
    it('alone is one session, whole, every track placed within its σ of the truth', async () => {
      const { report, rows, holes, truth, errorMs, codes } = await ingestReal(realBucket!, false)
      expect(report).toMatchObject({
        objects: 16,
        indexed: 16,
        orphaned: 0,
        refused: 0,
        sessions: 1,
        recordings: 8,
      })
      expect(codes).toEqual(['media_hole'])
      for (const start of truth) {
        const row = rows.get(start.object_key)!
        expect(row).toMatchObject({
          identity: start.identity,
          kind: start.kind,
          session_id: 'RM_2xUGNcmmLnJm',
        })
        expect(start.object_key).toContain(`/${row.source}-`)
        expect(Math.abs(errorMs(start)), start.object_key).toBeLessThan(row.sigma_us / 1000)
      }
      const expected = truth.flatMap(({ object_key, holes_s }) =>
        holes_s.map(([at, length]) => ({ object_key, at, length })),
      )
      expect(holes).toHaveLength(expected.length)
      for (const [n, hole] of holes.entries()) {
        expect(hole.object_key).toBe(expected[n]!.object_key)
        expect(Math.abs((hole.end_pts_us - hole.start_pts_us) / 1e6 - expected[n]!.length)).toBeLessThan(0.1)
      }
    })

    it('with its EgressInfos has every track within 40 ms of the truth and of each other', async () => {
      const { report, rows, truth, errorMs } = await ingestReal(realBucket!, true)
      expect(report).toMatchObject({ objects: 24, indexed: 24, sessions: 1, recordings: 8 })
      const errors = truth.map(errorMs)
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(40)
      expect(Math.max(...errors) - Math.min(...errors)).toBeLessThan(40)
      for (const start of truth) {
        const row = rows.get(start.object_key)!
        expect(row.grade).toBe('B')
        expect(Math.abs(errorMs(start))).toBeLessThan(row.sigma_us / 1000)
      }
    })
  },
)
