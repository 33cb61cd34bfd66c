/**
 * What could not be written yet, a list for each session: kept in the browser, shown as if it were written, and sent
 * again in its order when the server is back or a person asks. Nothing a person made is lost with a failed write.
 */
import { createStore } from 'zustand/vanilla'
import type { Write } from './writes.ts'

export interface Unsent {
  readonly writes: readonly Write[]
  /** Why the first of them was not taken. */
  readonly cause: unknown
  readonly isSending: boolean
}

export const NOTHING: Unsent = { writes: [], cause: undefined, isSending: false }

export const unsentStore = createStore<{ readonly bySession: Readonly<Record<string, Unsent>> }>(() => ({
  bySession: {},
}))

const keyOf = (sessionId: string): string => `lockstep.unsent.${sessionId}`

export const unsentOf = (sessionId: string): Unsent => unsentStore.getState().bySession[sessionId] ?? NOTHING

function keep(sessionId: string, unsent: Unsent): void {
  unsentStore.setState(({ bySession }) => ({ bySession: { ...bySession, [sessionId]: unsent } }))
  if (unsent.writes.length === 0) localStorage.removeItem(keyOf(sessionId))
  else localStorage.setItem(keyOf(sessionId), JSON.stringify(unsent.writes))
}

/** Takes up what an earlier tab could not send. */
export function recallUnsent(sessionId: string): void {
  if (unsentOf(sessionId).writes.length > 0) return
  const writes = readWrites(localStorage.getItem(keyOf(sessionId)))
  if (writes.length > 0) keep(sessionId, { ...NOTHING, writes })
}

function readWrites(text: string | null): readonly Write[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? (value as Write[]) : []
  } catch {
    return []
  }
}

/** Adds a write that was not taken, or that must wait for one that was not. */
export function addUnsent(sessionId: string, write: Write, cause: unknown): void {
  const before = unsentOf(sessionId)
  keep(sessionId, { ...before, writes: [...before.writes, write], cause: before.cause ?? cause })
}

/** Gives up what was not taken. */
export const discardUnsent = (sessionId: string): void => keep(sessionId, NOTHING)

/** Sends all in order; stops at the first that fails again. */
export async function sendUnsent(sessionId: string, send: (write: Write) => Promise<void>): Promise<void> {
  if (unsentOf(sessionId).isSending) return
  keep(sessionId, { ...unsentOf(sessionId), isSending: true })
  let cause: unknown
  for (;;) {
    const [first] = unsentOf(sessionId).writes
    if (!first) break
    try {
      await send(first)
    } catch (thrown) {
      cause = thrown
      break
    }
    keep(sessionId, {
      ...unsentOf(sessionId),
      writes: unsentOf(sessionId).writes.filter((one) => one !== first),
    })
  }
  keep(sessionId, { writes: unsentOf(sessionId).writes, cause, isSending: false })
}
