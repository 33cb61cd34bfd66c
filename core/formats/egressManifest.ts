/**
 * The JSON that livekit/egress leaves beside its media (`pkg/config/manifest.go`). Generation B (v1.9 on): one per
 * egress, `<egress_id>.json`, with `files[]`; its `started_at` is the request, seconds before the first sample.
 * Generation A (v1.8): one per media file, `<media key>.json`, with `publisher_identity`, `track_kind`,
 * `track_source` and `segment_count`. Times are nanoseconds as JSON numbers; documents and other writers use
 * seconds and other names, which are read too, the unit by magnitude. A wrong member is a problem, never an end.
 */
import type { Kind, Source } from '../model/index.ts'
import { isObject, formatExactJson, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type Fields, type RawTime } from './fields.ts'
import type { Problem, Reading } from './problem.ts'
import { findKind, findSource } from './trackWords.ts'

export interface ManifestFile {
  readonly filename: string | undefined
  readonly location: string | undefined
}

export interface EgressManifest {
  readonly generation: 'a' | 'b'
  readonly egressId: string | undefined
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly url: string | undefined
  readonly identity: string | undefined
  readonly trackId: string | undefined
  readonly audioTrackId: string | undefined
  readonly videoTrackId: string | undefined
  readonly kind: Kind | undefined
  readonly source: Source | undefined
  /** B: when the request was parsed. A: after the room was joined. Neither is the first sample. */
  readonly startedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
  readonly segmentCount: number | undefined
  readonly files: readonly ManifestFile[]
  readonly playlists: readonly ManifestFile[]
  readonly images: readonly ManifestFile[]
}

const WRITER = 'livekit/egress'

/** Whether an object is an egress manifest: it names an egress, or both a room and a track. */
export function isEgressManifest(json: JsonObject): boolean {
  const fields = readFields(json, WRITER, [])
  if (fields.has('egressInfo', 'fileResults', 'status')) return false
  return (
    fields.has('egress_id') ||
    (fields.has('room_id', 'room_name') &&
      fields.has('track_id', 'files', 'audio_track_id', 'video_track_id'))
  )
}

/** Parses a manifest of either generation; `key` tells the generation where the members do not. */
export function parseEgressManifest(json: JsonValue, key = ''): Reading<EgressManifest> {
  const problems: Problem[] = []
  if (!isObject(json)) {
    const message = `manifest is ${Array.isArray(json) ? 'a list' : typeof json}, expected an object (${WRITER})`
    return { value: undefined, problems: [{ code: 'wrong_type', message, evidence: {} }] }
  }
  const fields = readFields(json, WRITER, problems)
  const value: EgressManifest = {
    generation: findGeneration(fields, key),
    egressId: fields.text('egress_id'),
    roomId: fields.text('room_id', 'room_sid'),
    roomName: fields.text('room_name', 'room'),
    url: fields.text('url'),
    identity: fields.text('publisher_identity', 'publisher_id', 'participant_identity', 'identity'),
    trackId: fields.text('track_id', 'track_sid'),
    audioTrackId: fields.text('audio_track_id'),
    videoTrackId: fields.text('video_track_id'),
    kind: readWord(fields, ['track_kind', 'track_type', 'kind'], findKind, problems),
    source: readWord(fields, ['track_source', 'source'], findSource, problems),
    startedAt: fields.time('started_at', 'start_time'),
    endedAt: fields.time('ended_at', 'end_time'),
    segmentCount:
      Number(fields.integer('segment_count') ?? -1) < 0 ? undefined : Number(fields.integer('segment_count')),
    files: readFiles(fields, 'files'),
    playlists: readFiles(fields, 'playlists'),
    images: readFiles(fields, 'images'),
  }
  const { startedAt, endedAt } = value
  if (startedAt?.ns !== undefined && endedAt?.ns !== undefined && endedAt.ns < startedAt.ns) {
    problems.push({
      code: 'ended_before_started',
      message: `manifest ${value.egressId ?? ''}: ended_at ${endedAt.raw} precedes started_at ${startedAt.raw} (${WRITER})`,
      evidence: { startedAt: startedAt.raw, endedAt: endedAt.raw },
    })
  }
  return { value, problems }
}

/** Writes a manifest as egress does: compact, absent members omitted, times in nanoseconds. */
export function formatEgressManifest(manifest: EgressManifest): string {
  const list = (files: readonly ManifestFile[]): JsonValue | undefined =>
    files.length === 0 ? undefined : files.map(({ filename, location }) => dropAbsent({ filename, location }))
  return formatExactJson(
    dropAbsent({
      egress_id: manifest.egressId,
      room_id: manifest.roomId,
      room_name: manifest.roomName,
      url: manifest.url,
      started_at: manifest.startedAt?.ns,
      ended_at: manifest.endedAt?.ns,
      publisher_identity: manifest.identity,
      track_id: manifest.trackId,
      track_kind: manifest.kind,
      track_source: manifest.source,
      audio_track_id: manifest.audioTrackId,
      video_track_id: manifest.videoTrackId,
      segment_count: manifest.segmentCount,
      files: list(manifest.files),
      playlists: list(manifest.playlists),
      images: list(manifest.images),
    }),
  )
}

function dropAbsent(members: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject
}

function findGeneration(fields: Fields, key: string): 'a' | 'b' {
  if (fields.has('files', 'playlists', 'images')) return 'b'
  if (fields.has('segment_count', 'track_kind', 'track_source')) return 'a'
  return /\.[a-z0-9]{2,4}\.json$/i.test(key) ? 'a' : 'b'
}

function readFiles(fields: Fields, name: string): ManifestFile[] {
  return fields
    .objects(name)
    .map((file) => ({ filename: file.text('filename', 'filepath'), location: file.text('location') }))
    .filter((file) => file.filename !== undefined || file.location !== undefined)
}

function readWord<T>(
  fields: Fields,
  names: string[],
  find: (word: string) => T | undefined,
  problems: Problem[],
) {
  const word = fields.text(...names)
  if (word === undefined) return undefined
  const value = find(word)
  if (value === undefined) {
    const message = `${names[0]} is "${word.slice(0, 40)}", which is none of LiveKit's words (${WRITER})`
    problems.push({ code: 'word_unknown', message, evidence: { field: names[0], value: word } })
  }
  return value
}
