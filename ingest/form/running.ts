/**
 * Recordings that are still being written: what their files lack is a state, not a fault. Findings of reading them are
 * notes until the egress has ended; then they are again as bad as they are.
 */
import type { CatalogTx } from '../../core/catalog/catalog.ts'
import { FINDING_CODES } from '../findingCodes.ts'
import { createFinding, type StoredFinding } from '../findings.ts'
import { objectId, type Facts } from './facts.ts'
import type { Links } from './linkMedia.ts'

/** Media objects that an EgressInfo says are being written, and none says are done; by `objectId`. */
export function findRunning(links: Links): ReadonlySet<string> {
  return new Set(
    [...links.descriptionsOf].flatMap(([id, descriptions]) => {
      const infos = descriptions.filter(({ table }) => table === 'egress_infos')
      return infos.length > 0 && infos.every((one) => one.isRunning) ? [id] : []
    }),
  )
}

/** That a recording was read while it grows. */
export const findStillRecording = (facts: Facts, running: ReadonlySet<string>): StoredFinding[] =>
  facts.objects
    .filter((object) => running.has(objectId(object)))
    .map(({ sourceId, objectKey }) =>
      createFinding({
        stage: 'form',
        code: 'still_recording',
        subject: objectKey,
        sourceId,
        objectKey,
        message: `${objectKey}: is still being recorded; what was there was read`,
      }),
    )

/** Makes findings of files that grow notes, and those of files that have ended what they are. */
export async function settleSeverity(tx: CatalogTx, running: ReadonlySet<string>): Promise<void> {
  const rows = await tx.all<{
    finding_id: string
    code: string
    severity: string
    source_id: string
    object_key: string
  }>(
    `SELECT finding_id, code, severity, source_id, object_key FROM findings
     WHERE stage IN ('read', 'derive') AND source_id IS NOT NULL AND object_key IS NOT NULL`,
  )
  const wrong = rows.flatMap((row) => {
    const usual = (FINDING_CODES as Readonly<Record<string, { severity: string } | undefined>>)[row.code]
    const id = objectId({ sourceId: row.source_id, objectKey: row.object_key })
    const now = running.has(id) ? 'info' : usual?.severity
    return now === undefined || now === row.severity ? [] : [{ id: row.finding_id, now }]
  })
  if (wrong.length === 0) return
  await tx.run(
    `UPDATE findings SET severity = s.value
     FROM (SELECT unnest(?) AS id, unnest(?) AS value) s WHERE findings.finding_id = s.id`,
    [wrong.map(({ id }) => id), wrong.map(({ now }) => now)],
  )
}
