/** Keeps what a room's people are told of being recorded at what is recorded; what fails is told again at the next look. */
import { addRecordedNotice, type RecordedNotice } from '../../core/protocol/recordedNotice.ts'
import type { LiveRoom } from './liveState.ts'
import type { LivekitRooms } from './livekitRooms.ts'

export interface RecordedTeller {
  keep(room: LiveRoom): void
}

/** Who is being recorded: from the moment a recording is asked for until its end is. */
export function findRecorded(room: LiveRoom): RecordedNotice {
  const running = [...room.recordings.values()].filter(
    ({ status }) => status === 'starting' || status === 'active',
  )
  const ownerOf = new Map(
    [...room.people.values()].flatMap((one) => [...one.tracks.keys()].map((id) => [id, one.identity])),
  )
  const recorded = running.flatMap(({ trackId, identity }) => {
    const owner = (trackId === undefined ? undefined : ownerOf.get(trackId)) ?? identity
    return owner === undefined ? [] : [owner]
  })
  return {
    recorded: [...new Set(recorded)].toSorted(),
    room: running.some(({ trackId, identity }) => trackId === undefined && identity === undefined),
  }
}

export function createRecordedTeller(options: {
  readonly livekit: Pick<LivekitRooms, 'list' | 'setMetadata'>
  readonly onTrouble: (room: string, error: unknown) => void
}): RecordedTeller {
  const { livekit, onTrouble } = options
  /** What each opening of a room was told last, and what it is to be told. */
  const told = new Map<string, string>()
  const latest = new Map<string, LiveRoom>()
  const telling = new Set<string>()

  const tell = async (name: string): Promise<void> => {
    for (;;) {
      const room = latest.get(name)!
      const notice = findRecorded(room)
      const key = `${room.roomId} ${JSON.stringify(notice)}`
      if (told.get(name) === key) return void telling.delete(name)
      const open = (await livekit.list([name])).find(({ sid }) => sid === room.roomId)
      const metadata = open && addRecordedNotice(open.metadata, notice)
      if (metadata !== undefined && metadata !== open?.metadata) await livekit.setMetadata(name, metadata)
      told.set(name, key)
    }
  }
  return {
    keep(room) {
      latest.set(room.room, room)
      if (telling.has(room.room)) return
      telling.add(room.room)
      void tell(room.room).catch((error: unknown) => {
        telling.delete(room.room)
        onTrouble(room.room, error)
      })
    },
  }
}
