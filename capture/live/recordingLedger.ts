/** What is known of a project's recordings, kept in the store: each report of one, and how far those that run are. */
import type { EgressInfo } from '@livekit/protocol'
import { isFinal, toRecordingState, type RecordingState } from '../model/recordingState.ts'
import { findRecording, putRecording, sumRecordings, type RecordingAbout } from '../store/recordings.ts'
import type { CaptureStore } from '../store/store.ts'
import type { RecordedTotals } from './describeRoom.ts'
import type { LateWrites } from './lateWrites.ts'

export type RecordingEvent = 'recording_started' | 'recording_ended' | 'recording_failed'

export interface TakenReport {
  readonly state: RecordingState
  /** What is new of it for the room's journal. */
  readonly events: readonly RecordingEvent[]
}

export interface RecordingLedger {
  /** Undefined where more is known already: a final state stays. `whose`: where the recorder says it. */
  take(info: EgressInfo, whose?: RecordingAbout): TakenReport | undefined
  /** Many at once, in one commit; the states of those that were taken. */
  takeProgress(infos: readonly EgressInfo[]): readonly { info: EgressInfo; state: RecordingState }[]
  /** Seconds and bytes of all that was ever recorded of a room. */
  totalsOf(room: string): RecordedTotals
}

export interface RecordingLedgerOptions {
  readonly store: CaptureStore
  readonly writes: LateWrites
  readonly project: string
  /** Whose track it is, while the room is open; egress does not say. */
  readonly aboutOf: (info: EgressInfo) => RecordingAbout | undefined
}

export function createRecordingLedger(options: RecordingLedgerOptions): RecordingLedger {
  const { store, writes, project, aboutOf } = options
  /** Of the rooms that somebody asked for. */
  const totals = new Map<string, RecordedTotals>()
  /** What the store has not taken yet, by egress id. */
  const late = new Map<string, EgressInfo>()
  const put = (info: EgressInfo, about: RecordingAbout | undefined): RecordingState | undefined => {
    totals.delete(info.roomName)
    if (!putRecording(store, project, { info, ...(about && { about }) })) return undefined
    return findRecording(store, info.egressId)?.state
  }
  return {
    take(info, whose) {
      const { egressId } = info
      // The track may be gone again before its recording has begun.
      const about = whose ?? aboutOf(info)
      const known = late.get(egressId) ?? findRecording(store, egressId)?.info
      const wasFinal = known !== undefined && isFinal(known.status)
      if (wasFinal && !isFinal(info.status)) return undefined
      late.set(egressId, info)
      const stored = writes.write(() => {
        const state = put(info, about)
        late.delete(egressId)
        return state
      })
      const state = stored ? stored.value : toRecordingState(info, about)
      if (!state) return undefined
      const events: RecordingEvent[] = known ? [] : ['recording_started']
      if (isFinal(info.status) && !wasFinal)
        events.push(state.status === 'failed' ? 'recording_failed' : 'recording_ended')
      return { state, events }
    },
    takeProgress(infos) {
      const all = infos.map((info) => ({ info, about: aboutOf(info) }))
      // Where the disk takes nothing a later one says all that this one does.
      const stored = writes.isBehind()
        ? undefined
        : writes.write(() =>
            store.transact(() => all.map(({ info, about }) => ({ info, state: put(info, about) }))),
          )
      const told =
        stored?.value ?? all.map(({ info, about }) => ({ info, state: toRecordingState(info, about) }))
      return told.flatMap(({ info, state }) => (state ? [{ info, state }] : []))
    },
    totalsOf(room) {
      const known = totals.get(room) ?? sumRecordings(store, project, room)
      totals.set(room, known)
      return known
    },
  }
}
