/**
 * Marks things: each annotation is fixed to the recording it was seen in and to the alignment it was made on. Rows are
 * never deleted; one that is taken back keeps its row and can be put back.
 */
import type { Catalog, CatalogTx, Row } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { Annotation, AnnotationChange, NewAnnotation } from '../core/protocol/index.ts'
import { chooseAnchor, formLanes, toMediaSpan, type SessionSpan } from '../core/timeline/index.ts'
import { ZERO } from '../core/time/index.ts'
import { readClock, readFileRecordings, requireClock, type FileRecording } from './clock.ts'
import { findAnnotation, getAnnotation } from './readAnnotations.ts'
import { requireTier } from './tiers.ts'

/**
 * Writes an annotation and returns it where it lies; one sent again is the one there is. Throws UserError
 * `session_missing`, `clock_moved`, `tier_missing`, `span_reversed`, `annotation_deleted`.
 */
export async function createAnnotation(
  catalog: Catalog,
  sessionId: string,
  request: NewAnnotation & { readonly author: string },
  now: Date = new Date(),
): Promise<Annotation> {
  return catalog.transaction(async (tx) => {
    const { annotationId, tierId, startUs, endUs, laneId, label, body, author } = request
    const known = await findAnnotation(tx, annotationId)
    if (known?.isDeleted) {
      throw new UserError('annotation_deleted', `annotation ${annotationId} was taken back`, {
        hint: 'Restore it.',
      })
    }
    if (known) return known.annotation
    const clock = await readClock(tx, sessionId)
    requireClock(clock, request.clockVersion)
    if (tierId !== null) await requireTier(tx, tierId)
    const span = requireSpan({ startUs, endUs })
    const recordings = await readFileRecordings(tx, sessionId)
    await tx.append('annotations', [
      {
        annotation_id: annotationId,
        session_id: sessionId,
        tier_id: tierId,
        label: label ?? '',
        body: body ?? '',
        author,
        created_at: now,
        changed_at: now,
        deleted_at: null,
        clock_version: clock.clockVersion,
        epoch_us: clock.epochUs,
        start_us: span.startUs,
        end_us: span.endUs,
        ...fixTo(chooseAnchor(recordings, { startUs, laneId }), span),
      },
    ])
    return (await getAnnotation(tx, annotationId)).annotation
  })
}

/**
 * Changes what is named; new times are fixed anew, in the lane it was in. Throws UserError `annotation_missing`,
 * `clock_moved`, `tier_missing`, `span_reversed`.
 */
export async function changeAnnotation(
  catalog: Catalog,
  annotationId: string,
  change: AnnotationChange,
  now: Date = new Date(),
): Promise<Annotation> {
  return catalog.transaction(async (tx) => {
    const { annotation, sessionId } = await getAnnotation(tx, annotationId)
    const changed: Record<string, Row[string]> = { changed_at: now }
    if (change.tierId !== undefined) {
      if (change.tierId !== null) await requireTier(tx, change.tierId)
      changed['tier_id'] = change.tierId
    }
    if (change.label !== undefined) changed['label'] = change.label
    if (change.body !== undefined) changed['body'] = change.body
    if (change.startUs !== undefined || change.endUs !== undefined) {
      const clock = await readClock(tx, sessionId)
      requireClock(clock, change.clockVersion)
      const { startUs = annotation.startUs, endUs = annotation.endUs } = change
      const span = requireSpan({ startUs, endUs })
      const recordings = await readFileRecordings(tx, sessionId)
      const laneId = findLane(recordings, annotation.anchor.recordingId)
      Object.assign(changed, fixTo(chooseAnchor(recordings, { startUs, laneId }), span), {
        clock_version: clock.clockVersion,
        epoch_us: clock.epochUs,
        start_us: span.startUs,
        end_us: span.endUs,
      })
    }
    await update(tx, annotationId, changed)
    return (await getAnnotation(tx, annotationId)).annotation
  })
}

/** Takes an annotation back; again does nothing. Throws UserError `annotation_missing`. */
export async function deleteAnnotation(
  catalog: Catalog,
  annotationId: string,
  now: Date = new Date(),
): Promise<{ sessionId: string }> {
  return catalog.transaction(async (tx) => {
    const { sessionId, isDeleted } = await getAnnotation(tx, annotationId)
    if (!isDeleted) await update(tx, annotationId, { deleted_at: now })
    return { sessionId }
  })
}

/** Puts an annotation back as it was. Throws UserError `annotation_missing`. */
export async function restoreAnnotation(catalog: Catalog, annotationId: string): Promise<Annotation> {
  return catalog.transaction(async (tx) => {
    await getAnnotation(tx, annotationId)
    await update(tx, annotationId, { deleted_at: null })
    return (await getAnnotation(tx, annotationId)).annotation
  })
}

async function update(tx: CatalogTx, annotationId: string, changed: Row): Promise<void> {
  const names = Object.keys(changed)
  await tx.run(
    `UPDATE annotations SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE annotation_id = ?`,
    [...names.map((name) => changed[name] ?? null), annotationId],
  )
}

/** The columns of an anchor; without a recording all are NULL and the session's own clock counts. */
function fixTo(recording: FileRecording | undefined, span: SessionSpan): Row {
  const media = recording?.placement ? toMediaSpan(recording.placement, span) : undefined
  return {
    source_id: recording?.sourceId ?? null,
    object_key: recording?.objectKey ?? null,
    stream_index: recording?.streamIndex ?? null,
    start_media_us: media?.startMediaUs ?? null,
    end_media_us: media?.endMediaUs ?? null,
  }
}

function requireSpan(span: SessionSpan): SessionSpan {
  if (span.endUs >= span.startUs) return span
  throw new UserError('span_reversed', `it ends at ${span.endUs} µs, before its start at ${span.startUs} µs`)
}

function findLane(recordings: readonly FileRecording[], recordingId: string | null): string | undefined {
  if (recordingId === null) return undefined
  return formLanes(recordings, { start: ZERO, end: ZERO }).find((lane) =>
    lane.recordings.some((recording) => recording.recordingId === recordingId),
  )?.laneId
}
