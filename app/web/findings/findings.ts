/** Findings in the order a person should read them, and the recordings they are about. Pure. */
import { formatSource } from '../timeline/source.ts'
import type { FindingView, Lane, RecordingView, SessionDetail } from '../../../core/protocol/session.ts'

export const SEVERITIES = ['error', 'warning', 'info'] as const

/** Errors first, then warnings; the same kind together. */
export const sortFindings = (findings: readonly FindingView[]): FindingView[] =>
  findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.code.localeCompare(b.code),
  )

export function countBySeverity(findings: readonly FindingView[]): Record<FindingView['severity'], number> {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const finding of findings) counts[finding.severity]++
  return counts
}

export const findLane = (session: SessionDetail, recordingId: string | null | undefined): Lane | undefined =>
  session.lanes.find((lane) => lane.recordings.some((recording) => recording.recordingId === recordingId))

export const findRecording = (
  session: SessionDetail,
  recordingId: string | null | undefined,
): RecordingView | undefined =>
  findLane(session, recordingId)?.recordings.find((recording) => recording.recordingId === recordingId)

export const nameSource = formatSource

/** `Leo · camera`, and `Leo · camera (2)` for the second recording of a lane. */
export function nameRecording(session: SessionDetail, recordingId: string): string {
  const lane = findLane(session, recordingId)
  if (!lane) return recordingId
  const person = session.people.find((entry) => entry.identity === lane.identity)?.name ?? lane.identity
  const index = lane.recordings.findIndex((recording) => recording.recordingId === recordingId)
  return `${person} · ${nameSource(lane.source)}${index > 0 ? ` (${index + 1})` : ''}`
}

/** A message without the object key it begins with: the key stands with the evidence. */
export const withoutKey = ({ message, objectKey }: Pick<FindingView, 'message' | 'objectKey'>): string => {
  const text =
    objectKey !== null && message.startsWith(`${objectKey}: `) ? message.slice(objectKey.length + 2) : message
  return text.charAt(0).toUpperCase() + text.slice(1)
}
