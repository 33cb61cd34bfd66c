/** An export's title with the room's name in place of the session's id, where the list of sessions is known. */
import type { Job } from '../../../core/protocol/jobs.ts'
import { useSessions } from '../api/queries.ts'

export function useJobTitle({ title }: Pick<Job, 'title'>): string {
  const session = useSessions().data?.find(({ sessionId }) => title.startsWith(`${sessionId} `))
  return session ? session.roomName + title.slice(session.sessionId.length) : title
}
