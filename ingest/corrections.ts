/**
 * A person's corrections of where recordings lie. Append-only and keyed by the file and stream, so that they survive
 * a re-ingest and the re-forming of sessions; a withdrawn one stays as a row. Of several to one recording the newest
 * that stands counts, and says how far from the computed placement, not from the last correction.
 */
import { randomUUID } from 'node:crypto'
import type { Catalog, CatalogTx, Row } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import { readEvidence } from './edges/readEvidence.ts'
import { place } from './place.ts'
import { placeRecordings } from './placeRecordings.ts'

export interface CorrectionRequest {
  /** A recording id, a track id (all its recordings) or a lane `identity/source` (all in it). */
  readonly target: string
  /** Narrows a lane or track to one session. */
  readonly sessionId?: string
  /** Later is positive, µs, at most an hour either way. */
  readonly byUs: number
  readonly note?: string | undefined
  readonly author: string
  /** Wall time; the machine's unless told. */
  readonly now?: Date
}

export interface Corrected {
  readonly correctionIds: readonly string[]
  readonly recordingIds: readonly string[]
  readonly sessionIds: readonly string[]
}

export interface CorrectionRow {
  readonly correctionId: string
  readonly recordingId: string
  readonly sessionId: string
  readonly identity: string
  readonly source: string
  readonly trackId: string
  readonly byUs: number
  readonly author: string
  readonly note: string | undefined
  readonly createdAt: Date
  readonly withdrawnAt: Date | undefined
  /** Whether it is the one that counts. */
  readonly counts: boolean
}

const LARGEST_US = 3_600_000_000

/**
 * Stores a correction for each recording of the target and places its sessions anew, in one transaction.
 * Throws UserError `correction_range`, `target_missing`, `target_ambiguous`, `target_unplaced`.
 */
export async function correct(catalog: Catalog, request: CorrectionRequest): Promise<Corrected> {
  const { target, byUs, note, author, now = new Date() } = request
  if (!Number.isInteger(byUs) || Math.abs(byUs) > LARGEST_US) {
    throw new UserError('correction_range', `a correction by ${byUs} µs`, {
      hint: 'Use whole µs, at most one hour.',
    })
  }
  return catalog.transaction(async (tx) => {
    const found = await findTargets(tx, target, request.sessionId)
    const sessionIds = [...new Set(found.map((recording) => recording.session_id))]
    const computed = await readComputed(tx, sessionIds)
    const createdAt = await findNextInstant(tx, now)
    const rows = found.map((recording) => ({
      correction_id: `cor_${randomUUID()}`,
      source_id: recording.source_id,
      object_key: recording.object_key,
      stream_index: recording.stream_index,
      by_us: byUs,
      ...computed.get(recording.recording_id),
      author,
      note,
      created_at: createdAt,
    }))
    await tx.append('corrections', rows)
    await place(tx, sessionIds)
    return {
      correctionIds: rows.map((row) => row.correction_id),
      recordingIds: found.map((recording) => recording.recording_id),
      sessionIds,
    }
  })
}

/** Withdraws one correction and places its session anew; again does nothing. Throws UserError `correction_missing`. */
export async function withdrawCorrection(
  catalog: Catalog,
  correctionId: string,
  { now = new Date() }: { now?: Date } = {},
): Promise<{ sessionIds: readonly string[] }> {
  return catalog.transaction(async (tx) => {
    const [known] = await tx.all('SELECT 1 FROM corrections WHERE correction_id = ?', [correctionId])
    if (!known) {
      throw new UserError('correction_missing', `there is no correction ${correctionId}`, {
        hint: 'List the corrections of the session.',
      })
    }
    await tx.run('UPDATE corrections SET withdrawn_at = ? WHERE correction_id = ? AND withdrawn_at IS NULL', [
      now,
      correctionId,
    ])
    const rows = await tx.all<{ session_id: string }>(
      `SELECT DISTINCT r.session_id FROM corrections c JOIN recordings r USING (source_id, object_key, stream_index)
       WHERE c.correction_id = ?`,
      [correctionId],
    )
    const sessionIds = rows.map((row) => row.session_id)
    await place(tx, sessionIds)
    return { sessionIds }
  })
}

