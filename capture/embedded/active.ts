/** A recording that this process holds, from its first packet to its last object in the bucket, and its state. */
import { EgressInfo, EgressStatus, FileInfo } from '@livekit/protocol'
import type { JournalState } from './journal/openJournal.ts'
import type { JournalHead } from './journal/records.ts'
import type { JournalWriter } from './journal/writeJournal.ts'
import type { TrackRecording } from './recording.ts'

export type EarlierPart = Pick<JournalState, 'firstFrameNs' | 'lastFrameNs' | 'mediaBytes'>

export interface ActiveRecording {
  readonly head: JournalHead
  /** Undefined for one that an earlier process left: only its way into the bucket is to be done. */
  readonly live: { readonly journal: JournalWriter; readonly recording: TrackRecording } | undefined
  /** What an earlier process had of it. */
  readonly earlier: EarlierPart | undefined
  info: EgressInfo
  phase: 'recording' | 'ending' | 'done'
  /** What hinders it, in words; gone once it works again. */
  trouble: string | undefined
  copiedBytes: number
  copyFailedNs: bigint | undefined
  /** The copy or the end that is under way. */
  work: Promise<void>
}

/** Recording where it is live, else on its way into the bucket. */
export const createActive = (
  head: JournalHead,
  live: ActiveRecording['live'],
  earlier?: EarlierPart,
): ActiveRecording => ({
  head,
  live,
  earlier,
  info: new EgressInfo({
    egressId: head.egressId,
    roomId: head.roomId,
    roomName: head.roomName,
    status: live ? EgressStatus.EGRESS_STARTING : EgressStatus.EGRESS_ENDING,
    startedAt: BigInt(head.requestedNs),
    request: { case: 'track', value: { roomName: head.roomName, trackId: head.track.trackId } },
  }),
  phase: live ? 'recording' : 'ending',
  trouble: undefined,
  copiedBytes: 0,
  copyFailedNs: undefined,
  work: Promise.resolve(),
})

/** The state as it is now; while frames come, with what is there of the file. */
export function describeActive(
  { head, info, live, earlier, phase, trouble }: ActiveRecording,
  nowNs: bigint,
): EgressInfo {
  if (phase === 'done') return info
  const now = info.clone()
  now.updatedAt = nowNs
  now.error = trouble ?? ''
  const state = live?.recording.state
  const startedAt = earlier?.firstFrameNs ?? state?.firstFrameNs
  if (startedAt === undefined) return now
  const isFlowing = state?.firstFrameNs !== undefined
  if (isFlowing && now.status === EgressStatus.EGRESS_STARTING) now.status = EgressStatus.EGRESS_ACTIVE
  const duration = (state?.lastFrameNs ?? earlier?.lastFrameNs ?? startedAt) - startedAt
  const size = BigInt((earlier?.mediaBytes ?? 0) + (state?.mediaBytes ?? 0))
  const filename = `${head.track.source}-${head.track.trackId}`
  now.fileResults = [new FileInfo({ filename, startedAt, duration, size })]
  return now
}
