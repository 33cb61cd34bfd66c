/**
 * Makes every edge of some recordings and says which of them count. For media time 0 the most trustworthy kind
 * alone has a say (a person's place, EgressInfo, a local recorder, manifest A, the interval of B, path time, modified
 * time): a manifest, a path and a modified time are three accounts of one delay, and averaging them would promise a
 * precision that is not there. All others stay as rows, unused, with their residual. What was measured between clocks
 * (sound, claps, logs, marks) all counts: the solution weighs it. What a person muted never does, and where it was the
 * most trustworthy kind the next one takes its place.
 */
import { REFERENCE } from '../../core/clock/index.ts'
import type { EvidenceKind } from '../../core/model/index.ts'
import { chooseCorrections, createCorrectionEvidence } from './correction.ts'
import { readEgressInfoEdges } from './egressInfo.ts'
import { mediaClock, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'
import { readLocalRecorderEdges } from './localRecorder.ts'
import { readManifestEdges } from './manifest.ts'
import { createMarkEdge } from './mark.ts'
import type { MeasuredEdge } from './measured.ts'
import { readModifiedTimeEdges } from './modifiedTime.ts'
import { readPathTimeEdges } from './pathTime.ts'
import type { Said } from './said.ts'
import { readSameDeviceEdges } from './sameDevice.ts'
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
  /** The mute that takes its say away. */
  readonly muteId?: string | undefined
}

/** A source whose objects are this much younger than their recordings has been copied: its dates mean nothing. */
const COPIED_US = 120_000_000

/** Whether an edge fixes two clocks to each other by content or by a person's mark, whatever a manifest says. */
export const isLinking = ({ from, to, support }: EvidenceEdge): boolean =>
  from !== REFERENCE && to !== REFERENCE && (support === 'content' || support === 'measured')

/** Clocks that an edge with a say links so. */
export const findLinked = (edges: readonly WeighedEdge[]): ReadonlySet<string> =>
  new Set(edges.filter((edge) => edge.used && isLinking(edge)).flatMap(({ from, to }) => [from, to]))

/** All edges: direct ones in the order of the recordings, then those between clocks. */
export function collectEdges(
  recordings: readonly RecordingEvidence[],
  { measured, said }: { readonly measured: readonly MeasuredEdge[]; readonly said: Said },
): WeighedEdge[] {
  const weigh = (edge: EvidenceEdge): WeighedEdge => {
    const muteId = said.mutes.get(edge.edgeId)?.muteId
    return { ...edge, used: muteId === undefined, muteId }
  }
  const own = new Set(recordings.map(({ recordingId }) => recordingId))
  const between = [
    ...measured.flatMap(toEvidence),
    ...said.marks
      .filter((mark) => own.has(mark.fromRecordingId) && own.has(mark.toRecordingId))
      .map(createMarkEdge),
  ].map(weigh)
  const linked = findLinked(between)
  const copied = findCopiedSources(recordings)
  // The other streams of a file are placed by the first one alone.
  const firsts = findFirstStreams(recordings)
  const direct = recordings.flatMap((recording) => {
    const known = copied.has(recording.sourceId) ? { ...recording, modifiedUs: undefined } : recording
    const edges = firsts.has(recording.recordingId) ? readDirectEdges(known) : []
    const { evidence } = chooseCorrections(
      said.corrections.get(recording.recordingId) ?? [],
      linked.has(mediaClock(recording.recordingId)),
    )
    const placedByHand = evidence && createCorrectionEvidence(recording, evidence, edges[0])
    return chooseBest((placedByHand ? [placedByHand, ...edges] : edges).map(weigh))
  })
  const measuredFirst = new Set(
    [...direct, ...between].flatMap((edge) =>
      edge.used && edge.support === 'measured' && edge.to === REFERENCE ? edge.from : [],
    ),
  )
  const withFirst = new Set(
    recordings.flatMap(({ recordingId }) => (measuredFirst.has(mediaClock(recordingId)) ? recordingId : [])),
  )
  return [
    ...direct,
    ...readSiblingEdges(recordings, { firsts, measured: withFirst }).map(weigh),
    ...readDeviceEdges(recordings, { firsts, between }).map(weigh),
    ...between,
  ]
}

/** Rates go from one recording of a device to its others, in sessions where something measured one. */
function readDeviceEdges(
  recordings: readonly RecordingEvidence[],
  { firsts, between }: { firsts: ReadonlySet<string>; between: readonly WeighedEdge[] },
): EvidenceEdge[] {
  const rated = new Set(
    between.flatMap(({ used, ratePpm, from, to }) => (used && ratePpm !== undefined ? [from, to] : [])),
  )
  const sessions = new Set(
    recordings.flatMap(({ recordingId, sessionId }) => (rated.has(mediaClock(recordingId)) ? sessionId : [])),
  )
  return readSameDeviceEdges(
    recordings.filter(({ recordingId, sessionId }) => firsts.has(recordingId) && sessions.has(sessionId)),
  )
}

/** Of one recording's edges, best first, the first that is not muted counts. */
function chooseBest(edges: readonly WeighedEdge[]): WeighedEdge[] {
  const best = edges.find(({ used }) => used)
  return edges.map((edge) => ({ ...edge, used: edge === best }))
}

/** What was compared and refused is no evidence. */
const toEvidence = ({ found, ...edge }: MeasuredEdge): EvidenceEdge[] =>
  found === undefined
    ? []
    : [
        {
          edgeId: edge.edgeId,
          from: edge.from,
          to: edge.to,
          kind: edge.kind,
          support: edge.support,
          author: edge.author,
          evidence: edge.evidence,
          ...found,
          pieces: found.pieces.length === 0 ? undefined : found.pieces,
        },
      ]

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
