/** Finds what a person means by the name of a session or a track. */
import { UserError } from '../core/model/index.ts'
import type { RecordingView, SessionDetail, SessionSummary } from '../core/protocol/index.ts'

/** Returns the session of that id, room name, or the only one whose id begins so. Throws UserError. */
export function findSession<T extends Pick<SessionSummary, 'sessionId' | 'roomName'>>(
  sessions: readonly T[],
  name: string,
): T {
  const exact = sessions.find((session) => session.sessionId === name)
  if (exact) return exact
  const byRoom = sessions.filter((session) => session.roomName === name)
  const found = byRoom.length > 0 ? byRoom : sessions.filter((session) => session.sessionId.startsWith(name))
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new UserError('session_ambiguous', `${found.length} sessions are called ${name}`, {
      hint: `Name one by its id:\n${found.map((session) => session.sessionId).join('\n')}`,
    })
  }
  throw new UserError('session_missing', `the catalog has no session ${name}`, {
    hint: 'lockstep sessions lists what there is.',
  })
}

/**
 * Returns the recordings of one track, named by its track id, a recording id, or its lane (`alice/camera`) where the
 * lane has one track. Throws UserError.
 */
export function findTrack(
  session: SessionDetail,
  name: string,
): { target: string; recordings: RecordingView[] } {
  const all = session.lanes.flatMap((lane) => lane.recordings)
  const one = all.find((recording) => recording.recordingId === name)
  if (one) return { target: one.recordingId, recordings: [one] }
  const ofTrack = all.filter((recording) => recording.trackId === name)
  if (ofTrack.length > 0) return { target: name, recordings: ofTrack }
  const lane = session.lanes.find(({ laneId }) => laneId === name)
  const tracks = [...new Set(lane?.recordings.map((recording) => recording.trackId))]
  if (lane && tracks.length === 1) return { target: tracks[0]!, recordings: lane.recordings }
  if (tracks.length > 1) {
    throw new UserError('track_ambiguous', `${name} has ${tracks.length} tracks in ${session.sessionId}`, {
      hint: `Name one by its id:\n${tracks.join('\n')}`,
    })
  }
  throw new UserError('track_missing', `session ${session.sessionId} has no track ${name}`, {
    hint: `Its lanes are ${session.lanes.map(({ laneId }) => laneId).join(', ')}; lockstep show ${session.sessionId} lists their track ids.`,
  })
}
