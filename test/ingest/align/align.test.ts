/** Aligning real files: what is found, what is refused, and that nothing is done twice or in a dry run. */
import { fork } from 'node:child_process'
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEdgeEvidence } from '../../../app/server/readEdgeEvidence.ts'
import { alignSession } from '../../../app/server/alignSession.ts'
import { openCatalog, type Catalog } from '../../../core/catalog/catalog.ts'
import { align } from '../../../ingest/align/align.ts'
import { formatMatchEdgeId } from '../../../ingest/edges/audioMatch.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { dumpTables } from '../rig.ts'
import { BOB_LATER_US, makeRoom, recordMicrophone, type MadeRoom } from './makeRoom.ts'

let room: MadeRoom
let sessionId: string
/** The rows of an undisturbed alignment. */
let aligned: Record<string, unknown[]>
beforeAll(async () => {
  room = await makeRoom()
  const catalog = await openCatalog(room.catalogPath)
  sessionId = (await catalog.all<{ session_id: string }>('SELECT session_id FROM sessions'))[0]!.session_id
  await catalog.close()
}, 60_000)
afterAll(() => rm(room.folder, { recursive: true, force: true }))

/** A catalog of its own, as the ingest left it. */
async function openCopy(name: string): Promise<Catalog> {
  const path = join(room.folder, `${name}.duckdb`)
  await cp(room.catalogPath, path)
  await cp(`${room.catalogPath}.cache`, `${path}.cache`, { recursive: true })
  return openCatalog(path)
}

interface Placed {
  identity: string
  recording_id: string
  start_us: number
  sigma_us: number
  grade: string
}

const readPlaced = async (catalog: Catalog): Promise<Record<string, Placed>> => {
  const rows = await catalog.all<Placed>(
    `SELECT r.identity, r.recording_id, p.start_us, p.sigma_us, p.grade
     FROM recordings r JOIN placements p USING (recording_id)`,
  )
  return Object.fromEntries(rows.map((row) => [row.identity, row]))
}

/** Without the times at which things were done. */
const dump = (catalog: Catalog): Promise<Record<string, unknown[]>> =>
  dumpTables(catalog, {
    sources: 'uri, kind, first_ingested_at, last_ingested_at',
    sessions: 'aligned_at',
    measured_edges: 'measured_at',
  })

it('puts microphones of one room on one clock, leaves a stranger out, and measures nothing twice', async () => {
  const catalog = await openCopy('aligned')
  const first = await alignSession(catalog, sessionId, {})
  expect(first).toMatchObject({
    decoded: 3,
    cached: 0,
    pairs: { compared: 3, cached: 0, accepted: 1, refused: 2 },
  })
  const { ann, bob, cleo } = await readPlaced(catalog)
  expect(Math.abs(bob!.start_us - ann!.start_us - BOB_LATER_US)).toBeLessThan(3000)
  expect([ann!.grade, bob!.grade, cleo!.grade]).toEqual(['A', 'A', 'C'])
  expect(Math.max(ann!.sigma_us, bob!.sigma_us)).toBeLessThan(15_000)
  expect(cleo!.sigma_us).toBeGreaterThan(100_000)
  expect(first.moves.map(({ recordingId }) => recordingId)).toContain(bob!.recording_id)
  aligned = await dump(catalog)

  const second = await align({ catalog, sessionId })
  expect(second).toMatchObject({
    decoded: 0,
    cached: 3,
    measured: [],
    pairs: { compared: 0, cached: 3, accepted: 1, refused: 2 },
  })
  expect(await dump(catalog)).toEqual(aligned)

  const edgeId = formatMatchEdgeId(ann!.recording_id, bob!.recording_id)
  const evidence = await readEdgeEvidence(catalog, sessionId, edgeId)
  expect(evidence.windows.filter(({ agrees }) => agrees).length).toBeGreaterThan(4)
  expect(Math.abs(evidence.correlation!.peakLagUs)).toBeLessThan(3000)
  const { from, to } = evidence.waves!
  expect([from.min.length, to.max.length]).toEqual([500, 500])
  expect(from.max.every((value, at) => value >= from.min[at]! && value <= 1)).toBe(true)
  await expect(readEdgeEvidence(catalog, sessionId, 'edge_none')).rejects.toThrow(/has no evidence/)
  await catalog.close()
})

it('stops when it is told to; a dry run then says what would move, and changes nothing but the sounds it keeps', async () => {
  const catalog = await openCopy('dry')
  const { derived: _, ...before } = await dump(catalog)
  const stop = new AbortController()
  const stopped = align({
    catalog,
    sessionId,
    signal: stop.signal,
    onProgress: ({ stage }) => stage === 'look' && stop.abort(new Error('enough')),
  })
  await expect(stopped).rejects.toThrow('enough')
  const result = await alignSession(catalog, sessionId, { dryRun: true })
  expect(result).toMatchObject({ decoded: 0, cached: 3, pairs: { compared: 3, accepted: 1 } })
  expect(result.moves.some(({ byUs, toGrade }) => Math.abs(byUs) > 10_000 && toGrade === 'A')).toBe(true)
  expect(result.recordings.filter(({ grade }) => grade === 'A')).toHaveLength(2)
  const { derived, ...after } = await dump(catalog)
  expect(after).toEqual(before)
  expect(derived!.filter((row) => (row as { kind: string }).kind === 'sound')).toHaveLength(3)
  await catalog.close()
})

const CHILD = fileURLToPath(new URL('./alignChild.ts', import.meta.url))

it('goes on where it was killed, and ends with the rows of an undisturbed one', async () => {
  const { path, close } = await openCopy('killed')
  await close()
  const child = fork(CHILD, [path, sessionId], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  child.on('message', (told) => String(told).startsWith('look') && child.kill('SIGKILL'))
  const signal = await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  expect(signal).toBe('SIGKILL')
  const catalog = await openCatalog(path)
  const { decoded, cached } = await align({ catalog, sessionId })
  expect([decoded, cached]).toEqual([0, 3])
  expect(await dump(catalog)).toEqual(aligned)
  await catalog.close()
})

it('measures the pairs of a file that changed, and no others', async () => {
  const catalog = await openCatalog(join(room.folder, 'aligned.duckdb'))
  await recordMicrophone(room.bucket, 'cleo', { seed: 3, fromUs: 3_000_000 })
  const report = await ingest({ catalog, uri: room.bucket, align: true })
  expect(report.aligned).toMatchObject({
    sessions: 1,
    decoded: 1,
    cached: 2,
    compared: 2,
    accepted: 1,
    refused: 2,
  })
  expect(await readdir(join(`${catalog.path}.cache`, 'sound'))).toHaveLength(3)
  await catalog.close()
})
