/**
 * The one hidden session of an open room, and all that listens to it: the live state, the room's event journal, the text
 * recorder, the clock exchange with our own pages, the embedded recorder. What fails is told and the rest goes on.
 */
import type { NewRoomEvent } from '../journal/index.ts'
import type { DataPacketIn, MediaListener } from '../model/media.ts'
import type { TrackFacts } from '../model/recorder.ts'
import type { RoomListener, RoomParticipant } from '../room/listener.ts'
import { createListening, type Listening } from './listening.ts'
import type { LiveEvent } from './liveState.ts'

export interface OpenedRoom {
  readonly roomName: string
  /** `RM_…`. */
  readonly roomId: string
}

/** What is used of `capture/room`'s session. */
export interface WatchSession {
  setSubscribed(trackId: string, subscribed: boolean): void
  close(): Promise<void>
}

/** What is written of a room; made for one opening. Nothing here throws into the room: trouble is reported. */
export interface RoomWriters {
  write(event: NewRoomEvent): Promise<void>
  onData(packet: DataPacketIn): void
  onLeft(identity: string): void
  /** What is written so far is in the bucket once this resolves. */
  flush(): Promise<void>
  /** Ended: all of it goes to the bucket and is done. Else it stays here and is taken up again. */
  close(isEnded: boolean): Promise<void>
}

export type RecorderMedia = MediaListener & { onMuted?(trackId: string, isMuted: boolean): void }

export interface RoomWatchOptions {
  readonly room: OpenedRoom
  readonly nowMs: () => number
  /** The embedded recorder; the egress service listens for itself. */
  readonly media?: RecorderMedia | undefined
  readonly openSession: (room: OpenedRoom, listener: RoomListener) => Promise<WatchSession>
  readonly openWriters: (room: OpenedRoom) => Promise<RoomWriters>
  readonly onEvent: (event: LiveEvent) => void
  /** The session has ended for good. */
  readonly onClosed: (reason: string) => void
  readonly onTrouble: (error: unknown) => void
}

export interface RoomWatch extends OpenedRoom {
  readonly session: WatchSession
  /** Into the journal; resolves when it is on the disk. */
  write(event: NewRoomEvent): Promise<void>
  /** Tells which tracks have gone quiet, or come again; call it every few seconds. */
  look(): void
  flush(): Promise<void>
  /** Once; later calls wait for the first. */
  close(isEnded: boolean): Promise<void>
}

/** Throws where the room cannot be joined; then nothing is left open. */
export async function openRoomWatch(options: RoomWatchOptions): Promise<RoomWatch> {
  const { room, onTrouble, onEvent, nowMs } = options
  const writers = await options.openWriters(room)
  const listening = createListening()
  const listener = createListener(options, writers, listening)
  let closing: Promise<void> | undefined
  try {
    const session = await options.openSession(room, listener)
    onEvent({ type: 'watched', room: room.roomName })
    return {
      ...room,
      session: {
        setSubscribed(trackId, subscribed) {
          listening.subscribe(trackId, subscribed, nowMs())
          session.setSubscribed(trackId, subscribed)
        },
        close: () => session.close(),
      },
      look() {
        for (const quiet of listening.look(nowMs())) onEvent({ type: 'quiet', room: room.roomName, ...quiet })
      },
      write: (event) => writers.write(event),
      flush: () => writers.flush(),
      close(isEnded) {
        closing ??= (async () => {
          await session.close().catch(onTrouble)
          if (isEnded) await writers.write({ event: 'room_ended' }).catch(onTrouble)
          await writers.close(isEnded).catch(onTrouble)
        })()
        return closing
      },
    }
  } catch (error) {
    await writers.close(false).catch(onTrouble)
    throw error
  }
}

const about = ({ identity, trackId, kind, source }: TrackFacts) => ({ identity, trackId, kind, source })

function createListener(options: RoomWatchOptions, writers: RoomWriters, listening: Listening): RoomListener {
  const { media, nowMs, onEvent } = options
  const room = options.room.roomName
  /** Why the way was lost: told when there is one again, before what happened meanwhile, as a journal says a break. */
  let lost: string | undefined
  const write = (...events: readonly NewRoomEvent[]): void => {
    const breaks = lost === undefined ? [] : [{ event: 'journal_interrupted', reason: lost } as const]
    lost = undefined
    for (const one of [...breaks, ...events]) void writers.write(one).catch(options.onTrouble)
  }
  const change = (track: TrackFacts, isMuted: boolean): void => {
    const changed = { ...track, muted: isMuted }
    listening.publish(changed, nowMs())
    onEvent({ type: 'changed', room, track: changed, atMs: nowMs() })
    media?.onMuted?.(track.trackId, isMuted)
    write({ event: isMuted ? 'track_muted' : 'track_unmuted', ...about(track) })
  }
  return {
    onTrack: (track) => media?.onTrack(track),
    onRtp(packet) {
      listening.take(packet)
      media?.onRtp(packet)
    },
    onSenderReport: (report) => media?.onSenderReport(report),
    onTrackEnded: (trackId, reason) => media?.onTrackEnded(trackId, reason),
    onData: (packet) => writers.onData(packet),
    onParticipant(kind, { identity, name, joinedAtNs }: RoomParticipant, reason) {
      const atMs = joinedAtNs > 0n ? Number(joinedAtNs / 1_000_000n) : nowMs()
      if (kind === 'left') {
        writers.onLeft(identity)
        onEvent({ type: 'left', room, identity })
        write({ event: 'participant_left', identity, name, ...(reason !== undefined && { reason }) })
      } else {
        onEvent({ type: 'joined', room, identity, name, atMs })
        if (kind === 'joined') write({ event: 'participant_joined', identity, name })
      }
    },
    onTrackPublished(track) {
      listening.publish(track, nowMs())
      onEvent({ type: 'published', room, track, atMs: nowMs() })
      write({ event: 'track_published', ...about(track) })
    },
    onTrackUnpublished(track) {
      listening.drop(track.trackId)
      onEvent({ type: 'unpublished', room, track })
      write({ event: 'track_unpublished', ...about(track) })
    },
    onTrackMuted: (track) => change(track, true),
    onTrackUnmuted: (track) => change(track, false),
    onConnectionQuality(identity, quality) {
      onEvent({ type: 'quality', room, identity, quality })
      write({ event: 'connection_quality', identity, quality })
    },
    onReconnecting(reason) {
      onEvent({ type: 'unwatched', room, atMs: nowMs() })
      lost = reason
    },
    onReconnected() {
      write()
      listening.restart(nowMs())
      onEvent({ type: 'watched', room })
    },
    onClosed: (reason) => options.onClosed(reason),
  }
}
