/** Edges from the sound of two recordings: what matching found of a pair, or why it refused to say anything. */
import type { MatchWindow, PairMatch } from '../../core/clock/match/sound.ts'
import { hashParts } from '../ids.ts'
import { mediaClock } from './evidence.ts'
import type { MeasuredEdge } from './measured.ts'

/** Raised where matching the same sounds would find something else. */
export const AUDIO_MATCH_VERSION = 1

const AUDIO_MATCH_AUTHOR = `lockstep audio match ${AUDIO_MATCH_VERSION}`

/** The same for a pair in either order, whatever is found. */
export const formatMatchEdgeId = (a: string, b: string): string =>
  `edge_${hashParts(a < b ? [a, b, 'audio_match'] : [b, a, 'audio_match'])}`

/** A pair that was compared, or refused, with the files it was read from. */
export function createMatchEdge(
  match: PairMatch,
  read: { sessionId: string; etagOf: (recordingId: string) => string },
): MeasuredEdge {
  const { accepted, agreement, windowCount, agreeing, medianRatio, windows } = match
  return {
    edgeId: formatMatchEdgeId(match.from, match.to),
    sessionId: read.sessionId,
    kind: 'audio_match',
    support: 'content',
    from: mediaClock(match.from),
    to: mediaClock(match.to),
    fromEtag: read.etagOf(match.from),
    toEtag: read.etagOf(match.to),
    methodVersion: AUDIO_MATCH_VERSION,
    author: AUDIO_MATCH_AUTHOR,
    evidence: {
      windowCount,
      agreeing,
      agreement: round(agreement, 3),
      medianRatio: round(medianRatio, 3),
      windows: formatWindows(windows),
    },
    found: accepted
      ? {
          atUs: match.atUs,
          offsetUs: match.offsetUs,
          sigmaUs: match.sigmaUs,
          ratePpm: match.ratePpm,
          rateSigmaPpm: match.rateSigmaPpm,
          agreement,
          pieces: match.pieces.length > 1 ? match.pieces.map(roundPiece) : [],
        }
      : undefined,
    refusal: match.refusal,
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

const roundPiece = (piece: PairMatch['pieces'][number]): PairMatch['pieces'][number] => ({
  startUs: Math.round(piece.startUs),
  endUs: Math.round(piece.endUs),
  atUs: Math.round(piece.atUs),
  offsetUs: Math.round(piece.offsetUs),
  sigmaUs: Math.max(1, Math.round(piece.sigmaUs)),
})

/** A window as four numbers: media time and offset (µs), ratio, 1 where it agrees. */
const formatWindows = (windows: readonly MatchWindow[]): number[][] =>
  windows.map(({ fromUs, offsetUs, ratio, agrees }) => [
    Math.round(fromUs),
    Math.round(offsetUs),
    round(ratio, 3),
    agrees ? 1 : 0,
  ])

/** The windows of an edge's evidence; those that are none are passed over. */
export function parseWindows(evidence: Readonly<Record<string, unknown>>): MatchWindow[] {
  const { windows } = evidence
  if (!Array.isArray(windows)) return []
  return windows.flatMap((window: unknown) => {
    if (!Array.isArray(window) || window.length !== 4 || !window.every((value) => typeof value === 'number'))
      return []
    const [fromUs, offsetUs, ratio, agrees] = window as [number, number, number, number]
    return [{ fromUs, offsetUs, ratio, agrees: agrees === 1 }]
  })
}
