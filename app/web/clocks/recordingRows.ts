/** The recordings as rows of the clock view: what their files say, where they lie, what the changes in hand do. Pure. */
import type { ClockGraph, RecordingClock, RecordingMove } from '../../../core/protocol/clock.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatSource } from '../timeline/source.ts'
import type { RecordingSort, Sorting } from './clockView.ts'
import { mapOf, sessionTime } from './times.ts'
import { describeEvidenceOf, formatMoment, formatMove, formatSure, isMoved, nthOf } from './words.ts'

export interface ClockRow {
  readonly recording: RecordingClock
  /** Index in SessionDetail.people, for the colour. */
  readonly person: number
  readonly source: string
  /** Placed − said, µs; undefined where one of them is missing. */
  readonly movedUs: number | undefined
  readonly steps: readonly string[]
  readonly evidence: string
  /** What the changes in hand would do to it; undefined: nothing. */
  readonly move: RecordingMove | undefined
  readonly isWithheld: boolean
}

export function listClockRows(
  graph: ClockGraph,
  session: SessionDetail,
  moves: readonly RecordingMove[] = [],
): ClockRow[] {
  const order = session.people.map(({ identity }) => identity)
  const views = session.lanes.flatMap((lane) => lane.recordings)
  return graph.recordings.map((recording) => {
    const person = order.indexOf(recording.identity)
    const { placedWallUs, saysWallUs, recordingId } = recording
    const view = views.find((each) => each.recordingId === recordingId)
    const map = mapOf(graph, recording, view?.firstPtsUs ?? 0)
    const move = moves.find((each) => each.recordingId === recordingId)
    return {
      recording,
      person,
      source: `${formatSource(recording.source)}${nthOf(graph, recording)}`,
      movedUs: placedWallUs === null || saysWallUs === null ? undefined : placedWallUs - saysWallUs,
      steps: recording.steps.map((step) => {
        const at = sessionTime(map, step.mediaUs)
        return `${formatMove(step.byUs)}${at === undefined ? '' : ` at ${formatMoment(at)}`}`
      }),
      evidence: describeEvidenceOf(recording),
      move: move && isChange(move) ? move : undefined,
      isWithheld: (session.people[person]?.withheld ?? null) !== null,
    }
  })
}

/** A move, another grade, or a σ that reads otherwise. */
const isChange = (move: RecordingMove): boolean =>
  isMoved(move) || move.fromGrade !== move.toGrade || isResized(move)

/** Whether its σ reads otherwise than before. */
export const isResized = ({ fromSigmaUs, toSigmaUs }: RecordingMove): boolean =>
  (fromSigmaUs === null ? '' : formatSure(fromSigmaUs)) !== (toSigmaUs === null ? '' : formatSure(toSigmaUs))

const VALUES: Record<RecordingSort, (row: ClockRow) => number> = {
  person: ({ person }) => (person < 0 ? Infinity : person),
  moved: ({ movedUs }) => (movedUs === undefined ? Infinity : -Math.abs(movedUs)),
  drift: ({ recording }) => (recording.driftSigmaPpm === null ? Infinity : -Math.abs(recording.driftPpm)),
  sigma: ({ recording }) => -(recording.sigmaUs ?? Infinity),
  grade: ({ recording }) => -(recording.grade === null ? 4 : 'ABC'.indexOf(recording.grade)),
}

/** Stable; the first way shows the most moved, the most drifting, the least sure first. */
export function sortClockRows(
  rows: readonly ClockRow[],
  { key, descending }: Sorting<RecordingSort>,
): ClockRow[] {
  const value = VALUES[key]
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [first, second] = [value(a), value(b)]
    return first === second ? 0 : first < second ? -sign : sign
  })
}
