/** The rows that are no lanes, from what there is to show: tiers, signals, states of the log, talk, events, a result. */
import type { AnnotationTracks } from './annotationTracks.ts'
import type { TrackSource } from './layout.ts'
import type { SignalSummary } from '../../../core/protocol/signals.ts'
import type { ResultTrack } from './resultTrack.ts'
import { keyOfSignal, nameOfSignal } from './signalView.ts'
import type { StateTrack } from './states.ts'
import type { Talk } from './useTalk.ts'

export interface TrackInputs {
  readonly annotations: AnnotationTracks | undefined
  readonly states: readonly StateTrack[]
  readonly talk: Talk | undefined
  readonly logCount: number
  /** How many events the log's filter lets through; undefined: no filter. */
  readonly matchCount: number | undefined
  readonly result: ResultTrack | undefined
  /** What the capture backend noted of the room. */
  readonly room?: ResultTrack | undefined
  readonly signals: readonly SignalSummary[]
  /** Index of a person by identity; −1 for who is not among the people. */
  readonly personAt: (identity: string) => number
}

export const TALK_KEY = 'talk'
export const EVENTS_KEY = 'events'
export const RESULT_KEY = 'result'
export const ROOM_KEY = 'room'
export const keyOfStates = (topic: string): string => `states:${topic}`

const count = (value: number): string => value.toLocaleString('en')

/** Derived rows say so; talk says how much of it has been heard while peaks are on their way. */
const noteTalk = ({ heard, all }: Talk): string =>
  heard === all || heard === 0 ? 'derived' : `derived, ${heard} of ${all}`

/** Lists the tracks in the order they begin with. */
export function listTracks(inputs: TrackInputs): TrackSource[] {
  const { annotations, states, talk, logCount, matchCount, result, room, signals, personAt } = inputs
  const tracks: TrackSource[] = (annotations?.tiers ?? []).map(({ key, name, person, spans }) => ({
    kind: 'tier',
    key,
    name,
    person,
    note: 'tier',
    levels: spans.levels,
  }))
  const plain = { person: undefined }
  for (const signal of signals) {
    const person = personAt(signal.identity)
    tracks.push({
      kind: 'signal',
      key: keyOfSignal(signal.signalId),
      name: nameOfSignal(signal),
      note: signal.topic,
      person: person < 0 ? undefined : person,
    })
  }
  for (const { topic, spans } of states)
    tracks.push({
      ...plain,
      kind: 'states',
      key: keyOfStates(topic),
      name: topic || 'states',
      note: 'from the log',
      levels: spans.levels,
    })
  if (talk) tracks.push({ ...plain, kind: 'talk', key: TALK_KEY, name: 'talk', note: noteTalk(talk) })
  const note = matchCount === undefined ? count(logCount) : `${count(matchCount)} of ${count(logCount)}`
  tracks.push({ ...plain, kind: 'events', key: EVENTS_KEY, name: 'events', note })
  if (room)
    tracks.push({
      ...plain,
      kind: 'result',
      key: ROOM_KEY,
      name: room.name,
      note: count(room.spans.length),
      levels: room.spans.levels,
    })
  if (result)
    tracks.push({
      ...plain,
      kind: 'result',
      key: RESULT_KEY,
      name: result.name,
      note: count(result.spans.length),
      levels: result.spans.levels,
    })
  return tracks
}
