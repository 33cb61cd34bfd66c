/** Where `[` and `]` jump: the segment's ends, or where recordings begin and end. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Span } from '../../../core/time/span.ts'

interface Chosen {
  readonly segment: Span | undefined
  readonly focus: string | undefined
}

/** The last edge before `t`, or the session's start. With a segment: its start. */
export function edgeBefore(session: SessionDetail, chosen: Chosen, t: number): number {
  if (chosen.segment) return chosen.segment.start
  return edges(session, chosen.focus).findLast((edge) => edge < t) ?? 0
}

/** The first edge after `t`, or the session's end. With a segment: its end. */
export function edgeAfter(session: SessionDetail, chosen: Chosen, t: number): number {
  if (chosen.segment) return chosen.segment.end
  return edges(session, chosen.focus).find((edge) => edge > t) ?? session.durationUs
}

/** Starts and ends of recordings and gaps, of the focused lane alone if there is one, in order. */
function edges(session: SessionDetail, focus: string | undefined): number[] {
  const lanes = session.lanes.filter((lane) => focus === undefined || lane.laneId === focus)
  const found = lanes.flatMap((lane) => [
    ...lane.recordings.flatMap(({ placement }) => (placement ? [placement.startUs, placement.endUs] : [])),
    ...lane.gaps.flatMap((gap) => [gap.startUs, gap.endUs]),
  ])
  return [...new Set(found)].toSorted((a, b) => a - b)
}
