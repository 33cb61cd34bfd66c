/** A room as the wall shows it: as it was planned, what goes on in it, what was recorded of it. Pure. */
import type { RecordingState } from '../model/recordingState.ts'
import type { Room } from '../store/rooms.ts'
import { findRoomAlerts } from './alerts.ts'
import type { RoomState } from './liveControl.ts'
import type { LivePerson, LiveRoom } from './liveState.ts'

export interface RecordedTotals {
  readonly seconds: number
  readonly bytes: number
}

export function describeRoom(
  planned: Room,
  { live, recorded, nowMs }: { live: LiveRoom | undefined; recorded: RecordedTotals; nowMs: number },
): RoomState {
  const recordings = [...(live?.recordings.values() ?? [])]
  const running = recordings.filter(({ status }) => status === 'starting' || status === 'active')
  return {
    room: planned.name,
    title: planned.title ?? planned.name,
    ...(planned.date !== undefined && { date: planned.date }),
    live: live !== undefined && live.people.size > 0,
    ...(live && { roomId: live.roomId, openedAt: new Date(live.openedAtMs).toISOString() }),
    autoRecord: planned.autoRecord,
    recording: running.length > 0,
    participants: [...(live?.people.values() ?? [])].map((person) => describePerson(person, recordings)),
    recordedSeconds: recorded.seconds + running.reduce((sum, one) => sum + unsaidSeconds(one, nowMs), 0),
    recordedBytes: recorded.bytes,
    ...(live?.lastError !== undefined && { lastError: live.lastError }),
    alerts: live ? findRoomAlerts(live, nowMs, { autoRecord: planned.autoRecord }) : [],
  }
}

/** What its alerts are, without how long they last: two names differ when one came or went. */
export const nameAlerts = (room: RoomState | undefined): string =>
  (room?.alerts ?? []).map(({ code, identity }) => `${code} ${identity}`).join()

/** Of what flows and does not say yet how long. */
const unsaidSeconds = ({ startedAt, durationSeconds, status }: RecordingState, nowMs: number): number =>
  status !== 'active' || startedAt === undefined || durationSeconds > 0
    ? 0
    : Math.max(0, nowMs - Date.parse(startedAt)) / 1000

function describePerson(
  person: LivePerson,
  recordings: readonly RecordingState[],
): RoomState['participants'][number] {
  return {
    identity: person.identity,
    name: person.name,
    joinedAt: new Date(person.joinedAtMs).toISOString(),
    quality: person.quality,
    tracks: [...person.tracks.values()].map(({ trackId, source, kind, muted }) => {
      const recording = recordings.findLast((one) => one.trackId === trackId)
      return { trackId, source, kind, muted, ...(recording && { recording }) }
    }),
  }
}
