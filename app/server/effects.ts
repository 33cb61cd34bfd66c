/** The work the server has done elsewhere, as one argument: a test supplies its own, `startServer` the real one. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Finding } from '../../core/model/index.ts'
import type {
  AlignResult,
  CorrectionRequest,
  ExportPlan,
  ExportRequest,
  Progress,
} from '../../core/protocol/index.ts'
import type { ObjectStore } from '../../core/storage/objectStore.ts'
import type { RenditionStore } from '../../ingest/renditions/rendition.types.ts'

export interface LongWork {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Told of each finding as it is made. */
  readonly onFinding?: (finding: Finding) => void
}

export interface ServerEffects {
  openStore(uri: string): Promise<ObjectStore>
  /** Where the catalog's renditions are kept and made. */
  openRenditions(catalog: Catalog): Promise<RenditionStore>
  /** With `align`, the source's sessions are aligned when it has been ingested. */
  ingest(
    catalog: Catalog,
    uri: string,
    work: LongWork & { readonly align: boolean },
  ): Promise<Record<string, unknown>>
  align(
    catalog: Catalog,
    sessionId: string,
    work: LongWork & { readonly dryRun: boolean },
  ): Promise<AlignResult>
  /** Makes the demo lesson and ingests it; absent: this server does not offer it. */
  makeDemo?(catalog: Catalog, work: LongWork): Promise<Record<string, unknown>>
  /** Returns the sessions that were placed anew. */
  correct(catalog: Catalog, request: CorrectionRequest, author: string): Promise<readonly string[]>
  withdrawCorrection(catalog: Catalog, correctionId: string): Promise<readonly string[]>
  planExport(catalog: Catalog, request: ExportRequest): Promise<ExportPlan>
  /** Opens a folder in the machine's file manager. Throws UserError `reveal_failed`. */
  reveal(folder: string): Promise<void>
  executeExport(
    catalog: Catalog,
    request: ExportRequest,
    work: LongWork & { out: string; version: string },
  ): Promise<{ folder: string; manifest: unknown }>
}
