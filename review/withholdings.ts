/**
 * People whose pictures, sound and messages of a session are kept from the page, the server's answers and exports.
 * Each is fixed to a file of theirs, so that forming the session anew under another id does not let it lapse.
 */
import { randomUUID } from 'node:crypto'
import type { Catalog, CatalogTx } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { Withholding } from '../core/protocol/index.ts'
import { readClock, type Reader } from './clock.ts'

export interface WithholdRequest {
  readonly sessionId: string
  readonly identity: string
  readonly reason: string
  readonly author: string
  /** Wall time; the machine's unless told. */
  readonly now?: Date
}

const KNOWN_SQL = `
  SELECT 1 AS found FROM participants WHERE session_id = ? AND identity = ?
  UNION ALL SELECT 1 FROM recordings WHERE session_id = ? AND identity = ?
  UNION ALL SELECT 1 FROM log_events e JOIN log_streams l USING (source_id, object_key)
    WHERE l.session_id = ? AND coalesce(e.sender, l.identity) = ?
  LIMIT 1`

/** All there ever were, in the session named and in the one their file is in by now. */
const NAMED_SQL = `
  SELECT withholding_id, identity, session_id FROM withholdings
  UNION
  SELECT w.withholding_id, w.identity, r.session_id
  FROM withholdings w JOIN recordings r ON r.source_id = w.source_id AND r.object_key = w.object_key`

/** Withholds a person of a session; again gives the newer reason. Throws UserError `session_missing`, `person_missing`. */
export async function withhold(catalog: Catalog, request: WithholdRequest): Promise<Withholding> {
  const { sessionId, identity, reason, author, now = new Date() } = request
  return catalog.transaction(async (tx) => {
    await readClock(tx, sessionId)
    const here = [sessionId, identity] as const
    const [known] = await tx.all(KNOWN_SQL, [...here, ...here, ...here])
    if (!known) {
      throw new UserError('person_missing', `session ${sessionId} has nobody called ${identity}`, {
        hint: `lockstep show ${sessionId} lists its people.`,
      })
    }
    await withdrawAll(tx, here, now)
    const [file] = await tx.all<{ source_id: string; object_key: string }>(
      'SELECT source_id, object_key FROM recordings WHERE session_id = ? AND identity = ? ORDER BY ALL LIMIT 1',
      here,
    )
    const withholdingId = `wh_${randomUUID()}`
    await tx.append('withholdings', [
      {
        withholding_id: withholdingId,
        session_id: sessionId,
        identity,
        reason,
        author,
        created_at: now,
        withdrawn_at: null,
        ...file,
      },
    ])
    return { withholdingId, identity, reason, author, createdWallUs: now.getTime() * 1000 }
  })
}

/** Shows a person again: every withholding of them in that session is withdrawn. Throws UserError `withholding_missing`. */
export async function unwithhold(
  catalog: Catalog,
  withholdingId: string,
  { now = new Date() }: { now?: Date } = {},
): Promise<void> {
  await catalog.transaction(async (tx) => {
    const rows = await tx.all<{ session_id: string; identity: string }>(
      `SELECT session_id, identity FROM (${NAMED_SQL}) WHERE withholding_id = ?`,
      [withholdingId],
    )
    if (rows.length === 0) {
      throw new UserError('withholding_missing', `there is no withholding ${withholdingId}`)
    }
    for (const row of rows) await withdrawAll(tx, [row.session_id, row.identity], now)
  })
}

const withdrawAll = (tx: CatalogTx, here: readonly [string, string], now: Date): Promise<void> =>
  tx.run(
    `UPDATE withholdings SET withdrawn_at = ? WHERE withdrawn_at IS NULL AND withholding_id IN
       (SELECT withholding_id FROM (${NAMED_SQL}) WHERE session_id = ? AND identity = ?)`,
    [now, ...here],
  )

/** The withholding of a person that is in force in a session. */
export async function findWithholding(
  reader: Reader,
  sessionId: string,
  identity: string,
): Promise<Withholding | undefined> {
  const [row] = await reader.all<{
    withholding_id: string
    reason: string
    author: string
    created_us: number
  }>(
    `SELECT withholding_id, reason, author, epoch_us(created_at) AS created_us
     FROM withheld_people WHERE session_id = ? AND identity = ?`,
    [sessionId, identity],
  )
  return (
    row && {
      withholdingId: row.withholding_id,
      identity,
      reason: row.reason,
      author: row.author,
      createdWallUs: row.created_us,
    }
  )
}
