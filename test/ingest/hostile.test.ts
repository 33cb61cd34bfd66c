/** Every imperfection of the field, as the fixture makes them, through the real media workers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { generateFixture, type Truth } from '../../fixtures/generate.ts'
import { ingest, type IngestReport } from '../../ingest/pipeline.ts'
import { dumpTables } from './rig.ts'

interface FindingRow {
  readonly object_key: string | null
  readonly code: string
  readonly message: string
}

describe('the hostile bucket', () => {
  let folder: string
  let bucket: string
  let truth: Truth
  let catalog: Catalog
  let report: IngestReport
  let findings: FindingRow[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-hostile-'))
    const generated = await generateFixture('hostile', { out: join(folder, 'fixture') })
    bucket = generated.bucket
    truth = JSON.parse(await readFile(generated.truthPath, 'utf8')) as Truth
    catalog = await openCatalog(join(folder, 'catalog.duckdb'), { create: true })
    report = await ingest({ catalog, uri: bucket })
    findings = await catalog.all('SELECT object_key, code, message FROM findings')
  }, 180_000)
  afterAll(async () => {
    await catalog.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is counted to the last object', async () => {
    expect(report.objects).toBeGreaterThan(100)
    expect(report.indexed + report.orphaned + report.refused).toBe(report.objects)
    const unexplained = await catalog.all(
      `SELECT o.object_key FROM objects o WHERE o.status IN ('refused', 'orphaned')
       AND NOT EXISTS (SELECT 1 FROM findings f WHERE f.object_key = o.object_key)`,
    )
    expect(unexplained).toEqual([])
  })

  it('leaves a finding for each imperfection that needs one, and none where it is read all the same', () => {
    const codes = Map.groupBy(findings, (finding) => finding.object_key)
    const codesOf = (key: string): string[] => (codes.get(key) ?? []).map((finding) => finding.code)
    const missing = truth.imperfections.filter(({ objectKey, finding }) =>
      finding === null ? codesOf(objectKey).length > 0 : !codesOf(objectKey).includes(finding),
    )
    expect(missing.map((one) => ({ ...one, found: codesOf(one.objectKey) }))).toEqual([])
  })

  it('gives every recording its person, source and room', async () => {
    const rows = await catalog.all<Record<string, string>>(
      'SELECT object_key, identity, source, kind, track_id, room_name FROM recordings JOIN sessions USING (session_id)',
    )
    const byKey = Map.groupBy(rows, (row) => row['object_key']!)
    for (const session of truth.sessions) {
      for (const { objectKey, identity, source, kind } of session.recordings) {
        const found = byKey.get(objectKey) ?? []
        const video = found.find((row) => row['kind'] === kind)
        expect(video, objectKey).toMatchObject({ identity, source, room_name: session.roomName })
      }
    }
  })

  it('reads nothing anew the second time and keeps every row', async () => {
    const before = await dumpTables(catalog)
    expect(await ingest({ catalog, uri: bucket })).toMatchObject({
      added: 0,
      changed: 0,
      vanished: 0,
      unchanged: report.objects,
    })
    expect(await dumpTables(catalog)).toEqual(before)
  })
})
