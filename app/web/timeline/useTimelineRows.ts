/** Everything that makes rows: annotations, talk, states of the log, and the layout of them all. */
import { useMemo, useState } from 'react'
import type { SignalSummary } from '../../../core/protocol/signals.ts'
import { indexAnnotations, type AnnotationTracks } from './annotationTracks.ts'
import { indexSenders } from './eventColumns.ts'
import { layoutRows, type Layout } from './layout.ts'
import { fetchPeakBytes } from './peakBytes.ts'
import { indexRoomEvents } from './roomTrack.ts'
import { indexResult, type ResultTrack } from './resultTrack.ts'
import type { StateTrack } from './states.ts'
import type { TimelineProps } from './timelineProps.ts'
import { keyOfStates, listTracks } from './tracks.ts'
import { useStates } from './useStates.ts'
import { useTalk, type Talk } from './useTalk.ts'

const NO_SIGNALS: readonly SignalSummary[] = []

export interface TimelineRows {
  readonly layout: Layout
  readonly annotations: AnnotationTracks | undefined
  readonly talk: Talk | undefined
  readonly states: ReadonlyMap<string, StateTrack>
  readonly result: ResultTrack | undefined
  readonly room: ResultTrack | undefined
  readonly personOf: (row: number) => number
  /** Says that the talk row shows, so that its peaks are asked for; from then on they are. */
  wantTalk(): void
}

export function useTimelineRows({
  session,
  logs,
  matches,
  result: moments,
  annotations: set,
  arrangement,
  readPeaks = fetchPeakBytes,
  signals: shown,
}: TimelineProps): TimelineRows {
  const [wanted, setWanted] = useState(false)
  const personOf = useMemo(() => {
    const identities = session.people.map(({ identity }) => identity)
    return logs ? indexSenders(logs, identities) : () => -1
  }, [logs, session.people])
  const annotations = useMemo(() => set && indexAnnotations(set, session.people), [set, session.people])
  const talk = useTalk(session, readPeaks, wanted)
  const stateTracks = useStates(logs, personOf, session.durationUs)
  const states = useMemo(
    () => new Map(stateTracks.map((track) => [keyOfStates(track.topic), track])),
    [stateTracks],
  )
  const result = useMemo(() => moments && indexResult(moments), [moments])
  const room = useMemo(() => indexRoomEvents(session.roomEvents), [session.roomEvents])
  const logCount = session.logCount
  const matchCount = matches?.length
  const signals = shown?.tracks ?? NO_SIGNALS
  const { people } = session
  const tracks = useMemo(
    () =>
      listTracks({
        annotations,
        states: stateTracks,
        talk,
        logCount,
        matchCount,
        result,
        room,
        signals,
        personAt: (identity) => people.findIndex((one) => one.identity === identity),
      }),
    [annotations, stateTracks, talk, logCount, matchCount, result, room, signals, people],
  )
  const layout = useMemo(() => layoutRows({ session, tracks }, arrangement), [session, tracks, arrangement])
  return { layout, annotations, talk, states, result, room, personOf, wantTalk: () => setWanted(true) }
}
