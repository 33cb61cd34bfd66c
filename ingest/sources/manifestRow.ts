/** A row of `manifests` from what any dialect says about a recording. */
import type { Row } from '../../core/catalog/catalog.ts'
import type { RawTime } from '../../core/formats/index.ts'
import { hashParts } from '../ids.ts'
import type { JsonFile } from './jsonFile.ts'

export type ManifestDialect =
  | 'egress_a'
  | 'egress_b'
  | 'syncflow_text'
  | 'publication_record'
  | 'gstreamer'
  | 'chimerapy'

export interface ManifestFacts {
  readonly dialect: ManifestDialect
  readonly egressId?: string | undefined
  readonly roomId?: string | undefined
  readonly roomName?: string | undefined
  readonly identity?: string | undefined
  readonly trackId?: string | undefined
  readonly kind?: string | undefined
  readonly source?: string | undefined
  readonly startedAt?: RawTime | undefined
  readonly endedAt?: RawTime | undefined
}

/** `media_key` stays empty: which file it describes is found when everything has been read. */
export function createManifestRow({ object, raw }: JsonFile, facts: ManifestFacts): Row {
  return {
    manifest_id: `man_${hashParts([object.sourceId, object.stat.key])}`,
    source_id: object.sourceId,
    object_key: object.stat.key,
    dialect: facts.dialect,
    egress_id: facts.egressId,
    room_id: facts.roomId,
    room_name: facts.roomName,
    identity: facts.identity,
    track_id: facts.trackId,
    kind: facts.kind,
    track_source: facts.source,
    started_at_raw: facts.startedAt?.raw,
    started_at_unit: facts.startedAt?.unit,
    started_at_ns: facts.startedAt?.ns,
    ended_at_raw: facts.endedAt?.raw,
    ended_at_unit: facts.endedAt?.unit,
    ended_at_ns: facts.endedAt?.ns,
    raw,
  }
}
