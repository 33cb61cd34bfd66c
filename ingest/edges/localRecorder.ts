/**
 * livekit-gstreamer and syncflow-app write `start_time` beside a local recording, in ns of the machine that
 * recorded: no network lies between, but the pipeline needs a moment until its first buffer, and the machine's
 * clock may be off.
 */
import { createEdge, findFirstSample, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

const SIGMA_US = 300_000

export function readLocalRecorderEdges(recording: RecordingEvidence): EvidenceEdge[] {
  return recording.manifests.flatMap((manifest) => {
    if (manifest.dialect !== 'gstreamer' || manifest.startedAtUs === undefined) return []
    return createEdge({
      recordingId: recording.recordingId,
      kind: 'local_recorder',
      support: 'prior',
      readFrom: manifest.objectKey,
      offsetUs: manifest.startedAtUs - findFirstSample(recording),
      sigmaUs: SIGMA_US,
      author: 'livekit-gstreamer',
      evidence: { objectKey: manifest.objectKey, startTimeRaw: manifest.startedAtRaw ?? null },
    })
  })
}
