/** Reads what the catalog knows of some sessions' recordings, a few queries in all. */
import type { CatalogTx } from '../../core/catalog/catalog.ts'
import { findPathTime, parsePath } from '../../core/formats/index.ts'
import { microsFromNs } from '../../core/time/index.ts'
import { findCopiedSources, readDirectEdges } from './directEdges.ts'
import type { EgressInfoTimes, ManifestTimes, RecordingEvidence } from './evidence.ts'
import { readMeasuredEdges, type MeasuredEdge } from './measured.ts'
import { readSaid, type Said } from './said.ts'

export interface Evidence {
  readonly recordings: readonly RecordingEvidence[]
  /** Sources whose objects were copied: their modified times say nothing. */
  readonly copied: ReadonlySet<string>
  /** What was measured, and what was compared and refused. */
  readonly measured: readonly MeasuredEdge[]
  readonly said: Said
}

type Nullable<Fields> = { [Name in keyof Fields]: Fields[Name] | null }

interface RecordingRow {
  readonly recording_id: string
  readonly session_id: string
  readonly room_name: string
  readonly room_id: string | null
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly egress_id: string | null
  readonly source_id: string
  readonly object_key: string
  readonly stream_index: number
  readonly first_pts_us: number
  readonly last_pts_us: number | null
  readonly end_pts_us: number
  readonly codec_delay_us: number | null
  readonly modified_at: Date | null
}

interface LinkedRow {
  readonly recording_id: string
  readonly object_key: string
}
type ManifestRow = LinkedRow & { readonly dialect: string } & Nullable<{
    readonly egress_id: string
    readonly started_at_ns: bigint
    readonly ended_at_ns: bigint
    readonly started_at_raw: string
    readonly ended_at_raw: string
  }>
type EgressInfoRow = LinkedRow & { readonly egress_id: string } & Nullable<{
    readonly file_started_at_ns: bigint
    readonly pts0_wall_ns: bigint
    readonly pts0_sigma_ns: bigint
  }>

/** `sessionIds` undefined: all sessions. Recordings come in the order of their ids. */
export async function readEvidence(
  tx: Pick<CatalogTx, 'all'>,
  sessionIds: readonly string[] | undefined,
): Promise<Evidence> {
  const scope: Scope =
    sessionIds === undefined
      ? { where: 'true', parameters: [] }
      : { where: 'r.session_id IN (SELECT unnest(?))', parameters: [sessionIds] }
  const recordings = await readRecordings(tx, scope)
  const measured = await readMeasuredEdges(tx, sessionIds)
  const said = await readSaid(tx, scope.where, scope.parameters)
  const judges = sessionIds === undefined ? recordings : await readJudges(tx, recordings)
  return { recordings, copied: findCopiedSources(judges), measured, said }
}

interface Scope {
  /** Over `recordings r`. */
  readonly where: string
  readonly parameters: readonly (readonly string[])[]
}

/** Where only its upload says when something was recorded, all of its source tell whether that can be believed. */
async function readJudges(
  tx: Pick<CatalogTx, 'all'>,
  recordings: readonly RecordingEvidence[],
): Promise<readonly RecordingEvidence[]> {
  const sources = recordings
    .filter((recording) => readDirectEdges(recording)[0]?.kind === 'modified_time')
    .map(({ sourceId }) => sourceId)
  if (sources.length === 0) return recordings
  const where = 'r.source_id IN (SELECT unnest(?))'
  return [...recordings, ...(await readRecordings(tx, { where, parameters: [[...new Set(sources)]] }))]
}

async function readRecordings(tx: Pick<CatalogTx, 'all'>, scope: Scope): Promise<RecordingEvidence[]> {
  const { where, parameters } = scope
  const rows = await tx.all<RecordingRow>(
    `SELECT r.recording_id, r.session_id, s.room_name, s.room_id, r.identity, r.source, r.kind, r.egress_id,
       r.source_id, r.object_key, r.stream_index, r.first_pts_us, m.last_pts_us, r.end_pts_us, m.codec_delay_us,
       o.modified_at
     FROM recordings r
     JOIN sessions s USING (session_id)
     LEFT JOIN media m ON m.source_id = r.source_id AND m.object_key = r.object_key AND m.stream_index = r.stream_index
     LEFT JOIN objects o ON o.source_id = r.source_id AND o.object_key = r.object_key
     WHERE ${where} ORDER BY r.recording_id`,
    parameters,
  )
  const manifests = await readLinked<ManifestRow>(tx, {
    table: 'manifests',
    columns: 'j.dialect, j.egress_id, j.started_at_ns, j.ended_at_ns, j.started_at_raw, j.ended_at_raw',
    ...scope,
  })
  const egressInfos = await readLinked<EgressInfoRow>(tx, {
    table: 'egress_infos',
    columns: 'j.egress_id, j.file_started_at_ns, j.pts0_wall_ns, j.pts0_sigma_ns',
    ...scope,
  })
  return rows.map((row) =>
    toEvidence(row, manifests.get(row.recording_id) ?? [], egressInfos.get(row.recording_id) ?? []),
  )
}

