/** `{time}` in a path: when egress was asked, in UTC and whole seconds; the first sample comes a start delay later. */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'
import { AFTER_REQUEST, estimateDelay } from './startDelay.ts'

export function readPathTimeEdges(recording: RecordingEvidence): EvidenceEdge[] {
  const { pathTime, modifiedUs, lastPtsUs } = recording
  if (!pathTime) return []
  const latestUs = modifiedUs === undefined ? undefined : modifiedUs - lastPtsUs
  // A path in another zone than UTC may lie after the upload: then it bounds nothing, and σ is what is left.
  const upperUs = latestUs !== undefined && latestUs > pathTime.us ? latestUs : undefined
  const delay = estimateDelay({
    model: AFTER_REQUEST,
    widthUs: upperUs === undefined ? undefined : upperUs - pathTime.us,
    slack: 'modified',
    blurUs: pathTime.resolutionUs,
  })
  return [
    createEdge({
      recordingId: recording.recordingId,
      kind: 'path_time',
      support: 'prior',
      readFrom: recording.objectKey,
      offsetUs: pathTime.us + delay.delayUs,
      sigmaUs: delay.sigmaUs,
      lowerUs: pathTime.us,
      upperUs,
      author: 'livekit/egress path',
      evidence: {
        objectKey: recording.objectKey,
        text: pathTime.text,
        expectedDelayUs: Math.round(delay.delayUs),
      },
    }),
  ]
}
