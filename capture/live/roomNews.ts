/** Tells who listens of rooms that changed: each room's state once, a few times a second at most. */
import type { RoomState } from './liveControl.ts'

export interface RoomNews {
  changed(room: string): void
  /** Returns how to stop. */
  subscribe(listener: (state: RoomState) => void): () => void
  close(): void
}

export interface RoomNewsOptions {
  readonly describe: (room: string) => RoomState | undefined
  readonly after: (ms: number, run: () => void) => () => void
}

const TELL_MS = 250

export function createRoomNews({ describe, after }: RoomNewsOptions): RoomNews {
  const listeners = new Set<(state: RoomState) => void>()
  const changed = new Set<string>()
  let callOff: (() => void) | undefined
  const tell = (): void => {
    callOff = undefined
    const rooms = [...changed]
    changed.clear()
    if (listeners.size === 0) return
    for (const room of rooms) {
      const state = describe(room)
      if (state) for (const listener of listeners) listener(state)
    }
  }
  return {
    changed(room) {
      changed.add(room)
      callOff ??= after(TELL_MS, tell)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => callOff?.(),
  }
}
