/** An alignment in words: which job is of a session, what it came to. Pure. */
import type { AlignResult } from '../../../core/protocol/clock.ts'
import type { Job } from '../../../core/protocol/jobs.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatMove, isMoved } from './words.ts'

/** A job is known by its result, and before by its title: the session's id or its room. */
export const isAlignOf = (
  { title, result }: Pick<Job, 'title' | 'result'>,
  { sessionId, roomName }: Pick<SessionDetail, 'sessionId' | 'roomName'>,
): boolean =>
  typeof result?.['sessionId'] === 'string'
    ? result['sessionId'] === sessionId
    : title === roomName || title.includes(sessionId)

/** `12 of 15 pairs agree, 5 recordings moved, at most 1.204 s`. */
export function describeAlign(result: Pick<AlignResult, 'pairs' | 'moves'> | null): string {
  if (!result) return 'it is done'
  const { pairs, moves } = result
  const all = pairs.accepted + pairs.refused
  const moved = moves.filter(isMoved)
  const head = all === 0 ? 'no two recordings of sound overlap' : `${pairs.accepted} of ${all} pairs agree`
  if (moved.length === 0) return `${head}, nothing moved`
  const most = Math.max(...moved.map(({ byUs }) => Math.abs(byUs)))
  return `${head}, ${moved.length} ${moved.length === 1 ? 'recording' : 'recordings'} moved, at most ${formatMove(most).slice(1)}`
}
