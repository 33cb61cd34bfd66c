/** From evidence to placements, one session at a time. Pure: `place.ts` reads and writes. */
import { solve, toReference, type ClockMap, type ClockSolution } from '../core/clock/index.ts'
import type { Grade } from '../core/model/index.ts'
import { collectEdges, findLinked, isLinking, type WeighedEdge } from './edges/collect.ts'
import {
  chooseCorrections,
  CORRECTION_SIGMA_US,
  createCorrectionEdge,
  type StandingCorrection,
} from './edges/correction.ts'
import { findFirstSample, mediaClock, type RecordingEvidence } from './edges/evidence.ts'
import type { MeasuredEdge } from './edges/measured.ts'
import type { Evidence } from './edges/readEvidence.ts'
import type { Said } from './edges/said.ts'
import { chooseEpoch } from './chooseEpoch.ts'
import { findResidual } from './findResidual.ts'
import { hashParts } from './ids.ts'

export interface PlacedRecording {
  readonly recording: RecordingEvidence
  /** Wall time of media time 0 from evidence alone, µs. */
  readonly computedUs: number
  /** The same with the person's correction, which is what counts. */
  readonly offsetUs: number
  readonly correctionUs: number
  /** The correction that moves it. */
  readonly correction: StandingCorrection | undefined
  /** Whether content or a mark speaks of how it lies against others. */
  readonly isLinked: boolean
  readonly sigmaUs: number
  /** σ before a correction. */
  readonly computedSigmaUs: number
  /** σ against UTC. */
  readonly wallSigmaUs: number
  readonly driftPpm: number
  readonly driftSigmaPpm: number | undefined
  /** By media time, whole µs. */
  readonly steps: ClockSolution['steps']
  /** Which group of recordings linked by content or marks it belongs to, 0 the largest. */
  readonly component: number | undefined
  readonly grade: Grade
  readonly method: string
}

export interface PlacedEdge extends WeighedEdge {
  /** Edge − what counts in the end, µs; undefined where one of its clocks is not placed. */
  readonly residualUs: number | undefined
  /** Edge − the solution without it, µs; undefined where nothing else says it, or it has no say. */
  readonly leaveOneOutUs: number | undefined
  /** 0 (ignored as an outlier) to 1; undefined where it has no say. */
  readonly weight: number | undefined
}

export interface PlacedSession {
  readonly sessionId: string
  readonly recordings: readonly RecordingEvidence[]
  readonly placed: readonly PlacedRecording[]
  readonly unplaced: readonly RecordingEvidence[]
  /** Clocks of devices that something speaks of, by name. */
  readonly devices: readonly DeviceClock[]
  readonly edges: readonly PlacedEdge[]
  /** What was measured in it, and what was compared and refused. */
  readonly measured: readonly MeasuredEdge[]
  /** Corrections that are evidence in the solution instead of a move on top of it, by recording id. */
  readonly weighedCorrections: ReadonlyMap<string, StandingCorrection>
  /** Wall time of session time 0; undefined where nothing is placed. */
  readonly epochUs: number | undefined
  readonly durationUs: number
  /** σ of the whole timeline against UTC. */
  readonly wallSigmaUs: number | undefined
  readonly clockVersion: string
}

export interface DeviceClock {
  readonly clock: string
  /** Undefined: nothing places it. */
  readonly solution: ClockSolution | undefined
}

interface SessionEvidence {
  readonly recordings: RecordingEvidence[]
  readonly measured: MeasuredEdge[]
  readonly edges: WeighedEdge[]
}

/** Places every session of the recordings; sessions in the order of their ids. */
export function placeRecordings({ recordings, copied, measured, said }: Evidence): PlacedSession[] {
  const sessions = new Map<string, SessionEvidence>()
  const clockOf = new Map<string, SessionEvidence>()
  for (const recording of recordings) {
    const session = sessions.get(recording.sessionId) ?? { recordings: [], measured: [], edges: [] }
    session.recordings.push(recording)
    sessions.set(recording.sessionId, session)
    clockOf.set(mediaClock(recording.recordingId), session)
  }
  const known = measured.filter(({ sessionId }) => sessions.has(sessionId))
  const sessionOf = new Map(known.map((edge) => [edge.edgeId, sessions.get(edge.sessionId)!]))
  for (const edge of known) sessions.get(edge.sessionId)!.measured.push(edge)
  for (const edge of collectEdges({ recordings, copied, measured: known, said })) {
    const session = sessionOf.get(edge.edgeId) ?? clockOf.get(edge.from)!
    session.edges.push(edge)
  }
  return [...sessions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sessionId, session]) => placeSession(sessionId, session, said))
}

