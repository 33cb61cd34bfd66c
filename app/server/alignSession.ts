/** Aligns one session and says what that moved, by recording: the table of `lockstep align`, the result of its job. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { AlignResult, ClockGraph, ClockPreview } from '../../core/protocol/index.ts'
import { align, type AlignOptions } from '../../ingest/align/align.ts'
import { previewClocks, readClocks } from './readClocks.ts'
import { compareClocks } from './viewClocks.ts'

/** Throws UserError `session_missing`, and the signal's reason when it is aborted. */
export async function alignSession(
  catalog: Catalog,
  sessionId: string,
  work: Omit<AlignOptions, 'catalog' | 'sessionId'>,
): Promise<AlignResult> {
  const before = await readClocks(catalog, sessionId)
  const { measured, unheard, ...report } = await align({ ...work, catalog, sessionId })
  const { graph, moves } = report.dryRun
    ? await previewClocks(catalog, sessionId, { measured })
    : await readMoved(catalog, before)
  // The graph says nothing of withheld people; neither does this.
  const isShown = new Set(graph.recordings.map(({ recordingId }) => recordingId))
  return {
    ...report,
    unheard: unheard.filter(({ recordingId }) => isShown.has(recordingId)),
    moves,
    recordings: graph.recordings,
  }
}

async function readMoved(catalog: Catalog, before: ClockGraph): Promise<ClockPreview> {
  const graph = await readClocks(catalog, before.sessionId)
  return { graph, moves: compareClocks(before, graph) }
}
