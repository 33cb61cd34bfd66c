/** Which tracks go on, asked once a room: a backend that starts with many recordings left waits for LiveKit once. */
import type { TrackFacts } from '../model/recorder.ts'
import type { LivekitRooms } from './livekitRooms.ts'

/** Whether that track of that opening of a room is published; unknown (the server is down) counts as not. */
export function createPublishedTracks(
  livekit: Pick<LivekitRooms, 'list' | 'participants'>,
): (track: Pick<TrackFacts, 'trackId'>, roomId: string) => Promise<boolean> {
  const known = new Map<string, Promise<ReadonlySet<string>>>()
  let listed: ReturnType<LivekitRooms['list']> | undefined
  const ask = async (roomId: string): Promise<ReadonlySet<string>> => {
    listed ??= livekit.list()
    const room = (await listed).find(({ sid }) => sid === roomId)
    const people = room ? await livekit.participants(room.name) : []
    return new Set(people.flatMap(({ tracks }) => tracks.map(({ sid }) => sid)))
  }
  return async ({ trackId }, roomId) => {
    const tracks = known.get(roomId) ?? ask(roomId).catch(() => new Set<string>())
    known.set(roomId, tracks)
    return (await tracks).has(trackId)
  }
}
