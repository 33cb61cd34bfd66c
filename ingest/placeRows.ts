/** A placed session as rows of the catalog; what is solved in memory for a preview is seen through the same rows. */
import { REFERENCE, toReference, type EdgePiece } from '../core/clock/index.ts'
import { findFirstSample, mediaClock } from './edges/evidence.ts'
import type { PlacedEdge, PlacedRecording, PlacedSession } from './placeRecordings.ts'

export interface ClockRow {
  clock_id: string
  session_id: string
  kind: 'utc' | 'media' | 'device'
  owner: string
  recording_id: string | null
}

/** As the table has it, with what is JSON there as values. */
export interface EdgeRow {
  edge_id: string
  session_id: string
  from_clock: string
  to_clock: string
  kind: string
  support: string | null
  offset_us: number
  at_us: number | null
  sigma_us: number
  lower_us: number | null
  upper_us: number | null
  rate_ppm: number | null
  rate_sigma_ppm: number | null
  agreement: number | null
  pieces: readonly EdgePiece[] | null
  residual_us: number | null
  leave_one_out_us: number | null
  weight: number | null
  used: boolean
  mute_id: string | null
  author: string
  evidence: Readonly<Record<string, unknown>>
}

export interface PlacementColumns {
  recording_id: string
  session_id: string
  offset_us: number
  drift_ppm: number
  drift_sigma_ppm: number | null
  sigma_us: number
  grade: 'A' | 'B' | 'C'
  method: string
  component: number | null
  start_us: number
  end_us: number
  computed_offset_us: number
  correction_us: number
  clock_version: string
}

export interface StepRow {
  recording_id: string
  session_id: string
  media_us: number
  by_us: number
  sigma_us: number
}

export interface PlacedRows {
  readonly clocks: ClockRow[]
  readonly clock_edges: EdgeRow[]
  readonly placements: PlacementColumns[]
  readonly placement_steps: StepRow[]
}

export const toPlacedRows = (session: PlacedSession): PlacedRows => ({
  clocks: toClockRows(session),
  clock_edges: session.edges.map((edge) => toEdgeRow(session.sessionId, edge)),
  placements: session.placed.map((one) => toPlacementRow(session, one)),
  placement_steps: session.placed.flatMap(({ recording, steps }) =>
    steps.map(({ mediaUs, byUs, sigmaUs }) => ({
      recording_id: recording.recordingId,
      session_id: session.sessionId,
      media_us: mediaUs,
      by_us: byUs,
      sigma_us: sigmaUs,
    })),
  ),
})

function toClockRows({ sessionId, recordings, devices }: PlacedSession): ClockRow[] {
  const own = { session_id: sessionId, recording_id: null }
  return [
    { ...own, clock_id: REFERENCE, kind: 'utc', owner: 'UTC' },
    ...recordings.map((recording) => ({
      ...own,
      clock_id: mediaClock(recording.recordingId),
      kind: 'media' as const,
      owner: recording.egressId ?? recording.objectKey,
      recording_id: recording.recordingId,
    })),
    ...devices.map(({ clock }) => ({
      ...own,
      clock_id: clock,
      kind: 'device' as const,
      owner: clock.slice('device:'.length),
    })),
  ]
}

const round = (us: number | undefined): number | null => (us === undefined ? null : Math.round(us))

const toEdgeRow = (sessionId: string, edge: PlacedEdge): EdgeRow => ({
  edge_id: edge.edgeId,
  session_id: sessionId,
  from_clock: edge.from,
  to_clock: edge.to,
  kind: edge.kind,
  support: edge.support,
  offset_us: edge.offsetUs,
  at_us: edge.atUs ?? 0,
  sigma_us: edge.sigmaUs,
  lower_us: edge.lowerUs ?? null,
  upper_us: edge.upperUs ?? null,
  rate_ppm: edge.ratePpm ?? null,
  rate_sigma_ppm: edge.rateSigmaPpm ?? null,
  agreement: edge.agreement ?? null,
  pieces: edge.pieces ?? null,
  residual_us: round(edge.residualUs),
  leave_one_out_us: round(edge.leaveOneOutUs),
  weight: edge.weight ?? null,
  used: edge.used,
  mute_id: edge.muteId ?? null,
  author: edge.author,
  evidence: edge.evidence,
})

function toPlacementRow({ sessionId, epochUs, clockVersion }: PlacedSession, one: PlacedRecording) {
  const { recording, computedUs, offsetUs, correctionUs, sigmaUs, driftPpm, grade, method } = one
  const toSession = (mediaUs: number): number => Math.round(toReference(one, mediaUs) - epochUs!)
  return {
    recording_id: recording.recordingId,
    session_id: sessionId,
    offset_us: offsetUs - epochUs!,
    drift_ppm: driftPpm,
    drift_sigma_ppm: one.driftSigmaPpm ?? null,
    sigma_us: sigmaUs,
    grade,
    method,
    component: one.component ?? null,
    start_us: toSession(findFirstSample(recording)),
    end_us: toSession(recording.endPtsUs),
    computed_offset_us: computedUs - epochUs!,
    correction_us: correctionUs,
    clock_version: clockVersion,
  }
}
