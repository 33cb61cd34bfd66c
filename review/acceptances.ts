/** Findings a person looked at and accepted as they are. Kept by finding id, so that every ingest leaves them; none is ever deleted. */
import type { Catalog, CatalogTx } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { Acceptance } from '../core/protocol/index.ts'

interface FindingRow {
  code: string
  subject: string
  session_id: string | null
}

/** Accepts a finding; again withdraws what was said before and says this. Throws UserError `finding_missing`. */
export async function acceptFinding(
  catalog: Catalog,
  findingId: string,
  { note, author, now = new Date() }: { note: string; author: string; now?: Date },
): Promise<Acceptance> {
  return catalog.transaction(async (tx) => {
    const [finding] = await tx.all<FindingRow>(
      'SELECT code, subject, session_id FROM findings WHERE finding_id = ?',
      [findingId],
    )
    if (!finding) {
      throw new UserError('finding_missing', `there is no finding ${findingId}`, {
        hint: 'Findings are made anew by every ingest: reload the session.',
      })
    }
    await withdraw(tx, findingId, now)
    await tx.append('finding_acceptances', [
      { finding_id: findingId, ...finding, note, author, created_at: now, withdrawn_at: null },
    ])
    return { note, author, createdWallUs: now.getTime() * 1000 }
  })
}

/** Takes an acceptance back; where there is none nothing happens. */
export async function unacceptFinding(
  catalog: Catalog,
  findingId: string,
  { now = new Date() }: { now?: Date } = {},
): Promise<void> {
  await catalog.transaction((tx) => withdraw(tx, findingId, now))
}

const withdraw = (tx: CatalogTx, findingId: string, now: Date): Promise<void> =>
  tx.run('UPDATE finding_acceptances SET withdrawn_at = ? WHERE finding_id = ? AND withdrawn_at IS NULL', [
    now,
    findingId,
  ])
