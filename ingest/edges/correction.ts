/**
 * A person's word. It is said relative to the computed placement, moves this recording alone, and wins; the newest
 * one that was not withdrawn counts. A person places a mark within 20 to 50 ms.
 */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

export const CORRECTION_SIGMA_US = 50_000

export interface StandingCorrection {
  readonly correctionId: string
  readonly byUs: number
  readonly author: string
  readonly note: string | undefined
  readonly createdAt: Date
}

export const createCorrectionEdge = (
  recording: RecordingEvidence,
  correction: StandingCorrection,
  computedUs: number,
): EvidenceEdge =>
  createEdge({
    recordingId: recording.recordingId,
    kind: 'correction',
    support: 'measured',
    readFrom: correction.correctionId,
    offsetUs: computedUs + correction.byUs,
    sigmaUs: CORRECTION_SIGMA_US,
    author: correction.author,
    evidence: {
      correctionId: correction.correctionId,
      byUs: correction.byUs,
      note: correction.note ?? null,
      createdAt: correction.createdAt.toISOString(),
    },
  })
