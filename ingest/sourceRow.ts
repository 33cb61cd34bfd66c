/** The row of `sources` for the URI that is ingested. */
import type { Catalog } from '../core/catalog/catalog.ts'
import { HANDLER_VERSION } from './handlerVersion.ts'

export interface SourceState {
  readonly sourceId: string
  /** Every row that was read is part of the sessions: an earlier ingest was not killed in between. */
  readonly formed: boolean
}

/** Finds or adds the source; ids are `s1`, `s2`… in order of first ingest. */
export async function openSource(catalog: Catalog, uri: string, nowMs: number): Promise<SourceState> {
  const now = new Date(nowMs)
  return await catalog.transaction(async (tx) => {
    const [row] = await tx.all<{ source_id: string; formed_version: number | null }>(
      'SELECT source_id, formed_version FROM sources WHERE uri = ?',
      [uri],
    )
    if (row) return { sourceId: row.source_id, formed: row.formed_version === HANDLER_VERSION }
    const [count] = await tx.all<{ n: number }>('SELECT count(*) AS n FROM sources')
    const sourceId = `s${(count?.n ?? 0) + 1}`
    const kind = uri.startsWith('s3:') ? 's3' : 'folder'
    await tx.append('sources', [
      { source_id: sourceId, uri, kind, first_ingested_at: now, last_ingested_at: now, formed_version: null },
    ])
    return { sourceId, formed: false }
  })
}

export const touchSource = (catalog: Catalog, sourceId: string, nowMs: number): Promise<void> =>
  catalog.run('UPDATE sources SET last_ingested_at = ? WHERE source_id = ?', [new Date(nowMs), sourceId])
