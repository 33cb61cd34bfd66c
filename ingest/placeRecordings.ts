/** From evidence to placements, one session at a time. Pure: `place.ts` reads and writes. */
import { solve, type Solution } from '../core/clock/index.ts'
import type { Grade } from '../core/model/index.ts'
import { collectEdges, type WeighedEdge } from './edges/collect.ts'
import { CORRECTION_SIGMA_US, createCorrectionEdge, type StandingCorrection } from './edges/correction.ts'
import { findFirstSample, mediaClock, type RecordingEvidence } from './edges/evidence.ts'
import { hashParts } from './ids.ts'

export interface PlacedRecording {
  readonly recording: RecordingEvidence
  /** Wall time of media time 0 from evidence alone, µs. */
  readonly computedUs: number
  /** The same with the person's correction, which is what counts. */
  readonly offsetUs: number
  readonly correctionUs: number
  readonly sigmaUs: number
  /** σ before a correction. */
  readonly computedSigmaUs: number
  readonly driftPpm: number
  readonly grade: Grade
  readonly method: string
}

export interface PlacedSession {
  readonly sessionId: string
  readonly recordings: readonly RecordingEvidence[]
  readonly placed: readonly PlacedRecording[]
  readonly unplaced: readonly RecordingEvidence[]
  readonly edges: readonly (WeighedEdge & { readonly residualUs: number | undefined })[]
  /** Wall time of session time 0; undefined where nothing is placed. */
  readonly epochUs: number | undefined
  readonly durationUs: number
  readonly clockVersion: string
}

/** Places every session of the recordings; sessions in the order of their ids. */
export function placeRecordings(
  recordings: readonly RecordingEvidence[],
  corrections: ReadonlyMap<string, StandingCorrection>,
): PlacedSession[] {
  const edges = collectEdges(recordings)
  const solution = solve(edges.filter((edge) => edge.used))
  const sessionOf = new Map(
    recordings.map(({ recordingId, sessionId }) => [mediaClock(recordingId), sessionId]),
  )
  const sessions = new Map<string, { recordings: RecordingEvidence[]; edges: WeighedEdge[] }>()
  for (const recording of recordings) {
    const session = sessions.get(recording.sessionId) ?? { recordings: [], edges: [] }
    session.recordings.push(recording)
    sessions.set(recording.sessionId, session)
  }
  for (const edge of edges) sessions.get(sessionOf.get(edge.from)!)!.edges.push(edge)
  return [...sessions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sessionId, session]) => placeSession(sessionId, session, solution, corrections))
}

function placeSession(
  sessionId: string,
  session: { readonly recordings: readonly RecordingEvidence[]; readonly edges: readonly WeighedEdge[] },
  solution: Solution,
  corrections: ReadonlyMap<string, StandingCorrection>,
): PlacedSession {
  const placed = session.recordings.flatMap((recording) => placeOne(recording, solution, corrections) ?? [])
  const places = new Map(placed.map((place) => [place.recording.recordingId, place]))
  const edges: WeighedEdge[] = [...session.edges]
  for (const { recording, computedUs } of placed) {
    const correction = corrections.get(recording.recordingId)
    if (correction) edges.push({ ...createCorrectionEdge(recording, correction, computedUs), used: true })
  }
  // A correction to a later time leaves the epoch alone; one to an earlier time may move it, so that no time is
  // negative.
  const firsts = placed.map(
    ({ recording, computedUs, offsetUs }) => Math.min(computedUs, offsetUs) + findFirstSample(recording),
  )
  const epochUs = placed.length === 0 ? undefined : Math.floor(Math.min(...firsts) / 1000) * 1000
  const ends = placed.map(({ recording, offsetUs }) => offsetUs + recording.endPtsUs - epochUs!)
  return {
    sessionId,
    recordings: session.recordings,
    placed,
    unplaced: session.recordings.filter(({ recordingId }) => !places.has(recordingId)),
    edges: edges.map((edge) => ({ ...edge, residualUs: findResidual(edge, places) })),
    epochUs,
    durationUs: Math.round(Math.max(0, ...ends)),
    clockVersion: hashParts(
      [
        epochUs ?? '',
        ...placed.flatMap((place) => [place.recording.recordingId, place.offsetUs, place.driftPpm]),
      ],
      12,
    ),
  }
}

function placeOne(
  recording: RecordingEvidence,
  solution: Solution,
  corrections: ReadonlyMap<string, StandingCorrection>,
): PlacedRecording | undefined {
  const found = solution.clocks.get(mediaClock(recording.recordingId))
  if (!found) return undefined
  const computedUs = Math.round(found.offsetUs)
  const computedSigmaUs = Math.max(1, Math.round(found.sigmaUs))
  const correction = corrections.get(recording.recordingId)
  const computed = { recording, computedUs, computedSigmaUs, driftPpm: found.driftPpm }
  if (!correction) {
    const { grade, method } = found
    return { ...computed, offsetUs: computedUs, correctionUs: 0, sigmaUs: computedSigmaUs, grade, method }
  }
  const grade: Grade = found.grade === 'A' ? 'A' : 'B'
  const offsetUs = computedUs + correction.byUs
  return {
    ...computed,
    offsetUs,
    correctionUs: correction.byUs,
    sigmaUs: CORRECTION_SIGMA_US,
    grade,
    method: 'correction',
  }
}

/** Edge − what counts in the end, µs: a correction shows how far it stands from the evidence, and they from it. */
function findResidual(edge: WeighedEdge, places: ReadonlyMap<string, PlacedRecording>): number | undefined {
  const zero = (clock: string): number | undefined =>
    clock === 'utc' ? 0 : places.get(clock.slice('media:'.length))?.offsetUs
  const from = zero(edge.from)
  const to = zero(edge.to)
  return from === undefined || to === undefined ? undefined : edge.offsetUs - (from - to)
}
