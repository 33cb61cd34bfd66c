/**
 * What commands ask of a catalog: answered by the file itself, or over HTTP by the server that holds it, so that a
 * command works the same whether the workbench is open or not.
 */
import type { CorrectionView } from '../app/server/corrections.ts'
import type { FileFormat, QueryResult } from '../core/catalog/catalog.ts'
import type { Finding } from '../core/model/index.ts'
import type {
  AlignResult,
  AnnotationSet,
  ClockApplied,
  ClockEdits,
  ClockGraph,
  ClockPreview,
  CorrectionRequest,
  ExportPlan,
  ExportRequest,
  IssuedCertificate,
  Progress,
  SessionDetail,
  SessionSummary,
} from '../core/protocol/index.ts'
import type { AlignPlan } from '../ingest/align/plan.ts'
import type { SessionRendition, SessionRenditionsWork } from '../ingest/renditions/makeSession.ts'
import type { AnnotationFileRequest } from '../review/index.ts'

/** Counts of an ingest: at least `objects`, `indexed`, `orphaned`, `refused`, `unchanged`, `findings`. */
export type IngestCounts = Readonly<Record<string, unknown>>

export interface IngestWork {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Each finding as it is made; a server tells at most the latest 50 at a time, without hint and evidence. */
  readonly onFinding: (finding: Finding) => void
  /** Aligns the sessions of the source at the end. */
  readonly align: boolean
}

export interface AlignWork extends Pick<IngestWork, 'signal' | 'onProgress'> {
  readonly dryRun: boolean
  /** Told before anything is done, where this process does it. */
  readonly onPlan: (plan: AlignPlan) => void
}

export interface GivenEdits {
  /** The clock version that was looked at. */
  readonly clockVersion: string
  readonly author: string
}

export interface ExportWork extends Pick<IngestWork, 'signal' | 'onProgress'> {
  /** Of lockstep, for the manifest. */
  readonly version: string
}

export interface CatalogAccess {
  /** The server's URL where one holds the catalog. */
  readonly serverUrl: string | undefined
  readSessions(): Promise<SessionSummary[]>
  readSession(sessionId: string): Promise<SessionDetail>
  /** `version` is of this program, for the certificate; a server names its own. */
  readCertificate(sessionId: string, version: string): Promise<IssuedCertificate>
  readClocks(sessionId: string): Promise<ClockGraph>
  previewClocks(sessionId: string, edits: ClockEdits): Promise<ClockPreview>
  applyClockEdits(sessionId: string, edits: ClockEdits, given: GivenEdits): Promise<ClockApplied>
  readCorrections(sessionId: string): Promise<CorrectionView[]>
  correct(request: CorrectionRequest, author: string): Promise<void>
  withdrawCorrection(correctionId: string): Promise<void>
  readAnnotations(sessionId: string): Promise<AnnotationSet>
  readAnnotationFile(sessionId: string, request: AnnotationFileRequest): Promise<string>
  withhold(sessionId: string, request: { identity: string; reason: string; author: string }): Promise<void>
  unwithhold(withholdingId: string): Promise<void>
  select(sql: string, options: { maxRows: number; signal: AbortSignal }): Promise<QueryResult>
  selectTo(sql: string, format: FileFormat, signal: AbortSignal): Promise<Uint8Array>
  ingest(source: string, work: IngestWork): Promise<IngestCounts>
  align(sessionId: string, work: AlignWork): Promise<AlignResult>
  /** Makes the proxies of a session that are missing; how each then stands. */
  makeProxies(sessionId: string, work: SessionRenditionsWork): Promise<SessionRendition[]>
  planExport(request: ExportRequest): Promise<ExportPlan>
  /** Returns at least `folder`. */
  executeExport(
    request: ExportRequest & { out: string },
    work: ExportWork,
  ): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}
