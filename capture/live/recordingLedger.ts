/** What is known of a project's recordings, kept in the store: each report of one, and how far those that run are. */
import type { EgressInfo } from '@livekit/protocol'
import { isFinal, type RecordingState } from '../model/recordingState.ts'
import { findRecording, putRecording, sumRecordings, type RecordingAbout } from '../store/recordings.ts'
import type { CaptureStore } from '../store/store.ts'
import type { RecordedTotals } from './describeRoom.ts'

export type RecordingEvent = 'recording_started' | 'recording_ended' | 'recording_failed'

export interface TakenReport {
  readonly state: RecordingState
  /** What is new of it for the room's journal. */
  readonly events: readonly RecordingEvent[]
}

export interface RecordingLedger {
  /** Undefined where more is known already: a final state stays. */
  take(info: EgressInfo): TakenReport | undefined
  /** Many at once, in one commit; the states of those that were taken. */
  takeProgress(infos: readonly EgressInfo[]): readonly { info: EgressInfo; state: RecordingState }[]
  /** Seconds and bytes of all that was ever recorded of a room. */
  totalsOf(room: string): RecordedTotals
}

export interface RecordingLedgerOptions {
  readonly store: CaptureStore
  readonly project: string
  /** Whose track it is, while the room is open; egress does not say. */
  readonly aboutOf: (info: EgressInfo) => RecordingAbout | undefined
}

export function createRecordingLedger({ store, project, aboutOf }: RecordingLedgerOptions): RecordingLedger {
  /** Of the rooms that somebody asked for. */
  const totals = new Map<string, RecordedTotals>()
  const put = (info: EgressInfo): RecordingState | undefined => {
    const about = aboutOf(info)
    totals.delete(info.roomName)
    if (!putRecording(store, project, { info, ...(about && { about }) })) return undefined
    return findRecording(store, info.egressId)?.state
  }
  return {
    take(info) {
      const known = findRecording(store, info.egressId)
      const state = put(info)
      if (!state) return undefined
      const isEnd = isFinal(info.status) && !(known && isFinal(known.info.status))
      const events: RecordingEvent[] = known ? [] : ['recording_started']
      if (isEnd) events.push(state.status === 'failed' ? 'recording_failed' : 'recording_ended')
      return { state, events }
    },
    takeProgress(infos) {
      return store.transact(() =>
        infos.flatMap((info) => {
          const state = put(info)
          return state ? [{ info, state }] : []
        }),
      )
    },
    totalsOf(room) {
      const known = totals.get(room) ?? sumRecordings(store, project, room)
      totals.set(room, known)
      return known
    },
  }
}
