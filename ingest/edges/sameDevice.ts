/**
 * Recordings of one person run at the rate of one device: edges that say a rate and, on purpose, next to nothing of
 * an offset (σ of a day; sibling tracks, EgressInfo and content say that). What ticks: a microphone counts samples
 * of the sound card's crystal, pictures are stamped by the system's clock (RFC 3550 leaves it to the payload format;
 * WebRTC does so), and two crystals of one device differ by tens of ppm. Track egress keeps the sender's RTP times
 * since v1.12 and re-anchors only after 5 s of silence, which is a step and no rate. Composites run on the server.
 *
 * For `collectEdges`: beside the sibling edges, used like them; a recording that nothing else relates to any clock
 * gets no edge here, so that no rate places it.
 */
import { mediaClock, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'
import { hashParts } from '../ids.ts'

type Ticker = 'sound card' | 'played sound' | 'system clock'

const TICKERS: Readonly<Record<string, Ticker | undefined>> = {
  microphone: 'sound card',
  screen_share_audio: 'played sound',
  camera: 'system clock',
  screen_share: 'system clock',
}

/** Of one crystal at two times: its temperature, or another microphone of the same device. */
const SAME_TICKER_SIGMA_PPM = 5
/** Of two crystals of one device: each is ± 20 to 50 ppm by its data sheet, boards often share one. */
const OTHER_TICKER_SIGMA_PPM = 20
/** Who comes back later than this may sit at another device. */
const LONGEST_ABSENCE_US = 600_000_000
/** An offset that outvotes nothing. */
const OFFSET_SIGMA_US = 86_400_000_000

interface Timed {
  readonly recording: RecordingEvidence
  readonly ticker: Ticker
  readonly startUs: number
  readonly endUs: number
}

/** `recordings`: of one or more sessions, one a file. Each is related to at most one earlier one and one microphone. */
export function readSameDeviceEdges(recordings: readonly RecordingEvidence[]): EvidenceEdge[] {
  const people = new Map<string, Timed[]>()
  for (const timed of recordings.flatMap(findTime)) {
    const person = `${timed.recording.sessionId}\0${timed.recording.identity}`
    people.set(person, [...(people.get(person) ?? []), timed])
  }
  return [...people.values()].flatMap((own) => {
    const sorted = own.toSorted(
      (a, b) => a.startUs - b.startUs || (a.recording.recordingId < b.recording.recordingId ? -1 : 1),
    )
    return sorted.flatMap((later, at) => {
      const before = sorted
        .slice(0, at)
        .findLast(
          ({ ticker, endUs }) => ticker === later.ticker && later.startUs - endUs <= LONGEST_ABSENCE_US,
        )
      const microphone = later.ticker === 'sound card' ? undefined : findMostOverlapping(later, sorted)
      return [
        ...(before ? [relate(later, before, SAME_TICKER_SIGMA_PPM)] : []),
        ...(microphone ? [relate(later, microphone, OTHER_TICKER_SIGMA_PPM)] : []),
      ]
    })
  })
}

function findTime(recording: RecordingEvidence): Timed[] {
  const ticker = TICKERS[recording.source]
  const startUs =
    recording.egressInfos.find(({ fileStartedAtUs }) => fileStartedAtUs !== undefined)?.fileStartedAtUs ??
    recording.manifests.find(({ startedAtUs }) => startedAtUs !== undefined)?.startedAtUs ??
    recording.pathTime?.us
  if (ticker === undefined || startUs === undefined) return []
  return [{ recording, ticker, startUs, endUs: startUs + recording.endPtsUs }]
}

function findMostOverlapping(of: Timed, all: readonly Timed[]): Timed | undefined {
  const overlap = (other: Timed): number =>
    Math.min(of.endUs, other.endUs) - Math.max(of.startUs, other.startUs)
  return all
    .filter((other) => other.ticker === 'sound card' && overlap(other) > 0)
    .reduce<Timed | undefined>(
      (best, next) => (best && overlap(best) >= overlap(next) ? best : next),
      undefined,
    )
}

function relate(from: Timed, to: Timed, rateSigmaPpm: number): EvidenceEdge {
  const [clock, other] = [from, to].map(({ recording }) => mediaClock(recording.recordingId))
  return {
    edgeId: `edge_${hashParts([clock!, other!, 'same_device'])}`,
    from: clock!,
    to: other!,
    kind: 'same_device',
    support: 'prior',
    offsetUs: Math.round(from.startUs - to.startUs),
    sigmaUs: OFFSET_SIGMA_US,
    ratePpm: 0,
    rateSigmaPpm,
    author: 'LiveKit',
    evidence: {
      identity: from.recording.identity,
      tickers: [from.ticker, to.ticker],
      objectKey: from.recording.objectKey,
      otherKey: to.recording.objectKey,
    },
  }
}
