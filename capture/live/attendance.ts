/** Who was in a room and when, kept for usage. */
import type { CaptureStore } from '../store/store.ts'
import { putJoined, putLeft } from '../store/usage.ts'
import type { LiveEvent } from './liveState.ts'

export function keepAttendance(
  event: LiveEvent,
  {
    store,
    project,
    roomId,
    nowMs,
  }: { store: CaptureStore; project: string; roomId: string | undefined; nowMs: number },
): void {
  if (event.type !== 'joined' && event.type !== 'left') return
  const person = { room: event.room, roomId: roomId ?? '', identity: event.identity }
  if (event.type === 'joined')
    putJoined(store, project, { ...person, joinedAt: new Date(event.atMs).toISOString() })
  else putLeft(store, project, { ...person, leftAt: new Date(nowMs).toISOString() })
}
