/** What reading one object gives: its row of `objects` and the rows of every table that speak of it. */
import type { CatalogTx, Row } from '../core/catalog/catalog.ts'
import type { Problem } from '../core/formats/index.ts'
import type { ObjectStat } from '../core/storage/store.ts'
import type { Role } from './classify.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import { toFindingCode } from './findingCodes.ts'
import { HANDLER_VERSION } from './handlerVersion.ts'

/** Tables whose rows belong to one object and are replaced when it changes. */
export const RAW_TABLES = [
  'manifests',
  'egress_infos',
  'media',
  'holes',
  'log_streams',
  'log_events',
  'room_events',
  'clock_exchanges',
  'known_spans',
  'derived',
] as const
export type RawTable = (typeof RAW_TABLES)[number]

export interface RawRows {
  readonly object: Row
  readonly tables: Partial<Readonly<Record<RawTable, readonly Row[]>>>
  readonly findings: readonly StoredFinding[]
}

export interface ObjectToRead {
  readonly sourceId: string
  readonly stat: ObjectStat
}

export type RawStatus = 'indexed' | 'refused'

export interface ReadOutcome {
  readonly role: Role
  readonly status: RawStatus
  readonly tables?: RawRows['tables']
  readonly problems?: readonly Problem[]
  /** True: the object could not be had this time, so the next ingest tries again. */
  readonly retry?: boolean
}

/** Joins what a reader found with the object it was read from. */
export function toRawRows({ sourceId, stat }: ObjectToRead, outcome: ReadOutcome): RawRows {
  return {
    object: {
      source_id: sourceId,
      object_key: stat.key,
      etag: stat.etag,
      size_bytes: stat.sizeBytes,
      modified_at: stat.modifiedAt,
      role: outcome.role,
      status: outcome.status,
      handler_version: outcome.retry ? 0 : HANDLER_VERSION,
    },
    tables: outcome.tables ?? {},
    findings: (outcome.problems ?? []).map((problem) =>
      createFinding({
        stage: 'read',
        code: toFindingCode(problem.code),
        subject: stat.key,
        sourceId,
        objectKey: stat.key,
        message: problem.message.startsWith(stat.key) ? problem.message : `${stat.key}: ${problem.message}`,
        evidence: problem.evidence,
      }),
    ),
  }
}

/** Removes every raw row of the objects, and their findings of the stages that read them. */
export async function deleteRawRows(tx: CatalogTx, sourceId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  for (const table of [...RAW_TABLES, 'objects']) {
    await tx.run(`DELETE FROM ${table} WHERE source_id = ? AND object_key IN (SELECT unnest(?))`, [
      sourceId,
      keys,
    ])
  }
  await tx.run(
    `DELETE FROM findings WHERE stage IN ('read', 'derive') AND source_id = ? AND object_key IN (SELECT unnest(?))`,
    [sourceId, keys],
  )
}
