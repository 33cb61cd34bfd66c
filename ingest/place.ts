/**
 * The place stage: reads the evidence of some sessions from the raw tables, solves their clocks, and writes clocks,
 * clock_edges, placements with their steps, the sessions' epochs and what it found. Run again it writes the same rows.
 */
import type { CatalogTx, Row } from '../core/catalog/catalog.ts'
import { readEvidence } from './edges/readEvidence.ts'
import { toFindingRow } from './findings.ts'
import { findPlaceFindings } from './placeFindings.ts'
import { placeRecordings, type PlacedSession } from './placeRecordings.ts'
import { toPlacedRows, type PlacedRows } from './placeRows.ts'

const TABLES = ['clocks', 'clock_edges', 'placements', 'placement_steps'] as const

/** Re-forms the placements of the given sessions, or of all. Sessions with nothing placed keep their epoch. */
export async function place(tx: CatalogTx, sessionIds?: readonly string[]): Promise<void> {
  const evidence = await readEvidence(tx, sessionIds)
  const sessions = placeRecordings(evidence)
  const where = sessionIds === undefined ? 'true' : 'session_id IN (SELECT unnest(?))'
  const parameters = sessionIds === undefined ? [] : [sessionIds]
  const rows = sessions.map(toPlacedRows)
  for (const table of TABLES) {
    await tx.run(`DELETE FROM ${table} WHERE ${where}`, parameters)
    await tx.append(
      table,
      rows.flatMap((one) => one[table].map(toRow)),
    )
  }
  await tx.run(`DELETE FROM findings WHERE stage = 'place' AND ${where}`, parameters)
  const corrected = new Set(evidence.said.corrections.keys())
  const findings = sessions.flatMap((session) => findPlaceFindings(session, corrected).map(toFindingRow))
  await tx.append('findings', findings)
  await writeSessions(tx, sessions)
}

const toRow = (row: PlacedRows[(typeof TABLES)[number]][number]): Row =>
  'evidence' in row
    ? {
        ...row,
        pieces: row.pieces && JSON.stringify(row.pieces),
        evidence: JSON.stringify(row.evidence),
      }
    : { ...row }

async function writeSessions(tx: CatalogTx, sessions: readonly PlacedSession[]): Promise<void> {
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
    `UPDATE sessions SET clock_version = v.clock_version, wall_sigma_us = nullif(v.wall_sigma_us, -1)
     FROM (SELECT unnest(?) AS session_id, unnest(?) AS clock_version, unnest(?) AS wall_sigma_us) v
     WHERE sessions.session_id = v.session_id`,
    [
      sessions.map(({ sessionId }) => sessionId),
      sessions.map(({ clockVersion }) => clockVersion),
      sessions.map(({ wallSigmaUs }) => BigInt(wallSigmaUs === undefined ? -1 : Math.round(wallSigmaUs))),
    ],
  )
  // An ingest forms the rows of sessions anew: when sound was last compared is known from what was measured then.
  await tx.run(
    `UPDATE sessions SET aligned_at = v.aligned_at
     FROM (SELECT r.session_id, max(e.measured_at) AS aligned_at
           FROM measured_edges e JOIN recordings r ON e.from_clock = 'media:' || r.recording_id
           WHERE e.kind = 'audio_match' GROUP BY r.session_id) v
     WHERE sessions.session_id = v.session_id AND sessions.aligned_at IS NULL`,
  )
}
