/**
 * The rooms of a project that are open, and our hidden session in each. Where the session ended and LiveKit still lists
 * the room, its logs wait here: for a next session, or for the end of the room, whichever a look finds.
 */
import type { LiveEvent } from './liveState.ts'
import { openRoomWatch, type OpenedRoom, type RoomWatch, type RoomWatchOptions } from './roomWatch.ts'

export interface RoomWatchesOptions extends Pick<
  RoomWatchOptions,
  'openSession' | 'openWriters' | 'media' | 'nowMs'
> {
  readonly onEvent: (event: LiveEvent) => void
  /** Before it is joined. */
  readonly onOpened: (room: OpenedRoom) => void
  readonly onWatched: (watch: RoomWatch) => void
  /** The room is over, or not followed for now. */
  readonly onLeft: (room: OpenedRoom) => void
  /** Our session ended by itself: look which rooms are open. */
  readonly onLost: () => void
  readonly onTrouble: (room: string, error: unknown) => void
}

export interface RoomWatches {
  get(room: string): RoomWatch | undefined
  all(): readonly RoomWatch[]
  /** Leaves the openings that are over, by name → `RM_…` of those that are open; their logs go to the bucket, in their time. */
  leaveClosed(open: ReadonlyMap<string, string>): Promise<void>
  /** Joins; resolves when each is watched or has said why not. */
  join(rooms: readonly OpenedRoom[]): Promise<void>
  /** Leaves all; the logs stay for a next process. */
  close(): Promise<void>
}

export function createRoomWatches(options: RoomWatchesOptions): RoomWatches {
  const { nowMs, onTrouble } = options
  /** By name: each is joined, tried, or left one after the other. */
  const followed = new Map<string, OpenedRoom>()
  const watches = new Map<string, RoomWatch>()
  const busy = new Set<string>()
  /** Openings that are over, by id, while their logs go to the bucket: no room waits for a bucket that is away. */
  const ending = new Map<string, Promise<void>>()
  /** Openings whose logs wait here, by id. */
  const waiting = new Map<string, OpenedRoom>()
  let closed = false

  async function watch(room: OpenedRoom): Promise<void> {
    const { roomName, roomId } = room
    busy.add(roomName)
    followed.set(roomName, room)
    options.onEvent({ type: 'room_opened', room: roomName, roomId, atMs: nowMs() })
    options.onOpened(room)
    try {
      const opened = await openRoomWatch({
        ...options,
        room,
        onTrouble: (error) => onTrouble(roomName, error),
        onClosed: () => void lose(room),
      })
      waiting.delete(roomId)
      watches.set(roomName, opened)
      options.onWatched(opened)
    } catch (error) {
      waiting.set(roomId, room)
      onTrouble(roomName, error)
    } finally {
      busy.delete(roomName)
      if (closed) await leave(room, false)
    }
  }

  async function leave(room: OpenedRoom, isEnded: boolean): Promise<void> {
    const { roomName, roomId } = room
    const left = watches.get(roomName)
    watches.delete(roomName)
    followed.delete(roomName)
    options.onLeft(room)
    if (!left) return
    if (isEnded) return endLater(roomId, left.close(true))
    // A next session may take up the logs once this one has let them go.
    busy.add(roomName)
    await left.close(false)
    waiting.set(roomId, room)
    busy.delete(roomName)
  }

  function endLater(roomId: string, work: Promise<void>): void {
    ending.set(
      roomId,
      work.finally(() => ending.delete(roomId)),
    )
  }

  async function lose(room: OpenedRoom): Promise<void> {
    if (closed || watches.get(room.roomName)?.roomId !== room.roomId) return
    await leave(room, false)
    options.onLost()
  }

  /** What was written of a room that ended while nobody of us was in it. */
  async function bringIn(room: OpenedRoom): Promise<void> {
    waiting.delete(room.roomId)
    try {
      const writers = await options.openWriters(room)
      await writers.write({ event: 'room_ended' })
      await writers.close(true)
    } catch (error) {
      onTrouble(room.roomName, error)
    }
  }

  return {
    get: (room) => watches.get(room),
    all: () => [...watches.values()],
    async leaveClosed(open) {
      const isOver = ({ roomName, roomId }: OpenedRoom): boolean =>
        open.get(roomName) !== roomId && !busy.has(roomName)
      await Promise.all([...followed.values()].filter(isOver).map((room) => leave(room, true)))
      for (const room of [...waiting.values()].filter(isOver)) endLater(room.roomId, bringIn(room))
    },
    async join(rooms) {
      const fresh = rooms.filter(
        ({ roomName, roomId }) => !watches.has(roomName) && !busy.has(roomName) && !ending.has(roomId),
      )
      await Promise.all(fresh.map(watch))
    },
    async close() {
      closed = true
      await Promise.all([...ending.values(), ...[...watches.values()].map((one) => one.close(false))])
      watches.clear()
    },
  }
}
