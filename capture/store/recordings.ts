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

/** In the order of their start; of one room, or of all of the project. `open`: those that are not final. */
export function listRecordings(
  store: CaptureStore,
  project: string,
  { room, open = false }: { room?: string; open?: boolean } = {},
): StoredRecording[] {
  const rows = store.all(
    `SELECT * FROM recordings WHERE project = ? AND (? IS NULL OR room = ?) AND (? = 0 OR status < 3)
     ORDER BY day, rowid`,
    project,
    room ?? null,
    room ?? null,
    open ? 1 : 0,
  )
  return rows.map(toRecording)
}

export function findRecording(store: CaptureStore, egressId: string): StoredRecording | undefined {
  const row = store.get('SELECT * FROM recordings WHERE egress_id = ?', egressId)
  return row && toRecording(row)
}

/** Seconds and bytes of each room's recordings, by the room's name. */
export function sumRecordings(
  store: CaptureStore,
  project: string,
): ReadonlyMap<string, { readonly seconds: number; readonly bytes: number }> {
  const rows = store.all(
    `SELECT room, sum(seconds) AS seconds, sum(bytes) AS bytes FROM recordings WHERE project = ? GROUP BY room`,
    project,
  )
  return new Map(
    rows.map((row) => [
      String(row['room']),
      { seconds: Number(row['seconds']), bytes: Number(row['bytes']) },
    ]),
  )
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
