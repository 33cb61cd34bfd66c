/** Rows as the read and form stages leave them, made by hand. */
import type { Catalog, Row } from '../../core/catalog/catalog.ts'
import { formatRecordingId } from '../../ingest/ids.ts'

export const T0_US = 1_795_252_123_000_000

export interface TrackRows {
  readonly objectKey: string
  readonly sessionId?: string
  readonly identity?: string
  readonly source?: string
  readonly kind?: 'audio' | 'video'
  readonly trackId?: string
  readonly streams?: number
  readonly lastPtsUs?: number
  readonly modifiedUs?: number
  readonly manifest?: { dialect?: string; startedAtUs?: number; endedAtUs?: number }
  readonly egressInfoUs?: number
}

export const recordingIdOf = (objectKey: string, stream = 0): string =>
  formatRecordingId('s1', objectKey, stream)

/** Stores sessions, recordings, media, objects and JSON rows for some tracks. */
export async function storeTracks(catalog: Catalog, tracks: readonly TrackRows[]): Promise<void> {
  const rows: Record<string, Row[]> = {
    sessions: [],
    recordings: [],
    media: [],
    objects: [],
    manifests: [],
    egress_infos: [],
  }
  for (const sessionId of new Set(tracks.map((track) => track.sessionId ?? 'RM_1'))) {
    rows['sessions']!.push({
      session_id: sessionId,
      room_id: sessionId,
      room_name: 'room',
      epoch_us: 0,
      started_at: new Date(0),
      duration_us: 0,
      clock_version: '',
    })
  }
  for (const track of tracks) storeTrack(rows, track)
  await catalog.transaction(async (tx) => {
    for (const [table, list] of Object.entries(rows)) await tx.append(table, list)
  })
}

const toNs = (us: number | undefined): bigint | undefined =>
  us === undefined ? undefined : BigInt(us) * 1000n

function storeTrack(rows: Record<string, Row[]>, track: TrackRows): void {
  const { objectKey, kind = 'audio', lastPtsUs = 60_000_000, identity = 'ann', source = 'microphone' } = track
  const file = { source_id: 's1', object_key: objectKey }
  const extent = { first_pts_us: 0, end_pts_us: lastPtsUs + 20_000 }
  rows['objects']!.push({
    ...file,
    etag: 'e',
    size_bytes: 1,
    modified_at: new Date((track.modifiedUs ?? 4_000_000_000_000_000) / 1000),
    role: 'media',
    status: 'indexed',
    handler_version: 1,
  })
  for (let stream = 0; stream < (track.streams ?? 1); stream++) {
    rows['recordings']!.push({
      ...file,
      ...extent,
      recording_id: recordingIdOf(objectKey, stream),
      session_id: track.sessionId ?? 'RM_1',
      track_id: track.trackId ?? `TR_${objectKey}`,
      identity,
      kind,
      source,
      egress_id: `EG_${objectKey}`,
      stream_index: stream,
      codec: 'opus',
    })
    rows['media']!.push({
      ...file,
      ...extent,
      container: 'ogg',
      stream_index: stream,
      kind,
      codec: 'opus',
      last_pts_us: lastPtsUs,
      codec_delay_us: 0,
      packet_count: 1,
      key_packet_count: 1,
      needs_remux: false,
      probed_by: 'test',
    })
  }
  if (track.manifest) {
    rows['manifests']!.push({
      manifest_id: `man_${objectKey}`,
      source_id: 's1',
      object_key: `${objectKey}.json`,
      dialect: track.manifest.dialect ?? 'egress_b',
      egress_id: `EG_${objectKey}`,
      media_key: objectKey,
      started_at_ns: toNs(track.manifest.startedAtUs),
      ended_at_ns: toNs(track.manifest.endedAtUs),
      raw: '{}',
    })
  }
  if (track.egressInfoUs !== undefined) {
    rows['egress_infos']!.push({
      egress_info_id: `inf_${objectKey}`,
      source_id: 's1',
      object_key: `${objectKey}.egressinfo.json`,
      egress_id: `EG_${objectKey}`,
      media_key: objectKey,
      file_started_at_ns: toNs(track.egressInfoUs),
      raw: '{}',
    })
  }
}
