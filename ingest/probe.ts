/**
 * One media file → `media`, `holes` and its packet table. The file is read by a media worker that may die; what is
 * wrong with the file is a problem in the outcome, and only trouble with the store itself is thrown.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Row } from '../core/catalog/catalog.ts'
import type { Problem } from '../core/formats/index.ts'
import type { MediaProbe, StreamProbe } from '../core/media/index.ts'
import { formatPackets } from '../core/protocol/index.ts'
import { formatTime } from '../core/time/index.ts'
import type { IngestWorkers } from './effects.ts'
import { HANDLER_VERSION } from './handlerVersion.ts'
import { formatDerivedName, formatRecordingId } from './ids.ts'
import type { ObjectToRead, ReadOutcome } from './rawRows.ts'
import { writeFileAtomic } from './writeFileAtomic.ts'

export interface ProbeContext {
  readonly workers: IngestWorkers
  readonly storeUri: string
  readonly cacheDir: string
  readonly signal: AbortSignal | undefined
}

/** Probes a media object and writes its packet tables to the cache. */
export async function probeObject(object: ObjectToRead, context: ProbeContext): Promise<ReadOutcome> {
  const { key, sizeBytes } = object.stat
  if (sizeBytes === 0) {
    const problem = { code: 'media_empty', message: 'has no bytes, expected media', evidence: { bytes: 0 } }
    return { role: 'media', status: 'refused', problems: [problem] }
  }
  const probe = await context.workers.probe(context.storeUri, key, { signal: context.signal })
  const derived = await Promise.all(
    probe.streams.flatMap((stream) => [
      writeDerived(object, stream, { kind: 'packets', bytes: formatPackets(stream.packets) }, context),
      ...(stream.index
        ? [writeDerived(object, stream, { kind: 'index', bytes: stream.index }, context)]
        : []),
    ]),
  )
  return {
    role: 'media',
    status: probe.streams.length > 0 ? 'indexed' : 'refused',
    tables: {
      media: probe.streams.map((stream) => createMediaRow(object, probe, stream)),
      holes: probe.streams.flatMap((stream) => createHoleRows(object, stream)),
      derived,
    },
    problems: describeProbe(probe),
  }
}

async function writeDerived(
  object: ObjectToRead,
  { streamIndex }: StreamProbe,
  { kind, bytes }: { readonly kind: 'packets' | 'index'; readonly bytes: Uint8Array },
  { cacheDir }: ProbeContext,
): Promise<Row> {
  const { sourceId, stat } = object
  const recordingId = formatRecordingId(sourceId, stat.key, streamIndex)
  const fileName = formatDerivedName({ kind, recordingId, etag: stat.etag, extension: 'bin' })
  await mkdir(join(cacheDir, kind), { recursive: true })
  await writeFileAtomic(join(cacheDir, fileName), bytes)
  return createDerivedRow(object, { streamIndex, kind, fileName, sizeBytes: bytes.length })
}

/** A row of `derived` for a file below the cache folder. */
export function createDerivedRow(
  {
    sourceId,
    stat,
  }: { readonly sourceId: string; readonly stat: { readonly key: string; readonly etag: string } },
  file: {
    streamIndex: number
    kind: 'packets' | 'index' | 'peaks' | 'remux' | 'sound'
    fileName: string
    sizeBytes: number
  },
): Row {
  return {
    source_id: sourceId,
    object_key: stat.key,
    stream_index: file.streamIndex,
    kind: file.kind,
    etag: stat.etag,
    file_name: file.fileName,
    size_bytes: file.sizeBytes,
    handler_version: HANDLER_VERSION,
  }
}

function createMediaRow({ sourceId, stat }: ObjectToRead, probe: MediaProbe, stream: StreamProbe): Row {
  return {
    source_id: sourceId,
    object_key: stat.key,
    container: probe.container,
    stream_index: stream.streamIndex,
    kind: stream.kind,
    codec: stream.codec,
    codec_string: stream.codecString,
    width: stream.width,
    height: stream.height,
    rotation: stream.rotation,
    sample_rate_hz: stream.sampleRateHz,
    channels: stream.channels,
    first_pts_us: Math.round(stream.firstPtsUs),
    last_pts_us: Math.round(stream.lastPtsUs),
    end_pts_us: Math.round(stream.endPtsUs),
    codec_delay_us: Math.round(stream.codecDelayUs),
    packet_count: stream.packetCount,
    key_packet_count: stream.keyPacketCount,
    needs_remux: probe.needsRemux,
    probed_by: probe.probedBy,
  }
}

const createHoleRows = ({ sourceId, stat }: ObjectToRead, stream: StreamProbe): Row[] =>
  stream.holes.map((hole) => ({
    source_id: sourceId,
    object_key: stat.key,
    stream_index: stream.streamIndex,
    start_pts_us: Math.round(hole.startPtsUs),
    end_pts_us: Math.round(hole.endPtsUs),
  }))

function describeProbe(probe: MediaProbe): Problem[] {
  const problems: Problem[] = probe.problems.map(({ code, message }) => ({
    code,
    message,
    evidence: { code, container: probe.container, probedBy: probe.probedBy },
  }))
  if (probe.needsRemux) {
    const message = `${probe.container} without index or duration: seeking in it would read all of it`
    problems.push({ code: 'media_no_index', message, evidence: { container: probe.container } })
  }
  for (const stream of probe.streams) {
    for (const { startPtsUs, endPtsUs } of stream.holes) {
      problems.push({
        code: 'media_hole',
        message: `no ${stream.kind} for ${((endPtsUs - startPtsUs) / 1e6).toFixed(3)} s from media time ${formatTime(startPtsUs)}: muted or lost`,
        evidence: {
          streamIndex: stream.streamIndex,
          startPtsUs: Math.round(startPtsUs),
          endPtsUs: Math.round(endPtsUs),
        },
      })
    }
  }
  return problems
}
