/** `{time}` in a path: when egress was asked, in UTC and whole seconds; the first sample comes a start delay later. */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'
import { AFTER_REQUEST, estimateDelay } from './startDelay.ts'

export function readPathTimeEdges(recording: RecordingEvidence): EvidenceEdge[] {
  const { pathTime } = recording
  if (!pathTime) return []
  const delay = estimateDelay({ model: AFTER_REQUEST, blurUs: pathTime.resolutionUs })
  return [
    createEdge({
      recordingId: recording.recordingId,
      kind: 'path_time',
      support: 'prior',
      readFrom: recording.objectKey,
      offsetUs: pathTime.us + delay.delayUs,
      sigmaUs: delay.sigmaUs,
      lowerUs: pathTime.us,
      author: 'livekit/egress path',
      evidence: {
        objectKey: recording.objectKey,
        text: pathTime.text,
        expectedDelayUs: Math.round(delay.delayUs),
      },
    }),
  ]
}
