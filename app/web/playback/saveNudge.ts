/** Writes a nudge as corrections, and lets it be taken back: the corrections are withdrawn, what stood before counts. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { api } from '../api/client.ts'
import { queryClient } from '../api/queryClient.ts'
import { rememberEdit } from '../commands/undoStore.ts'
import { correctionsOf, type Nudge } from './nudge.ts'

/** Throws ServerProblem where the server refuses; nothing is remembered then. */
export async function saveNudge(session: SessionDetail, nudge: Nudge, note: string): Promise<void> {
  const { sessionId } = session
  const corrections = correctionsOf(session, nudge)
  const write = async (): Promise<void> => {
    for (const correction of corrections)
      await api.correct({ ...correction, ...(note === '' ? {} : { note }) })
    await readAgain(sessionId)
  }
  const withdraw = async (): Promise<void> => {
    const all = await api.corrections(sessionId)
    for (const { target } of corrections) {
      const newest = all.find((each) => each.recordingId === target && each.withdrawnWallUs === null)
      if (newest) await api.withdraw(newest.correctionId)
    }
    await readAgain(sessionId)
  }
  await write()
  rememberEdit({ name: 'move a recording in time', undo: withdraw, redo: write })
}

/** A moved recording moves the session's gaps, findings, log and plans with it. */
const readAgain = (sessionId: string): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === 'sessions' || queryKey[0] === 'plan' || queryKey[1] === sessionId,
  })
