/** The arithmetic of marks: what one still lacks, and where the same moment lies in the other lane. Pure; µs. */
import type { ClockGraph } from '../../../core/protocol/clock.ts'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { frameLengthUs } from '../playback/nudge.ts'
import { mapOf, mediaTime, sessionTime } from './times.ts'

/** How exactly a person can place an event. */
export const MARK_SIGMAS: readonly { readonly us: number; readonly name: string }[] = [
  { us: 5_000, name: '±5 ms: an onset in the wave' },
  { us: 30_000, name: '±30 ms: a frame' },
  { us: 60_000, name: '±60 ms: two frames, a syllable' },
  { us: 200_000, name: '±200 ms: a word' },
  { us: 1_000_000, name: '±1 s: about there' },
]

/** One step in a lane without pictures. */
const SOUND_STEP_US = 5_000

export const stepLength = (recording: RecordingView): number =>
  recording.width === null ? SOUND_STEP_US : frameLengthUs(recording)

export const viewOf = (session: SessionDetail, recordingId: string): RecordingView | undefined =>
  session.lanes.flatMap((lane) => lane.recordings).find((each) => each.recordingId === recordingId)

/** Why it cannot be added yet, for people; undefined: it can. */
export function checkMark(
  [from, to]: readonly [string, string],
  moments: Readonly<Record<string, number>>,
): string | undefined {
  if (from === '' || to === '') return 'Choose two recordings that both show or hear the event.'
  if (from === to) return 'A recording cannot be tied to itself: choose another.'
  if (moments[from] === undefined || moments[to] === undefined) return 'Go to the event in both lanes.'
  return undefined
}

interface Matching {
  readonly graph: ClockGraph
  readonly session: SessionDetail
  readonly from: string
  readonly to: string
  readonly fromUs: number | undefined
}

/** Media time of `to` at the same session time, as the clocks stand; undefined where one is not placed or over. */
export function matchingMoment({ graph, session, from, to, fromUs }: Matching): number | undefined {
  const [a, b] = [from, to].map((id) => {
    const recording = graph.recordings.find((each) => each.recordingId === id)
    const view = viewOf(session, id)
    return recording && view && { view, map: mapOf(graph, recording, view.firstPtsUs) }
  })
  if (!a || !b || fromUs === undefined) return undefined
  const at = sessionTime(a.map, fromUs)
  const found = at === undefined ? undefined : mediaTime(b.map, at)
  return found !== undefined && found >= b.view.firstPtsUs && found < b.view.endPtsUs ? found : undefined
}
