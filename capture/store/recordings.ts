/** Every recording that was ever started, as its latest EgressInfo tells; what is final never becomes less so. */
import { EgressInfo } from '@livekit/protocol'
import { isFinal, toRecordingState, type RecordingState } from '../model/recordingState.ts'
import type { CaptureStore, Row } from './store.ts'

export interface RecordingAbout {
  readonly identity?: string
  readonly source?: string
}

export interface StoredRecording {
  readonly info: EgressInfo
  readonly state: RecordingState
  readonly project: string
  readonly room: string
  readonly roomId: string
}

/**
 * Keeps a recording's state by its egress id. False where a final state was there and this one is not, or where it is
 * of another project.
 */
export function putRecording(
  store: CaptureStore,
  project: string,
  { info, about = {} }: { info: EgressInfo; about?: RecordingAbout },
): boolean {
  return store.transact(() => {
    const old = store.get('SELECT * FROM recordings WHERE egress_id = ?', info.egressId)
    if (old && old['project'] !== project) return false
    if (old && isFinal(Number(old['status'])) && !isFinal(info.status)) return false
    const identity = about.identity ?? textOf(old?.['identity'])
    const source = about.source ?? textOf(old?.['source'])
    const state = toRecordingState(info, { identity, source })
    const day = textOf(old?.['day']) ?? (state.startedAt ?? store.now()).slice(0, 10)
    store.run(
      `INSERT INTO recordings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET room_id = excluded.room_id, identity = excluded.identity,
         source = excluded.source, status = excluded.status, seconds = excluded.seconds,
         bytes = excluded.bytes, info = excluded.info`,
      info.egressId,
      project,
      info.roomName,
      info.roomId,
      state.identity ?? null,
      source ?? null,
      info.status,
      day,
      state.durationSeconds,
      state.sizeBytes,
      info.toJsonString(),
    )
    return true
  })
}

/** Those of the project that are not final, in the order of their start; of one room where it is named. */
export function listOpenRecordings(store: CaptureStore, project: string, room?: string): StoredRecording[] {
  const rows = store.all(
    `SELECT * FROM recordings WHERE project = ? AND status < 3 AND (? IS NULL OR room = ?) ORDER BY day, rowid`,
    project,
    room ?? null,
    room ?? null,
  )
  return rows.map(toRecording)
}

export function findRecording(store: CaptureStore, egressId: string): StoredRecording | undefined {
  const row = store.get('SELECT * FROM recordings WHERE egress_id = ?', egressId)
  return row && toRecording(row)
}

/** Seconds and bytes of all that was ever recorded of a room. */
export function sumRecordings(
  store: CaptureStore,
  project: string,
  room: string,
): { readonly seconds: number; readonly bytes: number } {
  const row = store.get(
    'SELECT sum(seconds) AS seconds, sum(bytes) AS bytes FROM recordings WHERE project = ? AND room = ?',
    project,
    room,
  )
  return { seconds: Number(row?.['seconds'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function toRecording(row: Row): StoredRecording {
  const info = EgressInfo.fromJsonString(String(row['info']), { ignoreUnknownFields: true })
  return {
    info,
    state: toRecordingState(info, { identity: textOf(row['identity']), source: textOf(row['source']) }),
    project: String(row['project']),
    room: String(row['room']),
    roomId: String(row['room_id']),
  }
}
