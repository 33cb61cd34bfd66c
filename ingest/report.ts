/** What an ingest did, counted from the catalog itself: `objects = indexed + orphaned + refused`. */
import type { Catalog } from '../core/catalog/catalog.ts'
import type { AlignCounts } from './align/alignSource.ts'

export interface IngestReport {
  readonly objects: number
  /** Read and understood, with their other half where they have one. */
  readonly indexed: number
  /** Media that no JSON describes, and JSON whose media is gone. */
  readonly orphaned: number
  /** Not understood, or too broken to read. */
  readonly refused: number
  readonly unchanged: number
  readonly changed: number
  readonly added: number
  readonly vanished: number
  /** Stored findings of the whole catalog. */
  readonly findings: number
  readonly sessions: number
  readonly recordings: number
  /** Where it was asked to align. */
  readonly aligned?: AlignCounts
  readonly ms: number
}

type Counted = Pick<
  IngestReport,
  'objects' | 'indexed' | 'orphaned' | 'refused' | 'findings' | 'sessions' | 'recordings'
>

/** Counts the objects of one source; findings, sessions and recordings of the catalog. */
export async function countCatalog(catalog: Catalog, sourceId: string): Promise<Counted> {
  const [counts] = await catalog.all<Counted>(
    `SELECT count(*) AS objects, count(*) FILTER (status = 'indexed') AS indexed,
       count(*) FILTER (status = 'orphaned') AS orphaned, count(*) FILTER (status = 'refused') AS refused,
       (SELECT count(*) FROM findings) AS findings, (SELECT count(*) FROM sessions) AS sessions,
       (SELECT count(*) FROM recordings) AS recordings
     FROM objects WHERE source_id = ?`,
    [sourceId],
  )
  return counts!
}
