/** The corrections people made in a session, newest first, withdrawn ones too. */
import type { Catalog } from '../../core/catalog/catalog.ts'

export interface CorrectionView {
  readonly correctionId: string
  readonly recordingId: string
  readonly byUs: number
  readonly author: string
  readonly note: string | null
  readonly createdWallUs: number
  readonly withdrawnWallUs: number | null
}

interface CorrectionRow {
  correction_id: string
  recording_id: string
  by_us: number
  author: string
  note: string | null
  created_us: number
  withdrawn_us: number | null
}

export async function readCorrections(catalog: Catalog, sessionId: string): Promise<CorrectionView[]> {
  const rows = await catalog.all<CorrectionRow>(
    `SELECT c.correction_id, r.recording_id, c.by_us, c.author, c.note,
       epoch_us(c.created_at) AS created_us, epoch_us(c.withdrawn_at) AS withdrawn_us
     FROM corrections c JOIN recordings r USING (source_id, object_key, stream_index)
     WHERE r.session_id = ? ORDER BY c.created_at DESC, c.correction_id`,
    [sessionId],
  )
  return rows.map((row) => ({
    correctionId: row.correction_id,
    recordingId: row.recording_id,
    byUs: row.by_us,
    author: row.author,
    note: row.note,
    createdWallUs: row.created_us,
    withdrawnWallUs: row.withdrawn_us,
  }))
}
