/** EgressInfo, of either recorder, as the pages show it. */
import { EgressStatus, type EgressInfo, type FileInfo } from '@livekit/protocol'
import type { z } from 'zod'
import type { RecordingState, RecordingStatus } from './api.ts'

export type RecordingState = z.infer<typeof RecordingState>
type Status = z.infer<typeof RecordingStatus>

const STATUS: Readonly<Record<EgressStatus, Status>> = {
  [EgressStatus.EGRESS_STARTING]: 'starting',
  [EgressStatus.EGRESS_ACTIVE]: 'active',
  [EgressStatus.EGRESS_ENDING]: 'ending',
  [EgressStatus.EGRESS_COMPLETE]: 'complete',
  [EgressStatus.EGRESS_FAILED]: 'failed',
  [EgressStatus.EGRESS_ABORTED]: 'aborted',
  [EgressStatus.EGRESS_LIMIT_REACHED]: 'limit_reached',
}

/** Whether nothing of it can change any more. */
export const isFinal = (status: EgressStatus): boolean => status >= EgressStatus.EGRESS_COMPLETE

/** `about`: what track egress does not say of its track. Durations in seconds, never negative (livekit/egress #847). */
export function toRecordingState(
  info: EgressInfo,
  about: { readonly identity?: string; readonly source?: string } = {},
): RecordingState {
  const files = filesOf(info)
  const startedNs = info.startedAt > 0n ? info.startedAt : files[0]?.startedAt
  const longestNs = files.reduce((most, { duration }) => (duration > most ? duration : most), 0n)
  const isNothing = info.status === EgressStatus.EGRESS_ABORTED && files.length === 0
  const spanNs = info.endedAt > 0n && startedNs && !isNothing ? info.endedAt - startedNs : 0n
  const trackId = info.request.case === 'track' ? info.request.value.trackId : undefined
  const identity =
    about.identity ?? (info.request.case === 'participant' ? info.request.value.identity : undefined)
  return {
    egressId: info.egressId,
    ...(trackId !== undefined && { trackId }),
    ...(identity !== undefined && { identity }),
    ...(about.source !== undefined && { source: about.source }),
    status: STATUS[info.status] ?? 'failed',
    ...(startedNs && { startedAt: new Date(Number(startedNs / 1_000_000n)).toISOString() }),
    durationSeconds: Math.max(0, Number(longestNs > 0n ? longestNs : spanNs)) / 1e9,
    sizeBytes: files.reduce((sum, { size }) => sum + Number(size), 0),
    ...(info.error !== '' && { error: info.error }),
  }
}

/** Newer services fill `fileResults`, older ones `file`. */
function filesOf(info: EgressInfo): readonly FileInfo[] {
  if (info.fileResults.length > 0) return info.fileResults
  return info.result.case === 'file' ? [info.result.value] : []
}
