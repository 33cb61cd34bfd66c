/**
 * What is known of one recording's time, as read from the catalog, and the edges made from it. One file beside this
 * one for each kind of evidence; all give edges from the recording's media clock to 'utc' (or to another's clock).
 */
import { REFERENCE, type ClockEdge, type Support } from '../../core/clock/index.ts'
import type { EvidenceKind } from '../../core/model/index.ts'
import { hashParts } from '../ids.ts'

export interface ManifestTimes {
  readonly objectKey: string
  readonly dialect: string
  readonly egressId: string | undefined
  readonly startedAtUs: number | undefined
  readonly endedAtUs: number | undefined
  readonly startedAtRaw: string | undefined
  readonly endedAtRaw: string | undefined
}

export interface EgressInfoTimes {
  readonly objectKey: string
  readonly egressId: string
  readonly fileStartedAtUs: number | undefined
  /** Wall time of media time 0 as our own recorder measured it, with its σ. */
  readonly pts0?: { readonly wallUs: number; readonly sigmaUs: number } | undefined
}

export interface RecordingEvidence {
  readonly recordingId: string
  readonly sessionId: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly egressId: string | undefined
  readonly sourceId: string
  readonly objectKey: string
  readonly streamIndex: number
  readonly firstPtsUs: number
  readonly lastPtsUs: number
  readonly endPtsUs: number
  readonly codecDelayUs: number
  /** Wall time of the object's last change, if it can be trusted to be the upload. */
  readonly modifiedUs: number | undefined
  readonly pathTime: { readonly text: string; readonly us: number; readonly resolutionUs: number } | undefined
  readonly manifests: readonly ManifestTimes[]
  readonly egressInfos: readonly EgressInfoTimes[]
}

export interface EvidenceEdge extends ClockEdge {
  readonly kind: EvidenceKind
  /** Who wrote the value down. */
  readonly author: string
  /** The values it was made from, JSON-safe. */
  readonly evidence: Readonly<Record<string, unknown>>
}

export const mediaClock = (recordingId: string): string => `media:${recordingId}`

/** First sample of a recording, µs of media time: what a codec's priming hides is left out. */
export const findFirstSample = (recording: Pick<RecordingEvidence, 'firstPtsUs' | 'codecDelayUs'>): number =>
  recording.firstPtsUs + recording.codecDelayUs

/** Makes an edge whose id depends on what it was read from alone. */
export function createEdge(options: {
  recordingId: string
  to?: string
  kind: EvidenceKind
  support: Support
  readFrom: string
  offsetUs: number
  sigmaUs: number
  lowerUs?: number | undefined
  upperUs?: number | undefined
  author: string
  evidence: Readonly<Record<string, unknown>>
}): EvidenceEdge {
  const { recordingId, to = REFERENCE, kind, support, readFrom, author, evidence } = options
  return {
    edgeId: `edge_${hashParts([recordingId, to, kind, readFrom])}`,
    from: mediaClock(recordingId),
    to,
    kind,
    support,
    offsetUs: Math.round(options.offsetUs),
    sigmaUs: Math.max(1000, Math.round(options.sigmaUs)),
    lowerUs: options.lowerUs === undefined ? undefined : Math.round(options.lowerUs),
    upperUs: options.upperUs === undefined ? undefined : Math.round(options.upperUs),
    author,
    evidence,
  }
}
