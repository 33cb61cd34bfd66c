/**
 * What people want recorded of a room: their last word on a track, its person or the whole room holds for as long as the
 * room is open, for who comes later or comes again too, and after a restart. Where nobody said anything, auto record does.
 */
import type { CaptureStore } from '../store/store.ts'
import { listWishes, putWish, type RecordWish } from '../store/wishes.ts'
import type { LateWrites } from './lateWrites.ts'

export interface RecordWishes {
  /** Undefined where nobody said anything. */
  find(roomId: string, track: { trackId: string; identity: string | undefined }): boolean | undefined
  add(roomId: string, wish: RecordWish): void
}

export interface RecordWishesOptions {
  readonly store: CaptureStore
  readonly writes: LateWrites
  readonly project: string
}

export function createRecordWishes({ store, writes, project }: RecordWishesOptions): RecordWishes {
  const known = new Map<string, readonly RecordWish[]>()
  const read = (roomId: string): readonly RecordWish[] => {
    const wishes = known.get(roomId) ?? listWishes(store, { project, roomId })
    known.set(roomId, wishes)
    return wishes
  }
  return {
    find: (roomId, track) =>
      read(roomId).findLast(
        ({ trackId, identity }) =>
          (trackId === undefined || trackId === track.trackId) &&
          (identity === undefined || identity === track.identity),
      )?.isWanted,
    add(roomId, wish) {
      known.set(roomId, [...read(roomId), wish])
      writes.write(() => putWish(store, { project, roomId }, wish))
    },
  }
}
