/** What says of one recording when its media time 0 was, best first. */
import type { EvidenceKind } from '../../core/model/index.ts'
import { readEgressInfoEdges } from './egressInfo.ts'
import type { EvidenceEdge, RecordingEvidence } from './evidence.ts'
import { readLocalRecorderEdges } from './localRecorder.ts'
import { readManifestEdges } from './manifest.ts'
import { readModifiedTimeEdges } from './modifiedTime.ts'
import { readPathTimeEdges } from './pathTime.ts'

const ORDER_OF_TRUST: readonly EvidenceKind[] = [
  'egress_info',
  'local_recorder',
  'manifest_a',
  'manifest_interval',
  'path_time',
  'modified_time',
]

/** From the most to the least trustworthy; the same kind twice, by the key it was read from. */
export function readDirectEdges(recording: RecordingEvidence): EvidenceEdge[] {
  return [
    ...readEgressInfoEdges(recording),
    ...readLocalRecorderEdges(recording),
    ...readManifestEdges(recording),
    ...readPathTimeEdges(recording),
    ...readModifiedTimeEdges(recording),
  ].sort(
    (a, b) =>
      ORDER_OF_TRUST.indexOf(a.kind) - ORDER_OF_TRUST.indexOf(b.kind) || (a.edgeId < b.edgeId ? -1 : 1),
  )
}

/** A source whose objects are this much younger than their recordings has been copied: its dates mean nothing. */
const COPIED_US = 120_000_000

/** Sources that were copied, judged by recordings whose time something better says. */
export function findCopiedSources(recordings: readonly RecordingEvidence[]): ReadonlySet<string> {
  const lags = new Map<string, number[]>()
  for (const recording of recordings) {
    const [best] = readDirectEdges({ ...recording, modifiedUs: undefined })
    if (!best || recording.modifiedUs === undefined) continue
    const lagUs = recording.modifiedUs - best.offsetUs - recording.endPtsUs
    lags.set(recording.sourceId, [...(lags.get(recording.sourceId) ?? []), lagUs])
  }
  const copied = [...lags].filter(
    ([, values]) => values.sort((a, b) => a - b)[values.length >> 1]! > COPIED_US,
  )
  return new Set(copied.map(([sourceId]) => sourceId))
}
