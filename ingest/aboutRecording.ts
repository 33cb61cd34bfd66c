/** How a finding of the place stage names a recording, for programs and for people. */
import type { RecordingEvidence } from './edges/evidence.ts'

/** What the finding's row says of where it belongs. */
export const about = ({ recordingId, sessionId, sourceId, objectKey }: RecordingEvidence) => ({
  stage: 'place' as const,
  subject: recordingId,
  sourceId,
  objectKey,
  sessionId,
  recordingId,
})

export const nameRecording = ({ identity, source }: RecordingEvidence): string => `${identity}/${source}`
