/** Why nothing plays on a lane for a while: classification of uncovered time. */
import type { GapReason } from '../model/index.ts'
import { intersect, type Micros, type Span } from '../time/index.ts'

export interface Gap {
  readonly startUs: Micros
  readonly endUs: Micros
  readonly reason: GapReason
  /** Where a capture stalled and its time is lost: how long, and how sure that is. */
  readonly stall?: { readonly byUs: number; readonly sigmaUs: number }
}

/** A person's tracks never begin or end at one instant: shorter differences are no news, µs. */
export const SLIVER_US = 2_000_000

export interface Presence {
  /** When any track of the person was recorded, merged and sorted. */
  readonly spans: readonly Span[]
  /** When the person's sound was recorded, without its own holes, merged and sorted. */
  readonly sound: readonly Span[]
}

/** Classifies a stretch with no recording on the lane, whose own recordings end at `ownLast`. */
export function explainAbsence(stretch: Span, presence: Presence, ownLast: Micros): Gap[] {
  const first = presence.spans[0]?.start ?? stretch.end
  const last = presence.spans.at(-1)?.end ?? stretch.end
  const reasonAway = (piece: Span): GapReason => {
    if (piece.end <= first) return 'not_joined'
    if (piece.start >= last && piece.end - piece.start < SLIVER_US) return 'ended'
    return 'left'
  }
  const reasonThere = (piece: Span): GapReason => (piece.start >= ownLast ? 'ended' : 'not_recorded')
  const pieces = cut(stretch, presence.spans).map(({ span, inside }) => ({
    startUs: span.start,
    endUs: span.end,
    reason: inside ? reasonThere(span) : reasonAway(span),
  }))
  return absorbSlivers(pieces)
}

/** Classifies a hole in a recording: the camera was muted if the person's sound went on through most of it. */
export function explainHole(hole: Span, kind: 'audio' | 'video', presence: Presence): Gap {
  const heard = presence.sound.reduce((sum, span) => {
    const common = intersect(span, hole)
    return sum + (common ? common.end - common.start : 0)
  }, 0)
  const muted = kind === 'video' && heard >= (hole.end - hole.start) / 2
  return { startUs: hole.start, endUs: hole.end, reason: muted ? 'muted' : 'lost' }
}

/** Cuts a stretch at the spans' ends; every piece is inside of one span or outside of all. */
export function cut(
  stretch: Span,
  spans: readonly Span[],
): { readonly span: Span; readonly inside: boolean }[] {
  const pieces: { span: Span; inside: boolean }[] = []
  let at = stretch.start
  for (const span of spans) {
    const common = intersect(span, stretch)
    if (!common) continue
    if (common.start > at) pieces.push({ span: { start: at, end: common.start }, inside: false })
    pieces.push({ span: common, inside: true })
    at = common.end
  }
  if (at < stretch.end) pieces.push({ span: { start: at, end: stretch.end }, inside: false })
  return pieces
}

/** Gives slivers in which the person's other tracks had begun already, or still went on, to what they adjoin. */
function absorbSlivers(pieces: readonly Gap[]): Gap[] {
  const kept: Gap[] = []
  for (const [at, piece] of pieces.entries()) {
    const before = kept.at(-1)
    const after = pieces[at + 1]
    const sliver =
      (piece.reason === 'not_recorded' || piece.reason === 'ended') && piece.endUs - piece.startUs < SLIVER_US
    const reason = sliver ? (before?.reason ?? after?.reason ?? piece.reason) : piece.reason
    if (before && before.reason === reason) kept[kept.length - 1] = { ...before, endUs: piece.endUs }
    else kept.push({ ...piece, reason })
  }
  return kept
}
