/** An export as its row tells it: what was asked, what was planned, what was written. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { ExportDetail, ExportPlan, ExportRequest } from '../../core/protocol/index.ts'
import { listExportFiles } from './exportFiles.ts'

interface ExportRow {
  export_id: string
  session_id: string
  start_us: number
  end_us: number
  folder: string
  request: string | null
  plan: string
  manifest: string | null
  created_us: number
  finished_us: number | null
}

export type StoredExport = Omit<ExportDetail, 'files'>

/** Throws UserError `export_missing`. */
export async function getExport(catalog: Catalog, exportId: string): Promise<StoredExport> {
  const [row] = await catalog.all<ExportRow>(
    `SELECT export_id, session_id, start_us, end_us, folder, request, plan, manifest,
       epoch_us(created_at) AS created_us, epoch_us(finished_at) AS finished_us
     FROM exports WHERE export_id = ?`,
    [exportId],
  )
  if (!row) throw new UserError('export_missing', `the catalog has no export ${exportId}`)
  return {
    exportId: row.export_id,
    request: requestOf(row),
    plan: JSON.parse(row.plan) as ExportPlan,
    manifest: row.manifest === null ? null : (JSON.parse(row.manifest) as Record<string, unknown>),
    folder: row.folder,
    createdWallUs: row.created_us,
    finishedWallUs: row.finished_us,
  }
}

/** Throws UserError `export_missing`. */
export async function readExport(catalog: Catalog, exportId: string): Promise<ExportDetail> {
  const stored = await getExport(catalog, exportId)
  return { ...stored, files: await listExportFiles(stored.folder, stored.manifest) }
}

/** An export of before requests were kept is of the same segment, all its lanes. */
const requestOf = (row: ExportRow): ExportRequest =>
  row.request === null
    ? { sessionId: row.session_id, fromUs: row.start_us, toUs: row.end_us }
    : (JSON.parse(row.request) as ExportRequest)
