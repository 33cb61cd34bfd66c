/** Who is withheld, as every answer of the server must know: nothing of them is sent, only that they were there. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Withholding } from '../../core/protocol/index.ts'
import { describeWithheld } from '../../ingest/describeWithheld.ts'

interface WithheldRow {
  withholding_id: string
  identity: string
  reason: string
  author: string
  created_us: number
}

/** The withheld people of a session by identity, in the order they were withheld. */
export async function readWithheld(
  catalog: Pick<Catalog, 'all'>,
  sessionId: string,
): Promise<Map<string, Withholding>> {
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

interface Hidden {
  readonly revision: number
  readonly recordings: ReadonlyMap<string, { readonly identity: string; readonly reason: string }>
}

/** Asked for every range of every file: read again only after something was written. */
const known = new WeakMap<Catalog, Hidden>()

async function readHidden(catalog: Catalog): Promise<Hidden> {
  const before = known.get(catalog)
  const { revision } = catalog
  if (before?.revision === revision) return before
  const rows = await catalog.all<{ recording_id: string; identity: string; reason: string }>(
    `SELECT r.recording_id, w.identity, w.reason FROM recordings r JOIN withheld_people w USING (session_id, identity)`,
  )
  const recordings = new Map(rows.map(({ recording_id: id, ...said }) => [id, said]))
  const hidden = { revision, recordings }
  known.set(catalog, hidden)
  return hidden
}

/** Refuses whatever is made of a withheld person's recording. Throws UserError `withheld`. */
export async function requireShown(catalog: Catalog, recordingId: string): Promise<void> {
  const found = (await readHidden(catalog)).recordings.get(recordingId)
  if (found) throw describeWithheld(found)
}
