/**
 * Person × source: how much of the session each lane covers, how surely it is placed, what was found in it. Pure.
 * Shares are of the session's length, 0 to 1; a recording's holes and what is not placed cover nothing.
 */
import type { GapView, Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { SOURCES, type Source } from '../../../core/model/recording.ts'
import { holesOf, spanOf } from '../../../core/timeline/lanes.ts'
import { gapsWithin, mergeSpans, spanLength, type Span } from '../../../core/time/span.ts'
import { worstSync } from '../timeline/sync.ts'
import { isNews } from './missing.ts'
import { findingsAbout } from './recordingRows.ts'

export interface MatrixCell {
  readonly laneId: string
  readonly kind: Lane['kind']
  readonly share: number
  /** What can be played, merged, in session time. */
  readonly spans: readonly Span[]
  readonly grade: 'A' | 'B' | 'C' | undefined
  readonly sigmaUs: number
  readonly recordings: number
  readonly unplaced: number
  /** Warnings and errors that nobody accepted. */
  readonly concerns: number
  /** Why it is missing where it is, the longest first; µs together. */
  readonly gaps: readonly { readonly reason: GapView['reason']; readonly us: number }[]
}

export interface MatrixRow {
  readonly identity: string
  readonly name: string
  readonly isWithheld: boolean
  /** By the column's key; absent: the person has no such track. */
  readonly cells: Readonly<Record<string, MatrixCell>>
}

export interface Matrix {
  /** Columns in the order lanes have: `camera`, `microphone`, `screen_share`, `screen_share#audio` … */
  readonly columns: readonly string[]
  readonly rows: readonly MatrixRow[]
}

/** A lane's column: its source, and `#audio` for the sound of a source that has pictures too. */
export const columnOf = (lane: Pick<Lane, 'laneId' | 'source'>): string =>
  lane.laneId.endsWith('#audio') ? `${lane.source}#audio` : lane.source

/** What of a lane can be played: its recordings less their holes. */
export const playableSpans = (lane: Lane): Span[] =>
  mergeSpans(
    lane.recordings.flatMap((recording) => {
      const one = { ...recording, identity: lane.identity, source: lane.source, kind: lane.kind }
      const span = spanOf(one)
      return span ? gapsWithin(span, holesOf(one)) : []
    }),
  )

export function buildMatrix(session: SessionDetail): Matrix {
  const lanes = session.lanes.toSorted((a, b) => rank(a.source) - rank(b.source))
  const columns = [...new Set(lanes.map(columnOf))]
  const rows = session.people.map((person) => ({
    identity: person.identity,
    name: person.name,
    isWithheld: person.withheld !== null,
    cells: Object.fromEntries(
      session.lanes
        .filter((lane) => lane.identity === person.identity)
        .map((lane) => [columnOf(lane), describeCell(session, lane)]),
    ),
  }))
  return { columns, rows }
}

const rank = (source: string): number => {
  const at = SOURCES.indexOf(source as Source)
  return at < 0 ? SOURCES.length : at
}

function describeCell(session: SessionDetail, lane: Lane): MatrixCell {
  const spans = playableSpans(lane)
  const covered = spans.reduce((sum, span) => sum + spanLength(span), 0)
  const { grade, sigmaUs, unplaced } = worstSync([lane])
  const concerns = lane.recordings
    .flatMap((recording) => findingsAbout(session, recording))
    .filter(({ severity, accepted }) => severity !== 'info' && accepted === null)
  return {
    laneId: lane.laneId,
    kind: lane.kind,
    share: session.durationUs > 0 ? Math.min(1, covered / session.durationUs) : 0,
    spans,
    grade,
    sigmaUs,
    recordings: lane.recordings.length,
    unplaced,
    concerns: concerns.length,
    gaps: sumGaps(lane.gaps.filter((gap) => isNews(gap, session.durationUs))),
  }
}

function sumGaps(gaps: readonly GapView[]): { reason: GapView['reason']; us: number }[] {
  const sums = new Map<GapView['reason'], number>()
  for (const gap of gaps) sums.set(gap.reason, (sums.get(gap.reason) ?? 0) + gap.endUs - gap.startUs)
  return [...sums].map(([reason, us]) => ({ reason, us })).toSorted((a, b) => b.us - a.us)
}
