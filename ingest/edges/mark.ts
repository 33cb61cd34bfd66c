/** A person's mark: one event in two recordings, placed as exactly as they could. It relates the two and nothing else. */
import { hashParts } from '../ids.ts'
import { mediaClock, type EvidenceEdge } from './evidence.ts'

export interface StandingMark {
  readonly markId: string
  readonly fromRecordingId: string
  readonly fromMediaUs: number
  readonly toRecordingId: string
  readonly toMediaUs: number
  readonly sigmaUs: number
  readonly author: string
  readonly note: string | undefined
  readonly createdAt: Date
}

const nameMarkEdge = (markId: string): string => `edge_${hashParts(['mark', markId])}`

export const createMarkEdge = (mark: StandingMark): EvidenceEdge => ({
  edgeId: nameMarkEdge(mark.markId),
  from: mediaClock(mark.fromRecordingId),
  to: mediaClock(mark.toRecordingId),
  kind: 'mark',
  support: 'measured',
  offsetUs: mark.toMediaUs - mark.fromMediaUs,
  atUs: mark.fromMediaUs,
  sigmaUs: Math.max(1000, mark.sigmaUs),
  author: mark.author,
  evidence: {
    markId: mark.markId,
    fromMediaUs: mark.fromMediaUs,
    toMediaUs: mark.toMediaUs,
    note: mark.note ?? null,
    createdAt: mark.createdAt.toISOString(),
  },
})
