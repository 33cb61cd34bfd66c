/**
 * A person's word on where one recording lies; the newest that was not withdrawn counts. It was said against what was
 * computed then, and a person places a track within 20 to 50 ms. So while nothing but manifests and the like speaks of
 * the recording, or where content had linked it before the person spoke, it moves this recording alone by what they
 * said, and wins. Where content or a mark linked the recording with others only later, the move was of a guess that no
 * longer stands: adding it to the alignment would move the recording twice. Then the place the person gave it is
 * evidence in the solution instead, in place of its manifest.
 */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

export const CORRECTION_SIGMA_US = 50_000

export interface StandingCorrection {
  readonly correctionId: string
  readonly byUs: number
  /** What it was said against: UTC of media time 0 and its σ then, µs; undefined in rows from before these were kept. */
  readonly computedUs: number | undefined
  readonly computedSigmaUs: number | undefined
  /** Whether content or a mark linked the recording with others by then. */
  readonly linked: boolean
  readonly author: string
  readonly note: string | undefined
  readonly createdAt: Date
}

/**
 * Of one recording's corrections, newest first, the one that moves it on top of what is computed, and the one that is
 * evidence for what is computed; `isLinked`: whether content or a mark links the recording with others now.
 */
export function chooseCorrections(
  corrections: readonly StandingCorrection[],
  isLinked: boolean,
): { onTop: StandingCorrection | undefined; evidence: StandingCorrection | undefined } {
  const [newest] = corrections
  if (!isLinked) return { onTop: newest, evidence: undefined }
  return {
    onTop: newest?.linked ? newest : undefined,
    evidence: corrections.find(({ linked }) => !linked),
  }
}

/** The correction as it wins: where it puts the recording, without a say in the solution. */
export const createCorrectionEdge = (
  recording: RecordingEvidence,
  correction: StandingCorrection,
  { computedUs, sigmaUs = CORRECTION_SIGMA_US }: { computedUs: number; sigmaUs?: number },
): EvidenceEdge =>
  createEdge({
    recordingId: recording.recordingId,
    kind: 'correction',
    support: 'measured',
    readFrom: correction.correctionId,
    offsetUs: computedUs + correction.byUs,
    sigmaUs,
    author: correction.author,
    evidence: {
      correctionId: correction.correctionId,
      byUs: correction.byUs,
      note: correction.note ?? null,
      createdAt: correction.createdAt.toISOString(),
    },
  })

/**
 * The correction as evidence: the place a person gave the recording then. It is known against the others of that time
 * to 50 ms, against UTC no better than what it was said against, `best` where that was not kept.
 */
export function createCorrectionEvidence(
  recording: RecordingEvidence,
  correction: StandingCorrection,
  best: EvidenceEdge | undefined,
): EvidenceEdge | undefined {
  const computedUs = correction.computedUs ?? best?.offsetUs
  const computedSigmaUs = correction.computedSigmaUs ?? best?.sigmaUs
  if (computedUs === undefined || computedSigmaUs === undefined) return undefined
  const sigmaUs = Math.hypot(CORRECTION_SIGMA_US, computedSigmaUs)
  return createCorrectionEdge(recording, correction, { computedUs, sigmaUs })
}
