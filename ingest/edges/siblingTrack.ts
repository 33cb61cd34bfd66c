/**
 * What recordings say about each other. The streams of one file share its clock exactly. Two tracks of one
 * participant, asked for within a moment of each other (one join), begin about as far apart as their requests do.
 */
import { createEdge, mediaClock, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

const SAME_FILE_SIGMA_US = 1000
const SAME_JOIN_US = 1_500_000
/**
 * Start delays of one join differed by 13 to 122 ms on one machine. Each egress may run on another one, whose delay
 * is another draw from 0.3 to 3 s: then this is how far two of them differ.
 */
const SIGMA_US = 1_100_000

const fileOf = ({ sourceId, objectKey }: RecordingEvidence): string => `${sourceId}\0${objectKey}`

/** Ids of the recordings that stand for their files: of each file, the first stream. */
export function findFirstStreams(recordings: readonly RecordingEvidence[]): ReadonlySet<string> {
  const files = group(recordings, fileOf)
  return new Set(
    files.map((streams) => streams.reduce((a, b) => (b.streamIndex < a.streamIndex ? b : a)).recordingId),
  )
}

/** `measured`: recordings whose first sample was measured; a pair of those needs no guess about each other. */
export function readSiblingEdges(
  recordings: readonly RecordingEvidence[],
  { firsts, measured }: { firsts: ReadonlySet<string>; measured: ReadonlySet<string> },
): EvidenceEdge[] {
  const edges: EvidenceEdge[] = []
  for (const streams of group(recordings, fileOf)) {
    const [first, ...others] = streams.toSorted((a, b) => a.streamIndex - b.streamIndex)
    for (const other of others) edges.push(relate(other, first!, 0, SAME_FILE_SIGMA_US, 'same file'))
  }
  const primary = recordings.filter(({ recordingId }) => firsts.has(recordingId))
  for (const tracks of group(primary, ({ sessionId, identity }) => `${sessionId}\0${identity}`)) {
    const asked = tracks
      .flatMap((track) => findRequest(track) ?? [])
      .sort((a, b) => a.requestedUs - b.requestedUs || (a.track.recordingId < b.track.recordingId ? -1 : 1))
    for (let at = 1; at < asked.length; at++) {
      const before = asked[at - 1]!
      const after = asked[at]!
      const apartUs = after.requestedUs - before.requestedUs
      if (apartUs > SAME_JOIN_US || before.track.source === after.track.source) continue
      if (measured.has(before.track.recordingId) && measured.has(after.track.recordingId)) continue
      edges.push(relate(after.track, before.track, apartUs, SIGMA_US, 'same join'))
    }
  }
  return edges
}

function relate(
  from: RecordingEvidence,
  to: RecordingEvidence,
  offsetUs: number,
  sigmaUs: number,
  because: string,
): EvidenceEdge {
  return createEdge({
    recordingId: from.recordingId,
    to: mediaClock(to.recordingId),
    kind: 'sibling_track',
    support: because === 'same file' ? 'exact' : 'prior',
    readFrom: to.objectKey,
    offsetUs,
    sigmaUs,
    author: because === 'same file' ? 'container' : 'livekit/egress manifest',
    evidence: { because, objectKey: from.objectKey, otherKey: to.objectKey },
  })
}

/** When egress was asked for this track, to the millisecond: a path's whole seconds say too little here. */
function findRequest(
  track: RecordingEvidence,
): { track: RecordingEvidence; requestedUs: number } | undefined {
  const requestedUs = track.manifests.find(({ startedAtUs }) => startedAtUs !== undefined)?.startedAtUs
  return requestedUs === undefined ? undefined : { track, requestedUs }
}

function group<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const list = groups.get(keyOf(item))
    if (list) list.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups.values()]
}
