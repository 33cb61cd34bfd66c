/** `manifest.json`: all that is needed to understand an export, and to make it again. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Catalog } from '../core/catalog/catalog.ts'
import type { ExportPlan } from '../core/protocol/index.ts'
import { formatUtc, type Micros } from '../core/time/index.ts'
import type { CutClip } from './cutClip.ts'
import type { Digest } from './digest.ts'
import type { PlannedClip } from './planClip.ts'
import type { SegmentRecording, SegmentSession } from './readSegment.ts'
import type { WrittenLog } from './writeLogs.ts'

export interface FinishedClip {
  readonly clip: PlannedClip
  readonly cut: CutClip
  readonly source: Digest
  readonly output: Digest
}

/** A start time as some program wrote it, untouched, with what it is. */
export interface StartValue {
  readonly kind: string
  readonly raw: string
  readonly unit: string | null
  readonly objectKey: string
}

export interface ExportManifest {
  readonly format: 'lockstep-export'
  readonly formatVersion: 1
  readonly createdAt: string
  readonly tools: Readonly<Record<string, string>>
  readonly session: SegmentSession & { readonly epochUtc: string }
  readonly segment: { fromUs: number; toUs: number; fromUtc: string; toUtc: string }
  readonly clips: readonly Record<string, unknown>[]
  readonly logs: readonly Record<string, unknown>[]
  readonly omissions: ExportPlan['omissions']
}

const START_VALUES_SQL = `
  SELECT r.recording_id, m.dialect || ' started_at' AS kind, m.started_at_raw AS raw, m.started_at_unit AS unit, m.object_key
  FROM recordings r JOIN manifests m ON m.source_id = r.source_id
    AND (m.media_key = r.object_key OR (m.egress_id = r.egress_id AND m.track_id = r.track_id))
  WHERE r.session_id = $1 AND m.started_at_raw IS NOT NULL
  UNION ALL
  SELECT r.recording_id, v.kind, v.raw, 'ns', e.object_key
  FROM recordings r JOIN egress_infos e ON e.source_id = r.source_id AND e.egress_id = r.egress_id,
    LATERAL (VALUES ('egress_info file started_at', e.file_started_at_ns::VARCHAR),
      ('egress_info requested_at', e.egress_requested_at_ns::VARCHAR)) v(kind, raw)
  WHERE r.session_id = $1 AND v.raw IS NOT NULL
  ORDER BY ALL`

/** The raw start values of every recording of a session. */
export async function readStartValues(
  catalog: Catalog,
  sessionId: string,
): Promise<Map<string, StartValue[]>> {
  const rows = await catalog.all<{
    recording_id: string
    kind: string
    raw: string
    unit: string | null
    object_key: string
  }>(START_VALUES_SQL.replaceAll('$1', '?'), [sessionId, sessionId])
  const values = new Map<string, StartValue[]>()
  for (const row of rows) {
    const own = values.get(row.recording_id) ?? []
    own.push({ kind: row.kind, raw: row.raw, unit: row.unit, objectKey: row.object_key })
    values.set(row.recording_id, own)
  }
  return values
}

export function formManifest(parts: {
  version: string
  createdWallUs: number
  session: SegmentSession
  plan: ExportPlan
  clips: readonly FinishedClip[]
  logs: readonly { log: WrittenLog; digests: readonly Digest[] }[]
  omissions: ExportPlan['omissions']
  startValues: ReadonlyMap<string, StartValue[]>
}): ExportManifest {
  const { session, plan } = parts
  const utc = (us: number): string => formatUtc((session.epochWallUs + us) as Micros)
  return {
    format: 'lockstep-export',
    formatVersion: 1,
    createdAt: formatUtc(parts.createdWallUs as Micros),
    tools: {
      lockstep: parts.version,
      node: process.versions.node,
      'node-av': readPackageVersion('node-av'),
      ...(parts.clips[0] ? { encoder: parts.clips[0].cut.encodedBy } : {}),
    },
    session: { ...session, epochUtc: utc(0) },
    segment: { fromUs: plan.fromUs, toUs: plan.toUs, fromUtc: utc(plan.fromUs), toUtc: utc(plan.toUs) },
    clips: parts.clips.map((finished) =>
      describeClip(finished, parts.startValues.get(finished.clip.recording.recordingId) ?? []),
    ),
    logs: parts.logs.map(({ log, digests }) => ({
      source: { sourceId: log.sourceId, key: log.objectKey },
      rows: log.rows,
      files: log.files.map((file, index) => ({ file, ...digests[index] })),
    })),
    omissions: parts.omissions,
  }
}

function describeClip({ clip, cut, source, output }: FinishedClip, startValues: readonly StartValue[]) {
  const { recording, placement, view } = clip
  return {
    file: view.fileName,
    ...output,
    identity: recording.identity,
    source: recording.source,
    kind: recording.kind,
    trackId: recording.trackId,
    recordingId: recording.recordingId,
    egressId: recording.egressId,
    media: describeSource(recording, source),
    startValues,
    placement,
    method: view.method,
    cut: {
      trueStartUs: view.trueStartUs,
      trueEndUs: view.trueEndUs,
      frames: cut.frames,
      samples: cut.samples,
      firstPtsUs: cut.firstPtsUs,
      lastPtsUs: cut.lastPtsUs,
      firstSourcePtsUs: cut.firstSourcePtsUs,
      lastSourcePtsUs: cut.lastSourcePtsUs,
      undecodablePackets: cut.badPackets,
    },
    gaps: view.gaps,
    earlyUs: view.earlyUs ?? 0,
    steps: view.steps ?? [],
    pieces: clip.pieces,
  }
}

const describeSource = (recording: SegmentRecording, source: Digest) => ({
  uri: recording.sourceUri,
  key: recording.objectKey,
  etag: recording.etag,
  ...source,
  streamIndex: recording.streamIndex,
  codec: recording.codec,
  readFrom: recording.remuxFile === undefined ? 'source' : 'its seekable copy, made at ingest',
})

/** A package whose `exports` hide its package.json: found above its entry file. */
function readPackageVersion(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = entry.slice(0, entry.lastIndexOf(`${path.sep}${name}${path.sep}`) + name.length + 1)
    const parsed = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
    return parsed.version
  } catch {
    return 'unknown'
  }
}
