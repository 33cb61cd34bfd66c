/** Clock readings that recorders left in EgressInfos, with the recording each is about. */
import { parseClockReadings, parseExactJson, type ClockReading } from '../../core/formats/index.ts'
import type { AlignRecording, CheapContext } from '../align/measurer.ts'

export interface Sidecar {
  readonly recording: AlignRecording
  readonly objectKey: string
  readonly etag: string
  /** By media time. */
  readonly readings: readonly ClockReading[]
}

/** The EgressInfos that hold readings, for the first stream of the file each is about; by recording, then key. */
export async function readSidecars({
  catalog,
  sessionId,
  recordings,
}: Pick<CheapContext, 'catalog' | 'sessionId' | 'recordings'>): Promise<Sidecar[]> {
  const rows = await catalog.all<{ recording_id: string; object_key: string; etag: string; raw: string }>(
    `SELECT r.recording_id, i.object_key, o.etag, i.raw
     FROM egress_infos i
     JOIN recordings r ON r.egress_id = i.egress_id
       AND (i.media_key IS NULL OR list_last(string_split(i.media_key, '/')) = list_last(string_split(r.object_key, '/')))
     JOIN objects o ON o.source_id = i.source_id AND o.object_key = i.object_key
     WHERE r.session_id = ? AND contains(i.raw, '"clockReadings"')
     QUALIFY row_number() OVER (PARTITION BY r.source_id, r.object_key, i.object_key ORDER BY r.stream_index) = 1
     ORDER BY r.recording_id, i.object_key`,
    [sessionId],
  )
  const byId = new Map(recordings.map((recording) => [recording.recordingId, recording]))
  return rows.flatMap(({ recording_id, object_key: objectKey, etag, raw }) => {
    const recording = byId.get(recording_id)
    const json = parseExactJson(raw).value
    const readings = json === undefined ? undefined : parseClockReadings(json).value
    return recording && readings ? [{ recording, objectKey, etag, readings }] : []
  })
}
