/**
 * A lane is one row of the timeline: (session, identity, source), many recordings, gaps between. Recordings less
 * their holes, and gaps, tile the session's span; gaps never overlap each other or what can be played.
 */
import { findStalls, mapSpan, type ClockStep, type Stall } from '../clock/index.ts'
import { SOURCES, type Source } from '../model/index.ts'
import { gapsWithin, intersect, mergeSpans, micros, type Span } from '../time/index.ts'
import { cut, explainAbsence, explainHole, type Gap, type Presence } from './gap.ts'

/** A step of a recording's clock, and how sure its size is. */
export type LaneStep = ClockStep & { readonly sigmaUs: number }

export interface LaneRecording {
  readonly recordingId: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  /** Session times, µs; null where nothing placed it: it is listed and covers nothing. */
  readonly placement: {
    readonly offsetUs: number
    readonly driftPpm: number
    readonly steps?: readonly LaneStep[] | undefined
    readonly startUs: number
    readonly endUs: number
  } | null
  /** Spans of media time with no samples. */
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
}

export interface Lane<Recording extends LaneRecording> {
  /** `identity/source`; the sound of a source that has pictures too gets `#audio`. */
  readonly laneId: string
  readonly identity: string
  readonly source: string
  readonly kind: 'audio' | 'video'
  /** By start, the unplaced last. */
  readonly recordings: readonly Recording[]
  /** By start. */
  readonly gaps: readonly Gap[]
}

/**
 * Forms the lanes of one session. People in the order of their first recording, and of each: camera, microphone,
 * screen, then the rest.
 */
export function formLanes<Recording extends LaneRecording>(
  recordings: readonly Recording[],
  session: Span,
): Lane<Recording>[] {
  const people = new Map<string, Recording[]>()
  for (const recording of [...recordings].sort(byStart)) {
    people.set(recording.identity, [...(people.get(recording.identity) ?? []), recording])
  }
  return [...people.values()].flatMap((own) => {
    const presence = findPresence(own)
    const lanes = new Map<string, Recording[]>()
    for (const recording of own) {
      const laneId = nameLane(recording, own)
      lanes.set(laneId, [...(lanes.get(laneId) ?? []), recording])
    }
    return [...lanes]
      .map(([laneId, list]) => formLane(laneId, list, presence, session))
      .sort((a, b) => rankSource(a.source) - rankSource(b.source) || (a.laneId < b.laneId ? -1 : 1))
  })
}

/** A recording's span in session time; undefined where it is not placed. */
export function spanOf(recording: LaneRecording): Span | undefined {
  const { placement } = recording
  return placement ? { start: micros(placement.startUs), end: micros(placement.endUs) } : undefined
}

/** What a recording lacks in session time, inside its span: holes of its file, and what a stalled capture lost. */
export function holesOf(recording: LaneRecording): Span[] {
  const { placement } = recording
  const span = spanOf(recording)
  if (!placement || !span) return []
  const holes = recording.holes.flatMap(({ startPtsUs, endPtsUs }) =>
    mapSpan(placement, { startMediaUs: startPtsUs, endMediaUs: endPtsUs }),
  )
  return [...holes, ...findStalls(placement)].flatMap(({ startUs, endUs }) => {
    const hole = { start: micros(startUs), end: micros(endUs) }
    return intersect(hole, span) ?? []
  })
}

/** When a recording's capture had stalled, in session time and order; none where it is not placed. */
export const stallsOf = ({ placement }: Pick<LaneRecording, 'placement'>): Stall<LaneStep>[] =>
  placement ? findStalls(placement) : []

const ORDER: readonly Source[] = [
  'camera',
  'microphone',
  'screen_share',
  'screen_share_audio',
  'composite',
  'unknown',
]
const rankSource = (source: string): number => {
  const at = ORDER.indexOf(source as Source)
  return at < 0 ? SOURCES.length : at
}

function byStart(a: LaneRecording, b: LaneRecording): number {
  const start = (recording: LaneRecording): number => recording.placement?.startUs ?? Infinity
  const [first, second] = [start(a), start(b)]
  if (first !== second) return first < second ? -1 : 1
  return a.recordingId < b.recordingId ? -1 : a.recordingId > b.recordingId ? 1 : 0
}

function nameLane(recording: LaneRecording, own: readonly LaneRecording[]): string {
  const name = `${recording.identity}/${recording.source}`
  const shared =
    recording.kind === 'audio' &&
    own.some((other) => other.source === recording.source && other.kind === 'video')
  return shared ? `${name}#audio` : name
}

/** What of the recordings can be played: their spans less their holes. */
const findPlayable = (recordings: readonly LaneRecording[]): Span[] =>
  mergeSpans(
    recordings.flatMap((recording) => {
      const span = spanOf(recording)
      return span ? gapsWithin(span, holesOf(recording)) : []
    }),
  )

const findPresence = (own: readonly LaneRecording[]): Presence => ({
  spans: mergeSpans(own.flatMap((recording) => spanOf(recording) ?? [])),
  sound: findPlayable(own.filter((recording) => recording.kind === 'audio')),
})

function formLane<Recording extends LaneRecording>(
  laneId: string,
  recordings: readonly Recording[],
  presence: Presence,
  session: Span,
): Lane<Recording> {
  const { identity, source, kind } = recordings[0]!
  const spans = mergeSpans(recordings.flatMap((recording) => spanOf(recording) ?? []))
  const ownLast = spans.at(-1)?.end ?? session.end
  const stalls = recordings.flatMap(stallsOf).sort((a, b) => a.startUs - b.startUs)
  const gaps = gapsWithin(session, findPlayable(recordings)).flatMap((silent) =>
    cut(silent, spans).flatMap(({ span, inside }) =>
      inside ? explainSilence(span, stalls, { kind, presence }) : explainAbsence(span, presence, ownLast),
    ),
  )
  return { laneId, identity, source, kind, recordings, gaps }
}

/** A stretch inside a recording: what a stall lost is told apart from the holes of its file. */
function explainSilence(
  stretch: Span,
  stalls: readonly Stall<LaneStep>[],
  { kind, presence }: { kind: 'audio' | 'video'; presence: Presence },
): Gap[] {
  const lost = stalls.map(({ startUs, endUs }) => ({ start: micros(startUs), end: micros(endUs) }))
  return cut(stretch, mergeSpans(lost)).map(({ span, inside }) => {
    const stall = inside && stalls.find((one) => one.startUs < span.end && span.start < one.endUs)
    if (!stall) return explainHole(span, kind, presence)
    const { byUs, sigmaUs } = stall.step
    return { startUs: span.start, endUs: span.end, reason: 'lost', stall: { byUs, sigmaUs } }
  })
}
