/** Who was there, and what a room and day came to: people from attendance, hours and bytes from recordings. */
import type { z } from 'zod'
import type { UsageRow } from '../model/api.ts'
import type { CaptureStore } from './store.ts'

export type UsageRow = z.infer<typeof UsageRow>

export interface Attendance {
  readonly room: string
  readonly roomId: string
  readonly identity: string
  /** ISO 8601, UTC. */
  readonly joinedAt: string
}

/** Seen twice is there once. */
export function putJoined(store: CaptureStore, project: string, seen: Attendance): void {
  store.run(
    'INSERT OR IGNORE INTO attendance VALUES (?, ?, ?, ?, ?, NULL)',
    project,
    seen.room,
    seen.roomId,
    seen.identity,
    seen.joinedAt,
  )
}

/** Ends the attendances of that person in that opening of the room that have no end yet. */
export function putLeft(
  store: CaptureStore,
  project: string,
  { room, roomId, identity, leftAt }: Omit<Attendance, 'joinedAt'> & { readonly leftAt: string },
): void {
  store.run(
    `UPDATE attendance SET left_at = ? WHERE project = ? AND room = ? AND room_id = ? AND identity = ?
       AND left_at IS NULL`,
    leftAt,
    project,
    room,
    roomId,
    identity,
  )
}

/** By day, then room; `from` and `to` are UTC days, both included. */
export function readUsage(
  store: CaptureStore,
  project: string,
  { from = '0000-00-00', to = '9999-99-99' }: { from?: string; to?: string } = {},
): UsageRow[] {
  const rows = store.all(
    `SELECT room, day, sum(people) AS people, sum(recordings) AS recordings, sum(seconds) AS seconds,
       sum(bytes) AS bytes
     FROM (
       SELECT room, substr(joined_at, 1, 10) AS day, count(DISTINCT identity) AS people,
         0 AS recordings, 0 AS seconds, 0 AS bytes
       FROM attendance WHERE project = ?1 AND joined_at >= ?2 AND joined_at < ?3 || 'U' GROUP BY 1, 2
       UNION ALL
       SELECT room, day, 0, count(*), sum(seconds), sum(bytes)
       FROM recordings WHERE project = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY 1, 2
     ) GROUP BY day, room ORDER BY day, room`,
    project,
    from,
    to,
  )
  return rows.map((row) => ({
    room: String(row['room']),
    day: String(row['day']),
    people: Number(row['people']),
    recordings: Number(row['recordings']),
    recordedSeconds: Number(row['seconds']),
    recordedBytes: Number(row['bytes']),
  }))
}
