/**
 * Makes every edge of some recordings and says which of them count. For media time 0 the most trustworthy kind
 * alone has a say (a person's place, EgressInfo, a local recorder, manifest A, the interval of B, path time, modified
 * time): a manifest, a path and a modified time are three accounts of one delay, and averaging them would promise a
 * precision that is not there. All others stay as rows, unused, with their residual. What was measured between clocks
 * (sound, claps, logs, marks) all counts: the solution weighs it. What a person muted never does, and where it was the
 * most trustworthy kind the next one takes its place.
 */
import { REFERENCE } from '../../core/clock/index.ts'
import { chooseCorrections, createCorrectionEvidence } from './correction.ts'
import { readDirectEdges } from './directEdges.ts'
import { mediaClock, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'
import { createMarkEdge } from './mark.ts'
import type { MeasuredEdge } from './measured.ts'
import type { Evidence } from './readEvidence.ts'
import { readSameDeviceEdges } from './sameDevice.ts'
import { findFirstStreams, readSiblingEdges } from './siblingTrack.ts'
import { findRoomTies, SET_ASIDE } from './twoRooms.ts'

export interface WeighedEdge extends EvidenceEdge {
  readonly used: boolean
  /** The mute that takes its say away. */
  readonly muteId?: string | undefined
}

/** Whether an edge fixes two clocks to each other by content or by a person's mark, whatever a manifest says. */
export const isLinking = ({ from, to, support }: EvidenceEdge): boolean =>
  from !== REFERENCE && to !== REFERENCE && (support === 'content' || support === 'measured')

/** Clocks that an edge with a say links so. */
export const findLinked = (edges: readonly WeighedEdge[]): ReadonlySet<string> =>
  new Set(edges.filter((edge) => edge.used && isLinking(edge)).flatMap(({ from, to }) => [from, to]))

/** All edges: direct ones in the order of the recordings, then those between clocks. */
export function collectEdges({ recordings, copied, measured, said }: Evidence): WeighedEdge[] {
  const weigh = (edge: EvidenceEdge): WeighedEdge => {
    const muteId = said.mutes.get(edge.edgeId)?.muteId
    return { ...edge, used: muteId === undefined, muteId }
  }
  const own = new Set(recordings.map(({ recordingId }) => recordingId))
  const relations = [
    ...measured.flatMap(toEvidence),
    ...said.marks
      .filter((mark) => own.has(mark.fromRecordingId) && own.has(mark.toRecordingId))
      .map(createMarkEdge),
  ]
  // The other streams of a file are placed by the first one alone.
  const firsts = findFirstStreams(recordings)
  const directOf = new Map(
    recordings.map((recording) => {
      const known = copied.has(recording.sourceId) ? { ...recording, modifiedUs: undefined } : recording
      return [recording, firsts.has(recording.recordingId) ? readDirectEdges(known) : []]
    }),
  )
  const notMuted = ({ edgeId }: EvidenceEdge): boolean => !said.mutes.has(edgeId)
  const ties = findRoomTies(
    relations.filter(notMuted),
    [...directOf.values()].flatMap((edges) => edges.find(notMuted) ?? []),
  )
  const between = relations.map((edge) =>
    ties.has(edge.edgeId)
      ? { ...weigh(edge), used: false, evidence: { ...edge.evidence, setAside: SET_ASIDE } }
      : weigh(edge),
  )
  const linked = findLinked(between)
  const direct = recordings.flatMap((recording) => {
    const edges = directOf.get(recording)!
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
