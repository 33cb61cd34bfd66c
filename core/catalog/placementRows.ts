/** Where a recording lies, as rows of a query that joins `placements p` tell it; one reading for all who ask. */
import type { PlacementView } from '../protocol/index.ts'
import type { CatalogTx } from './catalog.ts'

/** The steps of `placements p` as JSON, `steps_json`. */
export const STEPS_SQL = `(SELECT to_json(list({mediaUs: t.media_us, byUs: t.by_us, sigmaUs: t.sigma_us} ORDER BY t.media_us))
   FROM placement_steps t WHERE t.recording_id = p.recording_id) AS steps_json`

/** Of `steps_json`: by media time; NULL: none. */
export const parseSteps = (json: string | null): PlacementView['steps'] =>
  json === null ? [] : (JSON.parse(json) as PlacementView['steps'])

/** Columns of `placements p`, NULL where a left join found none. */
export const PLACEMENT_COLUMNS_SQL = `p.offset_us, p.drift_ppm, p.drift_sigma_ppm, p.component, p.sigma_us, p.grade, p.method, p.start_us, p.end_us, p.computed_offset_us, p.correction_us,
  ${STEPS_SQL}`

export interface PlacementRow {
  offset_us: number | null
  drift_ppm: number
  drift_sigma_ppm: number | null
  component: number | null
  sigma_us: number
  grade: PlacementView['grade']
  method: string
  start_us: number
  end_us: number
  computed_offset_us: number
  correction_us: number
  /** JSON list of ClockStepView; NULL: none. */
  steps_json: string | null
}

/** The placement; null where nothing placed the recording. */
export function viewPlacement(row: PlacementRow): PlacementView | null {
  if (row.offset_us === null) return null
  return {
    offsetUs: row.offset_us,
    driftPpm: row.drift_ppm,
    driftSigmaPpm: row.drift_sigma_ppm,
    steps: parseSteps(row.steps_json),
    component: row.component,
    sigmaUs: row.sigma_us,
    grade: row.grade,
    method: row.method,
    startUs: row.start_us,
    endUs: row.end_us,
    computedOffsetUs: row.computed_offset_us,
    correctionUs: row.correction_us,
  }
}

export interface HoleView {
  readonly startPtsUs: number
  readonly endPtsUs: number
}

/** The holes of each recording of a session that has any, by media time. */
export async function readHoles(
  reader: Pick<CatalogTx, 'all'>,
  sessionId: string,
): Promise<Map<string, HoleView[]>> {
  const rows = await reader.all<{ recording_id: string; start_pts_us: number; end_pts_us: number }>(
    `SELECT r.recording_id, h.start_pts_us, h.end_pts_us
     FROM recordings r JOIN holes h USING (source_id, object_key, stream_index)
     WHERE r.session_id = ? ORDER BY h.start_pts_us`,
    [sessionId],
  )
  const holes = new Map<string, HoleView[]>()
  for (const row of rows) {
    const own = holes.get(row.recording_id) ?? []
    holes.set(row.recording_id, own)
    own.push({ startPtsUs: row.start_pts_us, endPtsUs: row.end_pts_us })
  }
  return holes
}
