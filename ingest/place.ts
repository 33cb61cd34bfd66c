/**
 * The place stage: reads the evidence of some sessions from the raw tables, solves their clocks, and writes clocks,
 * clock_edges, placements, the sessions' epochs and what it found. Run again it writes the same rows.
 */
import type { CatalogTx, Row } from '../core/catalog/catalog.ts'
import { REFERENCE } from '../core/clock/index.ts'
import { findFirstSample, mediaClock } from './edges/evidence.ts'
import { readEvidence } from './edges/readEvidence.ts'
import { toFindingRow } from './findings.ts'
import { findPlaceFindings } from './placeFindings.ts'
import { placeRecordings, type PlacedSession } from './placeRecordings.ts'

const TABLES = ['clocks', 'clock_edges', 'placements'] as const

/** Re-forms the placements of the given sessions, or of all. Sessions with nothing placed keep their epoch. */
export async function place(tx: CatalogTx, sessionIds?: readonly string[]): Promise<void> {
  const { recordings, corrections } = await readEvidence(tx, sessionIds)
  const sessions = placeRecordings(recordings, corrections)
  const where = sessionIds === undefined ? 'true' : 'session_id IN (SELECT unnest(?))'
  const parameters = sessionIds === undefined ? [] : [sessionIds]
  for (const table of TABLES) await tx.run(`DELETE FROM ${table} WHERE ${where}`, parameters)
  await tx.run(`DELETE FROM findings WHERE stage = 'place' AND ${where}`, parameters)
  await tx.append('clocks', sessions.flatMap(toClockRows))
  await tx.append('clock_edges', sessions.flatMap(toEdgeRows))
  await tx.append('placements', sessions.flatMap(toPlacementRows))
  const findings = sessions.flatMap((session) => findPlaceFindings(session, corrections).map(toFindingRow))
  await tx.append('findings', findings)
  await writeEpochs(tx, sessions)
}

function toClockRows({ sessionId, recordings }: PlacedSession): Row[] {
  const reference = {
    clock_id: REFERENCE,
    session_id: sessionId,
    kind: 'utc',
    owner: 'UTC',
    recording_id: null,
  }
  const media = recordings.map((recording) => ({
    clock_id: mediaClock(recording.recordingId),
    session_id: sessionId,
    kind: 'media',
    owner: recording.egressId ?? recording.objectKey,
    recording_id: recording.recordingId,
  }))
  return [reference, ...media]
}

const toEdgeRows = ({ sessionId, edges }: PlacedSession): Row[] =>
  edges.map((edge) => ({
    edge_id: edge.edgeId,
    session_id: sessionId,
    from_clock: edge.from,
    to_clock: edge.to,
    kind: edge.kind,
    offset_us: edge.offsetUs,
    sigma_us: edge.sigmaUs,
    lower_us: edge.lowerUs,
    upper_us: edge.upperUs,
    rate_ppm: edge.ratePpm,
    residual_us: edge.residualUs === undefined ? undefined : Math.round(edge.residualUs),
    used: edge.used,
    author: edge.author,
    evidence: JSON.stringify(edge.evidence),
  }))

const toPlacementRows = ({ sessionId, placed, epochUs, clockVersion }: PlacedSession): Row[] =>
  placed.map(({ recording, computedUs, offsetUs, correctionUs, sigmaUs, driftPpm, grade, method }) => {
    const toSession = (ptsUs: number): number =>
      Math.round(offsetUs - epochUs! + ptsUs * (1 + driftPpm / 1e6))
    return {
      recording_id: recording.recordingId,
      session_id: sessionId,
      offset_us: offsetUs - epochUs!,
      drift_ppm: driftPpm,
      sigma_us: sigmaUs,
      grade,
      method,
      start_us: toSession(findFirstSample(recording)),
      end_us: toSession(recording.endPtsUs),
      computed_offset_us: computedUs - epochUs!,
      correction_us: correctionUs,
      clock_version: clockVersion,
    }
  })

async function writeEpochs(tx: CatalogTx, sessions: readonly PlacedSession[]): Promise<void> {
  const placed = sessions.filter(({ epochUs }) => epochUs !== undefined)
  if (placed.length > 0) {
    await tx.run(
      `UPDATE sessions SET epoch_us = v.epoch_us, started_at = to_timestamp(v.epoch_us / 1e6),
         duration_us = v.duration_us
       FROM (SELECT unnest(?) AS session_id, unnest(?) AS epoch_us, unnest(?) AS duration_us) v
       WHERE sessions.session_id = v.session_id`,
      [
        placed.map(({ sessionId }) => sessionId),
        placed.map(({ epochUs }) => BigInt(epochUs!)),
        placed.map(({ durationUs }) => BigInt(durationUs)),
      ],
    )
  }
  await tx.run(
    `UPDATE sessions SET clock_version = v.clock_version
     FROM (SELECT unnest(?) AS session_id, unnest(?) AS clock_version) v WHERE sessions.session_id = v.session_id`,
    [sessions.map(({ sessionId }) => sessionId), sessions.map(({ clockVersion }) => clockVersion)],
  )
}