/** The corrections of a session's recordings, withdrawn ones too, newest first. */
export async function listCorrections(catalog: Catalog, sessionId: string): Promise<CorrectionRow[]> {
  const rows = await catalog.all<{
    correction_id: string
    recording_id: string
    session_id: string
    identity: string
    source: string
    track_id: string
    by_us: number
    author: string
    note: string | null
    created_at: Date
    withdrawn_at: Date | null
  }>(
    `SELECT c.correction_id, r.recording_id, r.session_id, r.identity, r.source, r.track_id, c.by_us, c.author, c.note,
       c.created_at, c.withdrawn_at
     FROM corrections c JOIN recordings r USING (source_id, object_key, stream_index)
     WHERE r.session_id = ? ORDER BY c.created_at DESC, c.correction_id DESC`,
    [sessionId],
  )
  const decided = new Set<string>()
  return rows.map((row) => {
    const counts = row.withdrawn_at === null && !decided.has(row.recording_id)
    if (counts) decided.add(row.recording_id)
    return {
      correctionId: row.correction_id,
      recordingId: row.recording_id,
      sessionId: row.session_id,
      identity: row.identity,
      source: row.source,
      trackId: row.track_id,
      byUs: row.by_us,
      author: row.author,
      note: row.note ?? undefined,
      createdAt: row.created_at,
      withdrawnAt: row.withdrawn_at ?? undefined,
      counts,
    }
  })
}

interface Target {
  readonly recording_id: string
  readonly session_id: string
  readonly source_id: string
  readonly object_key: string
  readonly stream_index: number
  readonly placed: boolean
}

async function findTargets(
  tx: CatalogTx,
  target: string,
  sessionId: string | undefined,
): Promise<readonly Target[]> {
  const found = await tx.all<Target>(
    `SELECT r.recording_id, r.session_id, r.source_id, r.object_key, r.stream_index, p.recording_id IS NOT NULL AS placed
     FROM recordings r LEFT JOIN placements p USING (recording_id)
     WHERE (r.recording_id = ? OR r.track_id = ? OR r.identity || '/' || r.source = ?)
       AND (CAST(? AS VARCHAR) IS NULL OR r.session_id = ?)
     ORDER BY r.recording_id`,
    [target, target, target, sessionId ?? null, sessionId ?? null],
  )
  if (found.length === 0) {
    throw new UserError(
      'target_missing',
      `nothing is called ${target}${sessionId ? ` in session ${sessionId}` : ''}`,
      {
        hint: 'Name a recording id, a track id, or identity/source as `lockstep show <session>` prints them.',
      },
    )
  }
  const sessions = new Set(found.map((recording) => recording.session_id))
  if (sessions.size > 1) {
    throw new UserError('target_ambiguous', `${target} occurs in ${sessions.size} sessions`, {
      hint: 'Name the session too, or a recording id.',
    })
  }
  const placed = found.filter((recording) => recording.placed)
  if (placed.length === 0) {
    throw new UserError('target_unplaced', `${target} has no placement to correct`, {
      hint: 'Nothing says when it was recorded; see its findings.',
    })
  }
  return placed
}

/** What a correction is said against: where the recordings of some sessions are computed to lie, as columns. */
async function readComputed(tx: CatalogTx, sessionIds: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  const sessions = placeRecordings(await readEvidence(tx, sessionIds))
  return new Map(
    sessions.flatMap(({ placed }) =>
      placed.map(({ recording, computedUs, computedSigmaUs, isLinked }): [string, Row] => [
        recording.recordingId,
        { computed_us: computedUs, computed_sigma_us: computedSigmaUs, linked: isLinked },
      ]),
    ),
  )
}

/** Times are kept to the millisecond: two corrections within one still have an order. */
async function findNextInstant(tx: CatalogTx, now: Date): Promise<Date> {
  const [row] = await tx.all<{ newest: Date | null }>('SELECT max(created_at) AS newest FROM corrections')
  const newest = row?.newest?.getTime() ?? -Infinity
  return new Date(Math.max(now.getTime(), newest + 1))
}
