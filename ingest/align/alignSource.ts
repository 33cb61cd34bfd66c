/** Aligns every session that recordings of one source lie in, one after another. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { align, type AlignOptions } from './align.ts'

export interface AlignCounts {
  readonly sessions: number
  /** Sounds. */
  readonly decoded: number
  readonly cached: number
  /** Pairs of sounds; those compared before are among the accepted and the refused. */
  readonly compared: number
  readonly accepted: number
  readonly refused: number
}

/** Throws the signal's reason when it is aborted; the sessions that are done stay so. */
export async function alignSource(
  catalog: Catalog,
  sourceId: string,
  work: Pick<AlignOptions, 'signal' | 'onProgress'>,
): Promise<AlignCounts> {
  const sessions = await catalog.all<{ session_id: string }>(
    'SELECT DISTINCT session_id FROM recordings WHERE source_id = ? ORDER BY session_id',
    [sourceId],
  )
  const counts = { decoded: 0, cached: 0, compared: 0, accepted: 0, refused: 0 }
  for (const { session_id: sessionId } of sessions) {
    const { decoded, cached, pairs } = await align({ ...work, catalog, sessionId })
    counts.decoded += decoded
    counts.cached += cached
    counts.compared += pairs.compared
    counts.accepted += pairs.accepted
    counts.refused += pairs.refused
  }
  return { sessions: sessions.length, ...counts }
}
