/**
 * Everything the raw tables say, read in bulk: forming sessions needs all files at once. Cost: linear in the rows
 * of objects, media, manifests, egress_infos and log_streams (log_events is asked for its senders alone), about
 * 10 µs and 1 kB a manifest.
 */
import type { CatalogTx } from '../../core/catalog/catalog.ts'
import {
  isObject,
  parseEgressInfo,
  parseEgressManifest,
  parseExactJson,
  parseGstreamerRecording,
  parsePublicationRecord,
  type JsonValue,
} from '../../core/formats/index.ts'
import { isRunning } from './runningStatus.ts'

export interface NamedFile {
  readonly filename: string | undefined
  readonly location: string | undefined
}

/** A JSON that speaks about recordings: a manifest of any dialect or an EgressInfo. */
export interface Description {
  /** `manifest_id` or `egress_info_id`. */
  readonly id: string
  readonly table: 'manifests' | 'egress_infos'
  readonly sourceId: string
  readonly objectKey: string
  readonly dialect: string
  readonly egressId: string | undefined
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly identity: string | undefined
  readonly trackId: string | undefined
  readonly audioTrackId: string | undefined
  readonly videoTrackId: string | undefined
  readonly kind: string | undefined
  readonly source: string | undefined
  readonly startedNs: bigint | undefined
  readonly endedNs: bigint | undefined
  /** Media it says it wrote. */
  readonly files: readonly NamedFile[]
  /** HLS playlists it says it wrote. */
  readonly playlists: readonly NamedFile[]
  /** Track ids it joins to its identity (publication records). */
  readonly publishedTracks: readonly string[]
  readonly mediaKey: string | undefined
  /** An EgressInfo of an egress that has not ended. */
  readonly isRunning: boolean
}

export interface StreamFact {
  readonly streamIndex: number
  readonly kind: 'audio' | 'video'
  readonly codec: string
  readonly firstPtsUs: number
  readonly endPtsUs: number
}

export interface ObjectFact {
  readonly sourceId: string
  readonly objectKey: string
  readonly role: string
  readonly status: string
  readonly modifiedAt: Date
}

export interface LogFact {
  readonly sourceId: string
  readonly objectKey: string
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly identity: string | undefined
  readonly firstNs: bigint | undefined
  readonly lastNs: bigint | undefined
  readonly sessionId: string | undefined
  readonly senders: readonly string[]
  /** Names that a room's journal shows people by, by identity. */
  readonly names: ReadonlyMap<string, string>
}

export interface Facts {
  readonly objects: readonly ObjectFact[]
  /** Streams of each media object by `objectId`. */
  readonly streams: ReadonlyMap<string, readonly StreamFact[]>
  readonly descriptions: readonly Description[]
  readonly logs: readonly LogFact[]
}

/** One object of one source as a map key. */
export const objectId = (object: { readonly sourceId: string; readonly objectKey: string }): string =>
  `${object.sourceId}\0${object.objectKey}`

/** The folder of an object, as a map key. */
export const folderId = (object: { readonly sourceId: string; readonly objectKey: string }): string =>
  `${object.sourceId}\0${object.objectKey.slice(0, object.objectKey.lastIndexOf('/') + 1)}`

/** The metadata.json of each text egress by its folder. */
export const mapMetadata = (descriptions: readonly Description[]): Map<string, Description> =>
  new Map(descriptions.filter((one) => one.dialect === 'syncflow_text').map((one) => [folderId(one), one]))

export async function readFacts(tx: CatalogTx): Promise<Facts> {
  const objects = await tx.all(
    'SELECT source_id, object_key, role, status, modified_at FROM objects ORDER BY source_id, object_key',
  )
  const media = await tx.all(
    `SELECT source_id, object_key, stream_index, kind, codec, first_pts_us, end_pts_us FROM media
     ORDER BY source_id, object_key, stream_index`,
  )
  const streams = new Map<string, StreamFact[]>()
  for (const row of media) {
    const id = `${String(row['source_id'])}\0${String(row['object_key'])}`
    const list = streams.get(id) ?? []
    streams.set(id, list)
    list.push({
      streamIndex: row['stream_index'] as number,
      kind: row['kind'] as 'audio' | 'video',
      codec: row['codec'] as string,
      firstPtsUs: row['first_pts_us'] as number,
      endPtsUs: row['end_pts_us'] as number,
    })
  }
  const manifests = await tx.all('SELECT * FROM manifests ORDER BY source_id, object_key')
  const infos = await tx.all('SELECT * FROM egress_infos ORDER BY source_id, object_key')
  return {
    objects: objects.map((row) => ({
      sourceId: row['source_id'] as string,
      objectKey: row['object_key'] as string,
      role: row['role'] as string,
      status: row['status'] as string,
      modifiedAt: row['modified_at'] as Date,
    })),
    streams,
    descriptions: [...manifests.map(describeManifest), ...infos.map(describeInfo)],
    logs: await readLogs(tx),
  }
}

