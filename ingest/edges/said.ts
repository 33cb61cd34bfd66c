/** What people said about the clocks of some sessions, as it stands: corrections, marks, and evidence they muted. */
import type { CatalogTx } from '../../core/catalog/catalog.ts'
import type { StandingCorrection } from './correction.ts'
import type { StandingMark } from './mark.ts'

export interface StandingMute {
  readonly muteId: string
  readonly edgeId: string
  readonly note: string | undefined
  readonly author: string
  readonly createdAt: Date
}

export interface Said {
  /** By recording id, the newest first. */
  readonly corrections: ReadonlyMap<string, readonly StandingCorrection[]>
  /** In the order they were made. */
  readonly marks: readonly StandingMark[]
  /** By edge id. */
  readonly mutes: ReadonlyMap<string, StandingMute>
}

export const NOTHING_SAID: Said = { corrections: new Map(), marks: [], mutes: new Map() }

interface Written {
  readonly author: string
  readonly note: string | null
  readonly created_at: Date
}

/** `where` is over `recordings r`. */
export async function readSaid(
  tx: Pick<CatalogTx, 'all'>,
  where: string,
  parameters: readonly (readonly string[])[],
): Promise<Said> {
  return {
    corrections: await readCorrections(tx, where, parameters),
    marks: await readMarks(tx, where, parameters),
    mutes: await readMutes(tx),
  }
}

async function readCorrections(
  tx: Pick<CatalogTx, 'all'>,
  where: string,
  parameters: readonly (readonly string[])[],
): Promise<Said['corrections']> {
  const rows = await tx.all<
    Written & {
      readonly recording_id: string
      readonly correction_id: string
      readonly by_us: number
      readonly computed_us: number | null
      readonly computed_sigma_us: number | null
      readonly linked: boolean | null
    }
  >(
    `SELECT r.recording_id, c.correction_id, c.by_us, c.author, c.note, c.created_at, c.computed_us,
       c.computed_sigma_us, c.linked
     FROM corrections c
     JOIN recordings r ON r.source_id = c.source_id AND r.object_key = c.object_key AND r.stream_index = c.stream_index
     WHERE c.withdrawn_at IS NULL AND ${where} ORDER BY c.created_at DESC, c.correction_id DESC`,
    parameters,
  )
  const corrections = new Map<string, StandingCorrection[]>()
  for (const row of rows) {
    const own = corrections.get(row.recording_id) ?? []
    corrections.set(row.recording_id, own)
    own.push({
      correctionId: row.correction_id,
      byUs: row.by_us,
      computedUs: row.computed_us ?? undefined,
      computedSigmaUs: row.computed_sigma_us ?? undefined,
      linked: row.linked ?? false,
      ...viewWritten(row),
    })
  }
  return corrections
}

/** Both recordings in one session; a mark between two sessions waits until they are one. */
async function readMarks(
  tx: Pick<CatalogTx, 'all'>,
  where: string,
  parameters: readonly (readonly string[])[],
): Promise<StandingMark[]> {
  const rows = await tx.all<
    Written & {
      readonly mark_id: string
      readonly from_recording_id: string
      readonly from_media_us: number
      readonly to_recording_id: string
      readonly to_media_us: number
      readonly sigma_us: number
    }
  >(
    `SELECT k.mark_id, r.recording_id AS from_recording_id, k.from_media_us, t.recording_id AS to_recording_id,
       k.to_media_us, k.sigma_us, k.author, k.note, k.created_at
     FROM clock_marks k
     JOIN recordings r ON r.source_id = k.from_source_id AND r.object_key = k.from_object_key
       AND r.stream_index = k.from_stream_index
     JOIN recordings t ON t.source_id = k.to_source_id AND t.object_key = k.to_object_key
       AND t.stream_index = k.to_stream_index AND t.session_id = r.session_id
     WHERE k.withdrawn_at IS NULL AND r.recording_id <> t.recording_id AND ${where}
     ORDER BY k.created_at, k.mark_id`,
    parameters,
  )
  return rows.map((row) => ({
    markId: row.mark_id,
    fromRecordingId: row.from_recording_id,
    fromMediaUs: row.from_media_us,
    toRecordingId: row.to_recording_id,
    toMediaUs: row.to_media_us,
    sigmaUs: row.sigma_us,
    ...viewWritten(row),
  }))
}

/** All there are: an edge keeps its id whatever its session is called by now. */
async function readMutes(tx: Pick<CatalogTx, 'all'>): Promise<Said['mutes']> {
  const rows = await tx.all<Written & { readonly mute_id: string; readonly edge_id: string }>(
    `SELECT mute_id, edge_id, author, note, created_at FROM edge_mutes WHERE withdrawn_at IS NULL
     ORDER BY created_at, mute_id`,
  )
  return new Map(
    rows.map((row) => [row.edge_id, { muteId: row.mute_id, edgeId: row.edge_id, ...viewWritten(row) }]),
  )
}

const viewWritten = (row: Written) => ({
  author: row.author,
  note: row.note ?? undefined,
  createdAt: row.created_at,
})
