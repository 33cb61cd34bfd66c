/** Who is withheld, as every answer of the server must know: nothing of them is sent, only that they were there. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { Withholding } from '../../core/protocol/index.ts'

interface WithheldRow {
  withholding_id: string
  identity: string
  reason: string
  author: string
  created_us: number
}

/** The withheld people of a session by identity, in the order they were withheld. */
export async function readWithheld(catalog: Catalog, sessionId: string): Promise<Map<string, Withholding>> {
  const rows = await catalog.all<WithheldRow>(
    `SELECT withholding_id, identity, reason, author, epoch_us(created_at) AS created_us
     FROM withheld_people WHERE session_id = ? ORDER BY created_at, withholding_id`,
    [sessionId],
  )
  return new Map(
    rows.map((row) => [
      row.identity,
      {
        withholdingId: row.withholding_id,
        identity: row.identity,
        reason: row.reason,
        author: row.author,
        createdWallUs: row.created_us,
      },
    ]),
  )
}

/** Refuses whatever is made of a withheld person's recording. Throws UserError `withheld`. */
export async function requireShown(catalog: Catalog, recordingId: string): Promise<void> {
  // Asked for every range of every file; mostly nobody is withheld anywhere.
  const [any] = await catalog.all('SELECT 1 FROM withholdings WHERE withdrawn_at IS NULL LIMIT 1')
  if (!any) return
  const [row] = await catalog.all<{ identity: string; reason: string }>(
    `SELECT w.identity, w.reason FROM recordings r JOIN withheld_people w USING (session_id, identity)
     WHERE r.recording_id = ?`,
    [recordingId],
  )
  if (!row) return
  throw new UserError('withheld', `${row.identity} is withheld: ${row.reason}`, {
    hint: 'Whoever may take that back does so in the workbench, or with lockstep withhold --undo.',
  })
}
