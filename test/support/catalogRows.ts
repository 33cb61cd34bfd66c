/**
 * Fills a catalog by hand from a bucket of media: what ingest would find, with placements that the test chooses.
 * Lets the server and the export be judged alone.
 */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { createMediaWorkers } from '../../core/media/index.ts'
import { formatPackets } from '../../core/protocol/index.ts'
import { openStore } from '../../core/storage/store.ts'

export interface HandRecording {
  readonly objectKey: string
  readonly identity: string
  readonly source: string
  /** Wall time of media time 0, µs since 1970; absent: unplaced. */
  readonly pts0WallUs?: number
  readonly trackId?: string
}

export interface HandLog {
  readonly recvNs: bigint
  readonly senderNs?: bigint
  readonly sender: string
  readonly topic: string
  readonly payload: string
}

export interface HandSession {
  readonly sessionId: string
  readonly epochWallUs: number
  readonly recordings: readonly HandRecording[]
  readonly logs?: readonly HandLog[]
}

const STORE_MODULE = new URL('../../core/storage/store.ts', import.meta.url)

export const recordingIdOf = (sourceId: string, objectKey: string, streamIndex = 0): string =>
  `rec_${base32hex(createHash('sha256').update(`${sourceId}\0${objectKey}\0${streamIndex}`).digest()).slice(0, 16)}`

function base32hex(bytes: Uint8Array): string {
  const letters = '0123456789abcdefghijklmnopqrstuv'
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      text += letters[(held >> (bits - 5)) & 31]
      bits -= 5
    }
    held &= (1 << bits) - 1
  }
  return text
}

/** Creates a catalog at `file` with one session whose media lie in the store at `uri`. */
export async function buildCatalog(file: string, uri: string, session: HandSession): Promise<Catalog> {
  const catalog = await openCatalog(file, { create: true })
  const store = await openStore(uri)
  const workers = createMediaWorkers({ storeModule: STORE_MODULE })
  const now = new Date()
  const sourceId = 's1'
  await catalog.append('sources', [
    { source_id: sourceId, uri: store.uri, kind: 'folder', first_ingested_at: now, last_ingested_at: now },
  ])
  let durationUs = 0
  for (const recording of session.recordings) {
    const { objectKey, identity, source } = recording
    const found = await store.stat(objectKey)
    if (!found) throw new Error(`no ${objectKey} in ${uri}`)
    const probe = await workers.probe(store.uri, objectKey)
    const stream = probe.streams[0]
    if (!stream) throw new Error(`${objectKey}: ${probe.problems[0]?.message}`)
    const recordingId = recordingIdOf(sourceId, objectKey)
    const trackId = recording.trackId ?? `file:${objectKey}`
    const at = { source_id: sourceId, object_key: objectKey }
    await catalog.append('objects', [
      {
        ...at,
        etag: found.etag,
        size_bytes: found.sizeBytes,
        modified_at: found.modifiedAt,
        role: 'media',
        status: 'indexed',
        handler_version: 1,
      },
    ])
    await catalog.append('media', [
      {
        ...at,
        container: probe.container,
        stream_index: 0,
        kind: stream.kind,
        codec: stream.codec,
        codec_string: stream.codecString ?? null,
        width: stream.width ?? null,
        height: stream.height ?? null,
        rotation: stream.rotation ?? null,
        sample_rate_hz: stream.sampleRateHz ?? null,
        channels: stream.channels ?? null,
        first_pts_us: stream.firstPtsUs,
        last_pts_us: stream.lastPtsUs,
        end_pts_us: stream.endPtsUs,
        codec_delay_us: stream.codecDelayUs,
        packet_count: stream.packetCount,
        key_packet_count: stream.keyPacketCount,
        needs_remux: probe.needsRemux,
        probed_by: probe.probedBy,
      },
    ])
    await catalog.append(
      'holes',
      stream.holes.map((hole) => ({
        ...at,
        stream_index: 0,
        start_pts_us: hole.startPtsUs,
        end_pts_us: hole.endPtsUs,
      })),
    )
    const packets = formatPackets(stream.packets)
    const fileName = `packets/${recordingId}.bin`
    await mkdir(path.join(catalog.cacheDir, 'packets'), { recursive: true })
    await writeFile(path.join(catalog.cacheDir, fileName), packets)
    await catalog.append('derived', [
      {
        ...at,
        stream_index: 0,
        kind: 'packets',
        etag: found.etag,
        file_name: fileName,
        size_bytes: packets.byteLength,
        handler_version: 1,
      },
    ])
    await catalog.append('recordings', [
      {
        recording_id: recordingId,
        session_id: session.sessionId,
        track_id: trackId,
        identity,
        kind: stream.kind,
        source,
        ...at,
        stream_index: 0,
        codec: stream.codec,
        first_pts_us: stream.firstPtsUs,
        end_pts_us: stream.endPtsUs,
      },
    ])
    await catalog.append('tracks', [
      { session_id: session.sessionId, track_id: trackId, identity, kind: stream.kind, source },
    ])
    if (recording.pts0WallUs === undefined) continue
    const offset = recording.pts0WallUs - session.epochWallUs
    const end = offset + stream.endPtsUs
    durationUs = Math.max(durationUs, end)
    await catalog.append('placements', [
      {
        recording_id: recordingId,
        session_id: session.sessionId,
        offset_us: offset,
        drift_ppm: 0,
        sigma_us: 5000,
        grade: 'C',
        method: 'chosen by hand',
        start_us: offset + stream.firstPtsUs + stream.codecDelayUs,
        end_us: end,
        computed_offset_us: offset,
        correction_us: 0,
        clock_version: 'hand',
      },
    ])
  }
  await workers.close()
  const identities = [...new Set(session.recordings.map((recording) => recording.identity))]
  await catalog.append(
    'participants',
    identities.map((identity) => ({ session_id: session.sessionId, identity, name: null })),
  )
  await catalog.append('sessions', [
    {
      session_id: session.sessionId,
      room_id: null,
      room_name: session.sessionId,
      epoch_us: session.epochWallUs,
      started_at: new Date(session.epochWallUs / 1000),
      duration_us: durationUs,
      clock_version: 'hand',
    },
  ])
  await appendLogs(catalog, sourceId, session)
  return catalog
}

async function appendLogs(catalog: Catalog, sourceId: string, session: HandSession): Promise<void> {
  const logs = session.logs ?? []
  if (logs.length === 0) return
  const at = { source_id: sourceId, object_key: 'logs/room.jsonl' }
  await catalog.append('log_streams', [
    { ...at, dialect: 'jsonl', line_count: logs.length, session_id: session.sessionId },
  ])
  await catalog.append(
    'log_events',
    logs.map((log, index) => ({
      ...at,
      line_number: index + 1,
      recv_ns: log.recvNs,
      sender_ns: log.senderNs ?? null,
      sender: log.sender,
      topic: log.topic,
      payload: log.payload,
    })),
  )
}
