/** Where a finding is to be seen: the recording it is about, and the session time. Pure. */
import { toReference } from '../../../core/clock/clockMap.ts'
import type { FindingView, RecordingView, SessionDetail } from '../../../core/protocol/session.ts'

/** The recording a finding is about, by its id or its file. */
export const findSubject = (session: SessionDetail, finding: FindingView): RecordingView | undefined => {
  const recordings = session.lanes.flatMap((lane) => lane.recordings)
  return (
    recordings.find(({ recordingId }) => recordingId === finding.recordingId) ??
    (finding.objectKey === null
      ? undefined
      : recordings.find(({ objectKey }) => objectKey === finding.objectKey))
  )
}

/** Session time to look at: where its evidence says in the file, else the file's start; undefined where nothing is placed. */
export function findTime(session: SessionDetail, finding: FindingView): number | undefined {
  const placement = findSubject(session, finding)?.placement
  if (!placement) return undefined
  const { startPtsUs } = finding.evidence
  return typeof startPtsUs === 'number'
    ? Math.max(0, Math.round(toReference(placement, startPtsUs)))
    : placement.startUs
}
