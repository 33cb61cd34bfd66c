/** The room's events as a row: who came and went, muted and marked, as the capture backend noted it. */
import type { RoomEventView } from '../../../core/protocol/index.ts'
import { indexResult, type ResultTrack } from './resultTrack.ts'

/** Undefined where nobody watched the room. */
export const indexRoomEvents = (events: readonly RoomEventView[] | undefined): ResultTrack | undefined =>
  events === undefined || events.length === 0
    ? undefined
    : indexResult({
        name: 'Room events',
        points: events.map(({ tUs, words }) => ({ tUs, label: words })),
      })
