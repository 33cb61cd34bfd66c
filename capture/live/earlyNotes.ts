/** Consents that are given at the door of a room that nobody has opened yet: into its journal once it is. Not kept through a restart, since the store has every consent. */
import type { NewRoomEvent } from '../journal/index.ts'
import type { NotedEvent } from './liveControl.ts'

/** Rooms hold fewer people; a door that is knocked at for ever fills no memory. */
const MOST = 1000

export interface EarlyNotes {
  /** Anything else than a consent means an open room, and is not kept. */
  keep(room: string, event: NotedEvent): void
  /** What waits for a room, oldest first; once. */
  take(room: string): readonly NewRoomEvent[]
}

export function createEarlyNotes(nowMs: () => number): EarlyNotes {
  const waiting = new Map<string, NewRoomEvent[]>()
  return {
    keep(room, event) {
      if (event.event !== 'consent') return
      const atNs = BigInt(Math.round(nowMs())) * 1_000_000n
      waiting.set(room, [...(waiting.get(room) ?? []), { ...event, atNs }].slice(-MOST))
    },
    take(room) {
      const events = waiting.get(room) ?? []
      waiting.delete(room)
      return events
    },
  }
}
