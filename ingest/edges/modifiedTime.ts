/**
 * When the object was last changed: the upload ended then, shortly after the last sample, if nobody copied the
 * bucket since. The weakest evidence, used where nothing else speaks, and never to narrow what does: the same
 * bucket in another store would be placed otherwise.
 */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

/** Finishing and uploading, for files of any size. */
const UPLOAD_US = 2_000_000
const SIGMA_US = 10_000_000

export function readModifiedTimeEdges(recording: RecordingEvidence): EvidenceEdge[] {
  const { modifiedUs, endPtsUs, lastPtsUs, objectKey } = recording
  if (modifiedUs === undefined) return []
  return [
    createEdge({
      recordingId: recording.recordingId,
      kind: 'modified_time',
      support: 'prior',
      readFrom: objectKey,
      offsetUs: modifiedUs - endPtsUs - UPLOAD_US,
      sigmaUs: SIGMA_US,
      upperUs: modifiedUs - lastPtsUs,
      author: 'object store',
      evidence: { objectKey, modifiedUs, endPtsUs },
    }),
  ]
}
