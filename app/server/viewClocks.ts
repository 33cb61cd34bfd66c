/** A session's clock graph for people, made of rows; pure, so that a preview and what is stored are seen alike. */
import type {
  ClockGraph,
  ClockMark,
  GraphEdge,
  RecordingClock,
  RecordingMove,
} from '../../core/protocol/index.ts'
import { formLanes, type LaneRecording } from '../../core/timeline/index.ts'
import { ZERO } from '../../core/time/index.ts'
import type { ClockRow, EdgeRow } from '../../ingest/placeRows.ts'
import type { ClockFacts, ClockState } from './clockState.ts'
import { findExpectedError } from './expectedError.ts'
import { shortenEvidence } from './shortEvidence.ts'
import { describeRecordings } from './viewRecordingClocks.ts'

/** Nothing of withheld people is in it, though their recordings have their say in the solution. */
export function viewClocks(facts: ClockFacts, state: ClockState): ClockGraph {
  const { rows, said } = state
  const hidden = new Set(
    facts.recordings.flatMap((one) => (facts.withheld.has(one.identity) ? `media:${one.recording_id}` : [])),
  )
  for (const identity of facts.withheld) hidden.add(`device:${identity}`)
  const identityOf = new Map(facts.recordings.map((one) => [one.recording_id, one.identity]))
  const isShown = (recordingId: string): boolean => !hidden.has(`media:${recordingId}`)
  return {
    sessionId: facts.sessionId,
    roomName: facts.roomName,
    clockVersion: state.clockVersion,
    epochWallUs: state.epochUs,
    durationUs: state.durationUs,
    wallSigmaUs: state.wallSigmaUs,
    clocks: rows.clocks
      .filter((clock) => !hidden.has(clock.clock_id))
      .map((clock) => ({
        clockId: clock.clock_id,
        kind: clock.kind,
        identity: findIdentity(clock, identityOf),
        recordingId: clock.recording_id,
      })),
    edges: rows.clock_edges
      .filter((edge) => !hidden.has(edge.from_clock) && !hidden.has(edge.to_clock))
      .map((edge) => viewEdge(edge, state)),
    recordings: describeRecordings(
      facts,
      state,
      orderByLane(facts, state).filter(({ recordingId }) => isShown(recordingId)),
    ),
    marks: said.marks
      .filter((mark) => isShown(mark.fromRecordingId) && isShown(mark.toRecordingId))
      .map(viewMark),
    expectedErrorUs: findExpectedError(
      rows.placements.map((one) => ({ startUs: one.start_us, endUs: one.end_us, sigmaUs: one.sigma_us })),
    ),
    alignedWallUs: facts.alignedWallUs,
    pairs: {
      compared: facts.compared.length,
      refused: facts.compared.filter(({ accepted }) => !accepted).length,
    },
  }
}

/** Below these nobody sees or hears a difference: what every solution moves by rounding is no move. */
const SAME_US = 50
const SAME_SHARE = 0.01
const SAME_PPM = 0.01

/** What differs between two graphs of one session, by recording, in the order of the later one. */
export function compareClocks(before: ClockGraph, after: ClockGraph): RecordingMove[] {
  const known = new Map(before.recordings.map((one) => [one.recordingId, one]))
  return after.recordings.flatMap((now) => {
    const was = known.get(now.recordingId)
    if (!was) return []
    const byUs =
      was.placedWallUs === null || now.placedWallUs === null ? 0 : now.placedWallUs - was.placedWallUs
    if (Math.abs(byUs) < SAME_US && !differs(was, now)) return []
    return {
      recordingId: now.recordingId,
      byUs,
      fromSigmaUs: was.sigmaUs,
      toSigmaUs: now.sigmaUs,
      fromGrade: was.grade,
      toGrade: now.grade,
    }
  })
}

function differs(was: RecordingClock, now: RecordingClock): boolean {
  if (was.grade !== now.grade || was.steps.length !== now.steps.length) return true
  if (was.steps.some(({ byUs }, at) => Math.abs(byUs - now.steps[at]!.byUs) >= SAME_US)) return true
  if (Math.abs(was.driftPpm - now.driftPpm) >= SAME_PPM) return true
  const [from, to] = [was.sigmaUs ?? 0, now.sigmaUs ?? 0]
  return Math.abs(from - to) >= Math.max(SAME_US, SAME_SHARE * from)
}

const findIdentity = (clock: ClockRow, identityOf: ReadonlyMap<string, string>): string | null => {
  if (clock.kind === 'device') return clock.owner
  return clock.recording_id === null ? null : (identityOf.get(clock.recording_id) ?? null)
}

function viewEdge(edge: EdgeRow, { said }: ClockState): GraphEdge {
  const mute = said.mutes.get(edge.edge_id)
  return {
    edgeId: edge.edge_id,
    from: edge.from_clock,
    to: edge.to_clock,
    kind: edge.kind,
    support: (edge.support ?? 'prior') as GraphEdge['support'],
    offsetUs: edge.offset_us,
    atUs: edge.at_us ?? 0,
    sigmaUs: edge.sigma_us,
    ratePpm: edge.rate_ppm,
    rateSigmaPpm: edge.rate_sigma_ppm,
    agreement: edge.agreement,
    pieces: edge.pieces === null ? [] : [...edge.pieces],
    residualUs: edge.used ? edge.residual_us : null,
    leaveOneOutUs: edge.leave_one_out_us,
    weight: edge.weight,
    used: edge.used,
    muted: mute
      ? {
          muteId: mute.muteId,
          note: mute.note ?? null,
          author: mute.author,
          createdWallUs: mute.createdAt.getTime() * 1000,
        }
      : null,
    author: edge.author,
    evidence: shortenEvidence(edge.evidence),
  }
}

const viewMark = (mark: ClockState['said']['marks'][number]): ClockMark => ({
  markId: mark.markId,
  fromRecordingId: mark.fromRecordingId,
  fromMediaUs: mark.fromMediaUs,
  toRecordingId: mark.toRecordingId,
  toMediaUs: mark.toMediaUs,
  sigmaUs: mark.sigmaUs,
  note: mark.note ?? null,
  author: mark.author,
  createdWallUs: mark.createdAt.getTime() * 1000,
})

/** Recordings in the order of the timeline's lanes. */
function orderByLane(facts: ClockFacts, state: ClockState): { recordingId: string; laneId: string }[] {
  const placements = new Map(state.rows.placements.map((one) => [one.recording_id, one]))
  const recordings = facts.recordings.map((one): LaneRecording => {
    const placement = placements.get(one.recording_id)
    return {
      recordingId: one.recording_id,
      identity: one.identity,
      source: one.source,
      kind: one.kind,
      placement: placement
        ? {
            offsetUs: placement.offset_us,
            driftPpm: placement.drift_ppm,
            startUs: placement.start_us,
            endUs: placement.end_us,
          }
        : null,
      holes: [],
    }
  })
  return formLanes(recordings, { start: ZERO, end: ZERO }).flatMap((lane) =>
    lane.recordings.map(({ recordingId }) => ({ recordingId, laneId: lane.laneId })),
  )
}
