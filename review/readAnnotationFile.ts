/** A session's annotations, or its markers alone, as the text of a file. */
import { formatAnnotations, type AnnotationFormat } from './annotationFile.ts'
import { readClock, type Reader } from './clock.ts'
import { readAnnotations } from './readAnnotations.ts'

export interface AnnotationFileRequest {
  readonly format: AnnotationFormat
  /** Leaves out what is in tiers. */
  readonly markersOnly?: boolean
}

/** Throws UserError `session_missing`. */
export async function readAnnotationFile(
  reader: Reader,
  sessionId: string,
  { format, markersOnly = false }: AnnotationFileRequest,
): Promise<string> {
  const { epochUs } = await readClock(reader, sessionId)
  const set = await readAnnotations(reader, sessionId)
  const rows = await reader.all<{ recording_id: string; track_id: string }>(
    'SELECT recording_id, track_id FROM recordings WHERE session_id = ?',
    [sessionId],
  )
  const annotations = markersOnly ? set.annotations.filter(({ tierId }) => tierId === null) : set.annotations
  const trackIds = new Map(rows.map((row) => [row.recording_id, row.track_id]))
  return formatAnnotations({ ...set, annotations }, format, { sessionId, epochUs, trackIds })
}
