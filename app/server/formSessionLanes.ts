/** Forms the lanes of a session as the page draws them. */
import type { GapView, Lane } from '../../core/protocol/index.ts'
import { groupBy, type SessionRecording } from './readRecordings.ts'

export function formSessionLanes(recordings: readonly SessionRecording[], durationUs: number): Lane[] {
  return [...groupBy(recordings, (recording) => `${recording.identity}/${recording.source}`)].map(
    ([laneId, own]) => ({
      laneId,
      identity: own[0]!.identity,
      source: own[0]!.source,
      kind: own[0]!.kind,
      recordings: own,
      gaps: formGaps(own, durationUs),
    }),
  )
}

function formGaps(own: readonly SessionRecording[], durationUs: number): GapView[] {
  const gaps: GapView[] = []
  let at = 0
  for (const { placement, holes } of own) {
    if (!placement) continue
    if (placement.startUs > at)
      gaps.push({ startUs: at, endUs: placement.startUs, reason: at === 0 ? 'not_joined' : 'left' })
    for (const hole of holes) {
      gaps.push({
        startUs: hole.startPtsUs + placement.offsetUs,
        endUs: hole.endPtsUs + placement.offsetUs,
        reason: 'muted',
      })
    }
    at = Math.max(at, placement.endUs)
  }
  if (at > 0 && at < durationUs) gaps.push({ startUs: at, endUs: durationUs, reason: 'ended' })
  return gaps
}
