/** Builds findings as rows; ids are made from their content, so that reading a file twice stores them once. */
import type { Row } from '../core/catalog/catalog.ts'
import type { Finding } from '../core/model/index.ts'
import { FINDING_CODES, type IngestFindingCode } from './findingCodes.ts'
import { hashParts } from './ids.ts'

export type Stage = 'read' | 'form' | 'place' | 'derive'

export interface StoredFinding extends Finding {
  readonly stage: Stage
  readonly sourceId: string | undefined
  readonly objectKey: string | undefined
  readonly sessionId: string | undefined
  readonly recordingId: string | undefined
}

export interface FindingOptions {
  readonly stage: Stage
  readonly code: IngestFindingCode
  readonly subject: string
  readonly message: string
  readonly evidence?: Readonly<Record<string, unknown>>
  readonly sourceId?: string | undefined
  readonly objectKey?: string | undefined
  readonly sessionId?: string | undefined
  readonly recordingId?: string | undefined
}

export function createFinding(options: FindingOptions): StoredFinding {
  const { severity, hint } = FINDING_CODES[options.code]
  return {
    severity,
    hint,
    evidence: options.evidence ?? {},
    code: options.code,
    stage: options.stage,
    subject: options.subject,
    message: options.message,
    sourceId: options.sourceId,
    objectKey: options.objectKey,
    sessionId: options.sessionId,
    recordingId: options.recordingId,
  }
}

/** The finding as a row of `findings`. */
export function toFindingRow(finding: StoredFinding): Row {
  const evidence = JSON.stringify(finding.evidence)
  const { stage, severity, code, subject, message, hint } = finding
  return {
    finding_id: `fnd_${hashParts([stage, code, finding.sourceId ?? '', subject, finding.sessionId ?? '', message, evidence])}`,
    stage,
    severity,
    code,
    subject,
    source_id: finding.sourceId,
    object_key: finding.objectKey,
    session_id: finding.sessionId,
    recording_id: finding.recordingId,
    message,
    hint,
    evidence,
  }
}
