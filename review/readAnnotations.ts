/**
 * Reads what people marked in a session, where it lies on the alignment that stands. An annotation belongs to the
 * session its recording is in now; one without a recording, or whose recording is gone, to the session it was made in.
 */
import { parseSteps, STEPS_SQL } from '../core/catalog/placementRows.ts'
import { UserError } from '../core/model/index.ts'
import type { Annotation, AnnotationSet, Tier } from '../core/protocol/index.ts'
import { toSessionSpan, type SessionSpan } from '../core/timeline/index.ts'
import { readClock, type Reader } from './clock.ts'

interface AnnotationRow {
  annotation_id: string
  tier_id: string | null
  on_media: boolean
  start_media_us: number | null
  end_media_us: number | null
  start_us: number
  end_us: number
  clock_version: string
  made_epoch_us: number | null
  label: string | null
  body: string | null
  author: string
  created_us: number
  changed_us: number
  recording_id: string | null
  identity: string | null
  source: string | null
  offset_us: number | null
  drift_ppm: number | null
  steps_json: string | null
  epoch_us: number | null
}

/** One annotation with what the catalog alone knows of it. */
export interface StoredAnnotation {
  readonly annotation: Annotation
  readonly sessionId: string
  readonly isDeleted: boolean
}

const COLUMNS_SQL = `
  SELECT a.annotation_id, a.tier_id, a.source_id IS NOT NULL AS on_media, a.start_media_us, a.end_media_us,
    a.start_us, a.end_us, a.clock_version, a.epoch_us AS made_epoch_us, a.label, a.body, a.author,
    epoch_us(a.created_at) AS created_us, epoch_us(a.changed_at) AS changed_us,
    r.recording_id, r.identity, r.source, p.offset_us, p.drift_ppm, ${STEPS_SQL}, s.epoch_us`

const FROM_SQL = `
  FROM annotations a
  LEFT JOIN recordings r ON r.source_id = a.source_id AND r.object_key = a.object_key AND r.stream_index = a.stream_index
  LEFT JOIN placements p ON p.recording_id = r.recording_id
  LEFT JOIN sessions s ON s.session_id = coalesce(r.session_id, a.session_id)`

// A tier goes where its annotations went, when a session was formed anew under another id.
const TIERS_SQL = `
  SELECT tier_id, name, identity, parent_tier_id, author FROM tiers
  WHERE deleted_at IS NULL AND (session_id = ? OR tier_id IN (
    SELECT a.tier_id FROM annotations a JOIN recordings r
      ON r.source_id = a.source_id AND r.object_key = a.object_key AND r.stream_index = a.stream_index
    WHERE r.session_id = ? AND a.deleted_at IS NULL))
  ORDER BY position NULLS LAST, name, tier_id`

interface TierRow {
  tier_id: string
  name: string
  identity: string | null
  parent_tier_id: string | null
  author: string | null
}

/** Reads all that stands of a session in three queries. Throws UserError `session_missing`. */
export async function readAnnotations(reader: Reader, sessionId: string): Promise<AnnotationSet> {
  const { clockVersion } = await readClock(reader, sessionId)
  const tiers = await readTiers(reader, sessionId)
  const rows = await reader.all<AnnotationRow>(
    `${COLUMNS_SQL} ${FROM_SQL} LEFT JOIN tiers t ON t.tier_id = a.tier_id
     WHERE a.deleted_at IS NULL AND t.deleted_at IS NULL AND coalesce(r.session_id, a.session_id) = ?`,
    [sessionId],
  )
  return { clockVersion, tiers, annotations: rows.map(viewAnnotation).sort(byTime) }
}

export async function readTiers(reader: Reader, sessionId: string): Promise<Tier[]> {
  const rows = await reader.all<TierRow>(TIERS_SQL, [sessionId, sessionId])
  return rows.map((row) => ({
    tierId: row.tier_id,
    name: row.name,
    identity: row.identity,
    parentTierId: row.parent_tier_id,
    author: row.author,
  }))
}

/** Finds one annotation, deleted or not. */
export async function findAnnotation(
  reader: Reader,
  annotationId: string,
): Promise<StoredAnnotation | undefined> {
  const [row] = await reader.all<AnnotationRow & { session_id: string; deleted: boolean }>(
    `${COLUMNS_SQL}, coalesce(r.session_id, a.session_id) AS session_id, a.deleted_at IS NOT NULL AS deleted
     ${FROM_SQL} WHERE a.annotation_id = ?`,
    [annotationId],
  )
  return row && { annotation: viewAnnotation(row), sessionId: row.session_id, isDeleted: row.deleted }
}

/** As `findAnnotation`. Throws UserError `annotation_missing`. */
export async function getAnnotation(reader: Reader, annotationId: string): Promise<StoredAnnotation> {
  const found = await findAnnotation(reader, annotationId)
  if (found) return found
  throw new UserError('annotation_missing', `there is no annotation ${annotationId}`)
}

/** By start, then end, then id. */
const byTime = (a: Annotation, b: Annotation): number =>
  a.startUs - b.startUs || a.endUs - b.endUs || (a.annotationId < b.annotationId ? -1 : 1)

function viewAnnotation(row: AnnotationRow): Annotation {
  const { span, isPlaced } = findSpan(row)
  return {
    annotationId: row.annotation_id,
    tierId: row.tier_id,
    ...span,
    label: row.label ?? '',
    body: row.body ?? '',
    author: row.author,
    createdWallUs: row.created_us,
    changedWallUs: row.changed_us,
    anchor: {
      recordingId: row.recording_id,
      identity: row.identity,
      source: row.source,
      startMediaUs: row.start_media_us,
      endMediaUs: row.end_media_us,
      clockVersion: row.clock_version,
      movedUs: span.startUs - row.start_us,
      isPlaced,
    },
  }
}

/** Where no placement says, the wall time it was made at is kept, which a new epoch counts otherwise. */
function findSpan(row: AnnotationRow): { span: SessionSpan; isPlaced: boolean } {
  const { start_media_us: startMediaUs, end_media_us: endMediaUs } = row
  const onMedia = row.on_media && startMediaUs !== null && endMediaUs !== null
  if (onMedia && row.offset_us !== null) {
    const map = { offsetUs: row.offset_us, driftPpm: row.drift_ppm ?? 0, steps: parseSteps(row.steps_json) }
    return { span: toSessionSpan(map, { startMediaUs, endMediaUs }), isPlaced: true }
  }
  const shift = row.made_epoch_us === null || row.epoch_us === null ? 0 : row.made_epoch_us - row.epoch_us
  return { span: { startUs: row.start_us + shift, endUs: row.end_us + shift }, isPlaced: !onMedia }
}
