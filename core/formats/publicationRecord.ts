/**
 * syncflow-sharer's `…/publication-records/{identity}/{ISO time}/record.json`
 * (`src/lib/api/publication-record.ts`): which device each published track came from. It is the only file of that
 * tool that joins a LiveKit track id to a person.
 */
import type { Kind } from '../model/index.ts'
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type Fields } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface PublishedTrack {
  readonly trackId: string
  readonly kind: Kind | undefined
  readonly deviceName: string | undefined
}

export interface PublicationRecord {
  readonly roomName: string | undefined
  readonly identity: string
  readonly tracks: readonly PublishedTrack[]
}

const WRITER = 'syncflow-sharer'

export const isPublicationRecord = (json: JsonObject): boolean =>
  'identity' in json && ('audioTracks' in json || 'videoTracks' in json || 'screenShare' in json)

/** Parses a record; one without an identity says nothing. */
export function parsePublicationRecord(json: JsonValue): Reading<PublicationRecord> {
  const problems: Problem[] = []
  const fields = isObject(json) ? readFields(json, WRITER, problems) : undefined
  const identity = fields?.text('identity')
  if (fields === undefined || identity === undefined) {
    const message = `record.json names no identity (${WRITER})`
    return { value: undefined, problems: [...problems, { code: 'identity_unknown', message, evidence: {} }] }
  }
  const screen = fields.object('screenShare')
  const tracks = [
    ...fields.objects('audioTracks').flatMap((track) => readTrack(track, 'audio')),
    ...fields.objects('videoTracks').flatMap((track) => readTrack(track, 'video')),
    ...(screen ? readTrack(screen, 'video') : []),
  ]
  return { value: { roomName: fields.text('sessionName'), identity, tracks }, problems }
}

function readTrack(fields: Fields, kind: Kind): PublishedTrack[] {
  const trackId = fields.text('publicationSid')
  return trackId === undefined ? [] : [{ trackId, kind, deviceName: fields.text('deviceName') }]
}
