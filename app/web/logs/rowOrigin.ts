/** Where a row of the log was written: asked of the catalog for the one row that is looked at. */
import type { QueryResult } from '../../../core/protocol/jobs.ts'

export interface RowOrigin {
  readonly objectKey: string
  /** Counted from 1. */
  readonly line: number
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The query for the rows of a sender at one instant: more than one where two lines say the same nanosecond. */
export const originSql = (sessionId: string, sender: string, recvNs: bigint): string =>
  `SELECT e.object_key, e.line_number
FROM log_events e JOIN log_streams l USING (source_id, object_key)
WHERE l.session_id = ${quote(sessionId)} AND e.recv_ns = ${recvNs}
  AND coalesce(e.sender, l.identity, '') = ${quote(sender)}
ORDER BY e.object_key, e.line_number`

export const readOrigins = ({ rows }: Pick<QueryResult, 'rows'>): RowOrigin[] =>
  rows.map(([objectKey, line]) => ({ objectKey: String(objectKey), line: Number(line) }))
