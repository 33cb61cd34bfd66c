/**
 * What people change of a session's clock graph: evidence they mute, one event they mark in two recordings. Rows are
 * never deleted, only withdrawn; they are kept by edge and by file, so that every ingest and forming leaves them.
 */
import { randomUUID } from 'node:crypto'
import type { CatalogTx } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { ClockEdits, NewMark } from '../core/protocol/index.ts'
import { formatTime } from '../core/time/index.ts'

export interface MarkableRecording {
  readonly sourceId: string
  readonly objectKey: string
  readonly streamIndex: number
  readonly endPtsUs: number
}

/** What there is of a session that edits may name. */
export interface KnownClocks {
  readonly sessionId: string
  readonly edges: ReadonlySet<string>
  /** Edges that are muted now. */
  readonly muted: ReadonlySet<string>
  readonly recordings: ReadonlyMap<string, MarkableRecording>
  /** Marks in force. */
  readonly marks: ReadonlyMap<string, NewMark>
}

/**
 * Refuses edits that name what the session does not have. Throws UserError `edge_missing`, `edits_contradict`,
 * `recording_missing`, `mark_missing`, `mark_of_one`, `mark_outside`.
 */
export function requireClockEdits(known: KnownClocks, edits: ClockEdits): void {
  for (const edgeId of [...edits.mute, ...edits.unmute]) {
    if (known.edges.has(edgeId) || known.muted.has(edgeId)) continue
    throw new UserError('edge_missing', `session ${known.sessionId} has no evidence ${edgeId}`, {
      hint: 'It may have been measured anew: reload the clock view.',
    })
  }
  const both = edits.mute.find((edgeId) => edits.unmute.includes(edgeId))
  if (both !== undefined) {
    throw new UserError('edits_contradict', `evidence ${both} is both muted and unmuted`)
  }
  for (const markId of edits.withdrawMarks) {
    if (known.marks.has(markId)) continue
    throw new UserError('mark_missing', `session ${known.sessionId} has no mark ${markId}`, {
      hint: 'It may have been taken back already: reload the clock view.',
    })
  }
  for (const mark of edits.marks) requireMark(known, mark)
}

function requireMark(known: KnownClocks, mark: NewMark): void {
  if (mark.fromRecordingId === mark.toRecordingId) {
    throw new UserError('mark_of_one', 'a mark names one recording twice', {
      hint: 'Mark the event in two recordings.',
    })
  }
  for (const [recordingId, mediaUs] of [
    [mark.fromRecordingId, mark.fromMediaUs],
    [mark.toRecordingId, mark.toMediaUs],
  ] as const) {
    const recording = known.recordings.get(recordingId)
    if (!recording) {
      throw new UserError('recording_missing', `session ${known.sessionId} has no recording ${recordingId}`)
    }
    if (mediaUs < 0 || mediaUs > recording.endPtsUs) {
      throw new UserError(
        'mark_outside',
        `${recording.objectKey} ends at ${formatTime(recording.endPtsUs)}; the mark stands at ${formatTime(mediaUs)} of the file`,
      )
    }
  }
}

/** Writes edits that `requireClockEdits` let pass; what is as asked already is left. Returns what takes them back. */
export async function writeClockEdits(
  tx: CatalogTx,
  known: KnownClocks,
  edits: ClockEdits & { readonly author: string },
  now: Date = new Date(),
): Promise<ClockEdits> {
  const written = { author: edits.author, note: edits.note ?? null, created_at: now, withdrawn_at: null }
  const mute = [...new Set(edits.mute)].filter((edgeId) => !known.muted.has(edgeId))
  const unmute = [...new Set(edits.unmute)].filter((edgeId) => known.muted.has(edgeId))
  await tx.append(
    'edge_mutes',
    mute.map((edgeId) => ({
      ...written,
      mute_id: `mute_${randomUUID()}`,
      session_id: known.sessionId,
      edge_id: edgeId,
    })),
  )
  await withdraw(tx, { table: 'edge_mutes', column: 'edge_id', ids: unmute, now })
  await withdraw(tx, { table: 'clock_marks', column: 'mark_id', ids: edits.withdrawMarks, now })
  const marks = edits.marks.map((mark) => {
    const [from, to] = [
      known.recordings.get(mark.fromRecordingId)!,
      known.recordings.get(mark.toRecordingId)!,
    ]
    return {
      ...written,
      note: mark.note ?? written.note,
      mark_id: `mark_${randomUUID()}`,
      from_source_id: from.sourceId,
      from_object_key: from.objectKey,
      from_stream_index: from.streamIndex,
      from_media_us: mark.fromMediaUs,
      to_source_id: to.sourceId,
      to_object_key: to.objectKey,
      to_stream_index: to.streamIndex,
      to_media_us: mark.toMediaUs,
      sigma_us: mark.sigmaUs,
    }
  })
  await tx.append('clock_marks', marks)
  return {
    mute: unmute,
    unmute: mute,
    marks: edits.withdrawMarks.map((markId) => known.marks.get(markId)!),
    withdrawMarks: marks.map((row) => row.mark_id),
  }
}

async function withdraw(
  tx: CatalogTx,
  options: { table: string; column: string; ids: readonly string[]; now: Date },
): Promise<void> {
  const { table, column, ids, now } = options
  if (ids.length === 0) return
  await tx.run(
    `UPDATE ${table} SET withdrawn_at = ? WHERE withdrawn_at IS NULL AND ${column} IN (SELECT unnest(?))`,
    [now, ids],
  )
}
