/** The zone a session was recorded in, as a person says it. The newest that stands counts; none is ever deleted. */
import type { Catalog } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import { isZone } from '../core/time/index.ts'

export interface ZoneRequest {
  readonly sessionId: string
  /** IANA name; null takes back what was said. */
  readonly zone: string | null
  readonly author: string
  /** Wall time; the machine's unless told. */
  readonly now?: Date
}

/** Throws UserError `session_missing`, `zone_unknown`. */
export async function setZone(catalog: Catalog, request: ZoneRequest): Promise<void> {
  const { sessionId, zone, author, now = new Date() } = request
  if (zone !== null && !isZone(zone)) {
    throw new UserError('zone_unknown', `no time zone is called ${zone}`, {
      hint: 'Use a name of the IANA database, like Europe/Vienna.',
    })
  }
  await catalog.transaction(async (tx) => {
    const [session] = await tx.all('SELECT 1 AS found FROM sessions WHERE session_id = ?', [sessionId])
    if (!session) throw new UserError('session_missing', `the catalog has no session ${sessionId}`)
    await tx.run('UPDATE session_zones SET withdrawn_at = ? WHERE session_id = ? AND withdrawn_at IS NULL', [
      now,
      sessionId,
    ])
    if (zone === null) return
    await tx.append('session_zones', [
      { session_id: sessionId, zone, author, created_at: now, withdrawn_at: null },
    ])
  })
}