const base = (column: string): string => `list_last(string_split(${column}, '/'))`

/**
 * JSON rows by recording: those that name its media file, and those of its egress that name no file of their own or
 * one of the same base name (webhooks may lie in another source than the media).
 */
async function readLinked<Linked extends LinkedRow>(
  tx: Pick<CatalogTx, 'all'>,
  query: Scope & { table: string; columns: string },
): Promise<Map<string, Linked[]>> {
  const { table, columns, where, parameters } = query
  const rows = await tx.all<Linked>(
    `SELECT DISTINCT r.recording_id, j.object_key, ${columns} FROM recordings r
     JOIN ${table} j ON j.source_id = r.source_id AND j.media_key = r.object_key WHERE ${where}
     UNION
     SELECT DISTINCT r.recording_id, j.object_key, ${columns} FROM recordings r
     JOIN ${table} j ON j.egress_id = r.egress_id
       AND (j.media_key IS NULL OR ${base('j.media_key')} = ${base('r.object_key')}) WHERE ${where}
     ORDER BY 1, 2`,
    [...parameters, ...parameters],
  )
  const byRecording = new Map<string, Linked[]>()
  for (const row of rows) {
    const list = byRecording.get(row.recording_id)
    if (list) list.push(row)
    else byRecording.set(row.recording_id, [row])
  }
  return byRecording
}

function toEvidence(
  row: RecordingRow,
  manifests: readonly ManifestRow[],
  egressInfos: readonly EgressInfoRow[],
): RecordingEvidence {
  const hints = { roomName: row.room_name, roomId: row.room_id ?? undefined }
  const time = parsePath(row.object_key, hints).time ?? findPathTime(row.object_key)
  return {
    recordingId: row.recording_id,
    sessionId: row.session_id,
    identity: row.identity,
    source: row.source,
    kind: row.kind,
    egressId: row.egress_id ?? undefined,
    sourceId: row.source_id,
    objectKey: row.object_key,
    streamIndex: row.stream_index,
    firstPtsUs: row.first_pts_us,
    lastPtsUs: row.last_pts_us ?? row.end_pts_us,
    endPtsUs: row.end_pts_us,
    codecDelayUs: row.codec_delay_us ?? 0,
    modifiedUs: row.modified_at ? row.modified_at.getTime() * 1000 : undefined,
    pathTime: time && {
      text: time.text,
      us: microsFromNs(time.ns),
      resolutionUs: Number(time.resolutionNs / 1000n),
    },
    manifests: manifests.map(toManifestTimes),
    egressInfos: egressInfos.map(toEgressInfoTimes),
  }
}

const toMicros = (ns: bigint | null): number | undefined => (ns === null ? undefined : microsFromNs(ns))

const toManifestTimes = (row: ManifestRow): ManifestTimes => ({
  objectKey: row.object_key,
  dialect: row.dialect,
  egressId: row.egress_id ?? undefined,
  startedAtUs: toMicros(row.started_at_ns),
  endedAtUs: toMicros(row.ended_at_ns),
  startedAtRaw: row.started_at_raw ?? undefined,
  endedAtRaw: row.ended_at_raw ?? undefined,
})

const toEgressInfoTimes = (row: EgressInfoRow): EgressInfoTimes => ({
  objectKey: row.object_key,
  egressId: row.egress_id,
  fileStartedAtUs: toMicros(row.file_started_at_ns),
  pts0:
    row.pts0_wall_ns === null || row.pts0_sigma_ns === null
      ? undefined
      : { wallUs: Number(row.pts0_wall_ns / 1000n), sigmaUs: Number(row.pts0_sigma_ns) / 1000 },
})
