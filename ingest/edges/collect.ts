/**
 * Makes every edge of some recordings and says which of them count. For media time 0 the most trustworthy kind
 * alone has a say (inputs: EgressInfo, manifest A, the interval of B, a local recorder, path time, modified time):
 * a manifest, a path and a modified time are three accounts of one delay, and averaging them would promise a
 * precision that is not there. All others stay as rows, unused, with their residual. Bounds always hold.
 */
import type { EvidenceKind } from '../../core/model/index.ts'
import { readEgressInfoEdges } from './egressInfo.ts'
import type { EvidenceEdge, RecordingEvidence } from './evidence.ts'
import { readLocalRecorderEdges } from './localRecorder.ts'
import { readManifestEdges } from './manifest.ts'
import { readModifiedTimeEdges } from './modifiedTime.ts'
import { readPathTimeEdges } from './pathTime.ts'
import { findFirstStreams, readSiblingEdges } from './siblingTrack.ts'

const ORDER_OF_TRUST: readonly EvidenceKind[] = [
  'egress_info',
  'local_recorder',
  'manifest_a',
  'manifest_interval',
  'path_time',
  'modified_time',
]

export interface WeighedEdge extends EvidenceEdge {
  readonly used: boolean
}

/** A source whose objects are this much younger than their recordings has been copied: its dates mean nothing. */
const COPIED_US = 120_000_000

/** All edges, in the order of the recordings. */
export function collectEdges(recordings: readonly RecordingEvidence[]): WeighedEdge[] {
  const copied = findCopiedSources(recordings)
  const measured = new Set<string>()
  // The other streams of a file are placed by the first one alone.
  const firsts = findFirstStreams(recordings)
  const edges = recordings
    .filter(({ recordingId }) => firsts.has(recordingId))
    .flatMap((recording) => {
      const own = copied.has(recording.sourceId) ? { ...recording, modifiedUs: undefined } : recording
      const [best, ...others] = readDirectEdges(own)
      if (best?.support === 'measured') measured.add(recording.recordingId)
      return best ? [{ ...best, used: true }, ...others.map((edge) => ({ ...edge, used: false }))] : []
    })
  return [
    ...edges,
    ...readSiblingEdges(recordings, { firsts, measured }).map((edge) => ({ ...edge, used: true })),
  ]
}

/** From the most to the least trustworthy; the same kind twice, by the key it was read from. */
function readDirectEdges(recording: RecordingEvidence): EvidenceEdge[] {
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

/** Judged by recordings whose time something better says. */
function findCopiedSources(recordings: readonly RecordingEvidence[]): ReadonlySet<string> {
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
