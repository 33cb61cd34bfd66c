/** What people asked to be recorded of one opening of a room, or not to be. */
import type { CaptureStore } from './store.ts'

/** Of one track, of a person's tracks, or of all where neither is named. */
export interface RecordWish {
  readonly trackId?: string
  readonly identity?: string
  readonly isWanted: boolean
}

export interface Opening {
  readonly project: string
  /** LiveKit's, `RM_…`. */
  readonly roomId: string
}

/** The last word: what was said before of the same, or of less where it is of all, is forgotten. */
export function putWish(store: CaptureStore, { project, roomId }: Opening, wish: RecordWish): void {
  const { trackId = null, identity = null, isWanted } = wish
  store.transact(() => {
    store.run(
      `DELETE FROM record_wishes WHERE project = ?1 AND room_id = ?2
       AND ((?3 IS NULL AND ?4 IS NULL) OR (track_id IS ?3 AND identity IS ?4))`,
      project,
      roomId,
      trackId,
      identity,
    )
    store.run(
      `INSERT INTO record_wishes (project, room_id, track_id, identity, is_wanted) VALUES (?, ?, ?, ?, ?)`,
      project,
      roomId,
      trackId,
      identity,
      isWanted ? 1 : 0,
    )
  })
}

/** In the order in which they were said. */
export const listWishes = (store: CaptureStore, { project, roomId }: Opening): RecordWish[] =>
  store
    .all('SELECT * FROM record_wishes WHERE project = ? AND room_id = ? ORDER BY wish_id', project, roomId)
    .map(({ track_id: trackId, identity, is_wanted: isWanted }) => ({
      ...(typeof trackId === 'string' && { trackId }),
      ...(typeof identity === 'string' && { identity }),
      isWanted: isWanted === 1,
    }))
