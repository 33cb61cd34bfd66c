/** The rooms of a project, as people planned them; whether one is open now is LiveKit's to say. */
import type { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import type { RoomPatch } from '../model/admin.ts'
import type { Room, RoomInput } from '../model/api.ts'
import type { CaptureStore, Row } from './store.ts'

export type Room = z.infer<typeof Room>
export type RoomInput = z.infer<typeof RoomInput>

/** Throws UserError `room_exists`. */
export function createRoom(store: CaptureStore, project: string, input: RoomInput): Room {
  const made = store.run(
    'INSERT INTO rooms VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    project,
    input.name,
    input.title ?? '',
    input.autoRecord ? 1 : 0,
    input.maxParticipants,
    input.date ?? null,
    store.now(),
  )
  if (made > 0) return getRoom(store, project, input.name)
  throw new UserError('room_exists', `project ${project} has a room ${input.name} already`, {
    hint: 'Take another name, or change that one (PATCH).',
  })
}

/** Throws UserError `room_missing`. */
export function updateRoom(
  store: CaptureStore,
  project: string,
  { name, patch }: { name: string; patch: z.infer<typeof RoomPatch> },
): Room {
  const old = getRoom(store, project, name)
  store.run(
    `UPDATE rooms SET title = ?, auto_record = ?, max_participants = ?, date = ? WHERE project = ? AND name = ?`,
    patch.title ?? old.title ?? '',
    (patch.autoRecord ?? old.autoRecord) ? 1 : 0,
    patch.maxParticipants ?? old.maxParticipants,
    patch.date ?? old.date ?? null,
    project,
    name,
  )
  return getRoom(store, project, name)
}

export function findRoom(store: CaptureStore, project: string, name: string): Room | undefined {
  const row = store.get('SELECT * FROM rooms WHERE project = ? AND name = ?', project, name)
  return row && toRoom(row)
}

/** Throws UserError `room_missing`. */
export function getRoom(store: CaptureStore, project: string, name: string): Room {
  const found = findRoom(store, project, name)
  if (found) return found
  throw new UserError('room_missing', `project ${project} has no room ${name}`, {
    hint: 'Make it first (POST …/rooms, or a sheet).',
  })
}

/** By date and name; rooms without a date last. */
export const listRooms = (store: CaptureStore, project: string): Room[] =>
  store.all('SELECT * FROM rooms WHERE project = ? ORDER BY date IS NULL, date, name', project).map(toRoom)

/** Its links go with it; consents and recordings stay. Throws UserError `room_missing`. */
export function deleteRoom(store: CaptureStore, project: string, name: string): void {
  getRoom(store, project, name)
  store.run('DELETE FROM rooms WHERE project = ? AND name = ?', project, name)
}

const toRoom = (row: Row): Room => ({
  project: String(row['project']),
  name: String(row['name']),
  ...(row['title'] !== '' && { title: String(row['title']) }),
  autoRecord: row['auto_record'] === 1,
  maxParticipants: Number(row['max_participants']),
  ...(row['date'] !== null && { date: String(row['date']) }),
  createdAt: String(row['created_at']),
})