async function readLogs(tx: CatalogTx): Promise<LogFact[]> {
  const rows = await tx.all(
    `SELECT s.source_id, s.object_key, s.room_id, s.room_name, s.identity, s.first_recv_ns, s.last_recv_ns, s.session_id,
       (SELECT list(DISTINCT e.sender) FROM log_events e
        WHERE e.source_id = s.source_id AND e.object_key = s.object_key AND e.sender IS NOT NULL) AS senders
     FROM log_streams s ORDER BY s.source_id, s.object_key`,
  )
  const names = await readNames(tx)
  return rows.map((row) => ({
    sourceId: row['source_id'] as string,
    objectKey: row['object_key'] as string,
    roomId: text(row['room_id']),
    roomName: text(row['room_name']),
    identity: text(row['identity']),
    firstNs: ns(row['first_recv_ns']),
    lastNs: ns(row['last_recv_ns']),
    sessionId: text(row['session_id']),
    senders: ((row['senders'] as string[] | null) ?? []).sort(),
    names: names.get(`${String(row['source_id'])}\0${String(row['object_key'])}`) ?? new Map(),
  }))
}

/** By journal: the last name each person was shown by. */
async function readNames(tx: CatalogTx): Promise<Map<string, Map<string, string>>> {
  const rows = await tx.all<{ source_id: string; object_key: string; identity: string; name: string }>(
    `SELECT source_id, object_key, identity, arg_max(name, (at_ns, line_number)) AS name FROM room_events
     WHERE identity IS NOT NULL AND name IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  )
  const byLog = new Map<string, Map<string, string>>()
  for (const row of rows) {
    const id = `${row.source_id}\0${row.object_key}`
    byLog.set(id, (byLog.get(id) ?? new Map<string, string>()).set(row.identity, row.name))
  }
  return byLog
}

const text = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value)
const ns = (value: unknown): bigint | undefined => (typeof value === 'bigint' ? value : undefined)

function describeManifest(row: Record<string, unknown>): Description {
  const dialect = String(row['dialect'])
  const json = parseExactJson(String(row['raw']).replace(/^\uFEFF/, '')).value
  const more = json === undefined ? {} : readMembers(dialect, json, String(row['object_key']))
  return {
    id: String(row['manifest_id']),
    table: 'manifests',
    sourceId: String(row['source_id']),
    objectKey: String(row['object_key']),
    dialect,
    egressId: text(row['egress_id']),
    roomId: text(row['room_id']),
    roomName: text(row['room_name']),
    identity: text(row['identity']),
    trackId: text(row['track_id']),
    audioTrackId: undefined,
    videoTrackId: undefined,
    kind: text(row['kind']),
    source: text(row['track_source']),
    startedNs: ns(row['started_at_ns']),
    endedNs: ns(row['ended_at_ns']),
    files: [],
    playlists: [],
    publishedTracks: [],
    mediaKey: text(row['media_key']),
    isRunning: false,
    ...more,
  }
}

/** What `manifests` has no column for is read from the JSON again. */
function readMembers(dialect: string, json: JsonValue, key: string): Partial<Description> {
  if (dialect === 'egress_a' || dialect === 'egress_b') {
    const manifest = parseEgressManifest(json, key).value
    if (manifest === undefined) return {}
    const { audioTrackId, videoTrackId, files, playlists } = manifest
    return { audioTrackId, videoTrackId, files, playlists }
  }
  if (dialect === 'publication_record') {
    return { publishedTracks: parsePublicationRecord(json).value?.tracks.map((track) => track.trackId) ?? [] }
  }
  if (dialect === 'gstreamer') {
    const filename = parseGstreamerRecording(json).value?.filename
    return { files: filename === undefined ? [] : [{ filename, location: undefined }] }
  }
  return {}
}

function describeInfo(row: Record<string, unknown>): Description {
  const json = parseExactJson(String(row['raw']).replace(/^\uFEFF/, '')).value
  const info = isObject(json) ? parseEgressInfo(json).value : undefined
  return {
    id: String(row['egress_info_id']),
    table: 'egress_infos',
    sourceId: String(row['source_id']),
    objectKey: String(row['object_key']),
    dialect: 'egress_info',
    egressId: text(row['egress_id']),
    roomId: text(row['room_id']),
    roomName: text(row['room_name']),
    identity: info?.identity,
    trackId: text(row['track_id']),
    audioTrackId: undefined,
    videoTrackId: undefined,
    kind: undefined,
    source: undefined,
    startedNs: ns(row['file_started_at_ns']) ?? ns(row['egress_requested_at_ns']),
    endedNs: ns(row['file_ended_at_ns']) ?? info?.endedAt?.ns,
    // A file's times are bigints, which no finding's evidence can hold.
    files: info?.files.map(({ filename, location }) => ({ filename, location })) ?? [],
    playlists: [],
    publishedTracks: [],
    mediaKey: text(row['media_key']),
    isRunning: isRunning(text(row['status'])),
  }
}
