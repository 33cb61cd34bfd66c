/**
 * Measures what needs no look at media: clock readings beside the files and exchanges in the journals. Part of every
 * ingest, so that what our own recorder wrote lies where it belongs without an alignment. Stored like all that is
 * measured: a second run finds nothing to do.
 */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { writeMeasuredEdges, type MeasuredEdge } from '../edges/measured.ts'
import { readEvidence } from '../edges/readEvidence.ts'
import { place } from '../place.ts'
import type { CheapContext } from './measurer.ts'
import { measurers } from './measurers.ts'
import { readAlignRecordings } from './readAlignRecordings.ts'

/** Sessions of the whole catalog: a sidecar may lie in another source than its media. */
const SESSIONS = `
  SELECT DISTINCT r.session_id FROM recordings r JOIN egress_infos i USING (egress_id)
  WHERE contains(i.raw, '"clockReadings"')
  UNION
  SELECT DISTINCT l.session_id FROM log_streams l JOIN clock_exchanges x USING (source_id, object_key)
  WHERE l.session_id IS NOT NULL
  UNION
  SELECT DISTINCT session_id FROM measured_edges WHERE kind IN (SELECT unnest(?::VARCHAR[])) AND accepted
  ORDER BY 1`

/** Throws the signal's reason when it is aborted; the sessions that are done stay so. */
export async function measureCheap(
  catalog: Catalog,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const cheap = measurers.filter(({ isCheap }) => isCheap)
  const sessions = await catalog.all<{ session_id: string }>(SESSIONS, [cheap.map(({ kind }) => kind)])
  for (const { session_id: sessionId } of sessions) {
    signal?.throwIfAborted()
    await measureSession(catalog, sessionId, now())
  }
}

async function measureSession(catalog: Catalog, sessionId: string, nowMs: number): Promise<void> {
  const evidence = await readEvidence(catalog, [sessionId])
  const recordings = await readAlignRecordings(catalog, sessionId, evidence)
  const measured: MeasuredEdge[] = []
  const outdated: string[] = []
  for (const measurer of measurers) {
    if (!measurer.isCheap) continue
    const stored = evidence.measured.filter(({ kind }) => kind === measurer.kind)
    const current = stored.filter(({ methodVersion }) => methodVersion === measurer.version)
    const known = new Map(current.map((edge) => [edge.edgeId, edge]))
    const context: CheapContext = { catalog, sessionId, recordings, known }
    const found = await measurer.measure(context)
    measured.push(...found)
    outdated.push(
      ...stored
        .filter(
          ({ edgeId, methodVersion }) =>
            methodVersion !== measurer.version && !found.some((one) => one.edgeId === edgeId),
        )
        .map(({ edgeId }) => edgeId),
    )
  }
  if (measured.length === 0 && outdated.length === 0) return
  await catalog.transaction(async (tx) => {
    await tx.run('DELETE FROM measured_edges WHERE edge_id IN (SELECT unnest(?::VARCHAR[]))', [outdated])
    await writeMeasuredEdges(tx, measured, new Date(nowMs))
    await place(tx, [sessionId])
  })
}