function placeSession(sessionId: string, session: SessionEvidence, said: Said): PlacedSession {
  const used = session.edges.filter((edge) => edge.used)
  const spans = new Map(
    session.recordings.map((recording) => [
      mediaClock(recording.recordingId),
      { startUs: findFirstSample(recording), endUs: recording.endPtsUs },
    ]),
  )
  const solution = solve(used, { spans })
  const linked = findLinked(session.edges)
  const weighedCorrections = new Map<string, StandingCorrection>()
  const edges: WeighedEdge[] = [...session.edges]
  const placed: PlacedRecording[] = []
  for (const recording of session.recordings) {
    const { recordingId } = recording
    const clock = mediaClock(recordingId)
    const isLinked = linked.has(clock)
    const { onTop, evidence } = chooseCorrections(said.corrections.get(recordingId) ?? [], isLinked)
    if (evidence) weighedCorrections.set(recordingId, evidence)
    const found = solution.clocks.get(clock)
    if (!found) continue
    const computedUs = Math.round(found.offsetUs)
    let correction = onTop
    if (correction) {
      const edge = createCorrectionEdge(recording, correction, { computedUs })
      const muteId = said.mutes.get(edge.edgeId)?.muteId
      edges.push({ ...edge, used: muteId === undefined, muteId })
      if (muteId !== undefined) correction = undefined
    }
    placed.push(placeOne(recording, { found, computedUs, isLinked, correction }))
  }
  const maps = new Map<string, ClockMap>(solution.clocks)
  for (const one of placed) maps.set(mediaClock(one.recording.recordingId), one)
  const base = used.some(isLinking) ? solve(used.filter((edge) => !isLinking(edge))).clocks : solution.clocks
  const epochUs = chooseEpoch(placed, base)
  const ends = placed.map((one) => toReference(one, one.recording.endPtsUs) - epochUs!)
  const isPlaced = new Set(placed.map(({ recording }) => recording))
  return {
    sessionId,
    recordings: session.recordings,
    placed,
    unplaced: session.recordings.filter((recording) => !isPlaced.has(recording)),
    devices: listDevices(session.edges).map((clock) => ({ clock, solution: solution.clocks.get(clock) })),
    edges: edges.map((edge) => {
      const solved = edge.used ? solution.residuals.get(edge.edgeId) : undefined
      const { leaveOneOutUs, weight } = solved ?? {}
      return { ...edge, residualUs: findResidual(edge, maps), leaveOneOutUs, weight }
    }),
    measured: session.measured,
    weighedCorrections,
    epochUs,
    durationUs: Math.round(Math.max(0, ...ends)),
    wallSigmaUs: solution.wallSigmaUs,
    clockVersion: nameVersion(epochUs, placed),
  }
}

function placeOne(
  recording: RecordingEvidence,
  given: {
    found: ClockSolution
    computedUs: number
    isLinked: boolean
    correction: StandingCorrection | undefined
  },
): PlacedRecording {
  const { found, computedUs, isLinked, correction } = given
  const computedSigmaUs = Math.max(1, Math.round(found.sigmaUs))
  const computed = {
    recording,
    computedUs,
    computedSigmaUs,
    wallSigmaUs: Math.max(1, Math.round(found.wallSigmaUs)),
    driftPpm: found.driftPpm,
    driftSigmaPpm: found.driftSigmaPpm,
    steps: found.steps.map((step) => ({
      mediaUs: Math.round(step.mediaUs),
      byUs: Math.round(step.byUs),
      sigmaUs: Math.max(1, Math.round(step.sigmaUs)),
    })),
    component: found.component,
    isLinked,
    correction,
  }
  if (!correction) {
    const { grade, method } = found
    return { ...computed, offsetUs: computedUs, correctionUs: 0, sigmaUs: computedSigmaUs, grade, method }
  }
  const grade: Grade = found.grade === 'A' ? 'A' : 'B'
  return {
    ...computed,
    offsetUs: computedUs + correction.byUs,
    correctionUs: correction.byUs,
    sigmaUs: CORRECTION_SIGMA_US,
    grade,
    method: 'correction',
  }
}

const listDevices = (edges: readonly WeighedEdge[]): string[] =>
  [...new Set(edges.flatMap(({ from, to }) => [from, to]))]
    .filter((clock) => clock.startsWith('device:'))
    .sort()

const nameVersion = (epochUs: number | undefined, placed: readonly PlacedRecording[]): string =>
  hashParts(
    [
      epochUs ?? '',
      ...placed.flatMap((one) => [
        one.recording.recordingId,
        one.offsetUs,
        one.driftPpm,
        ...one.steps.flatMap(({ mediaUs, byUs }) => [mediaUs, byUs]),
      ]),
    ],
    12,
  )
