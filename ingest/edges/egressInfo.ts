/**
 * EgressInfo `fileResults[].startedAt`: the wall clock at the first RTP packet, which is media time 0. Only webhooks
 * and ListEgress say it. Measured 2 to 30 ms late on a quiet network; the way through the network and a jitter
 * buffer add about 100 ms on ordinary ones, hence σ. (livekit/egress #1402: a first packet in mid-burst, 330 to
 * 480 ms; such a recording stands out against the manifest's interval.)
 */
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

const SIGMA_US = 100_000

export function readEgressInfoEdges(recording: RecordingEvidence): EvidenceEdge[] {
  return recording.egressInfos.flatMap((info) => {
    if (info.fileStartedAtUs === undefined) return []
    return createEdge({
      recordingId: recording.recordingId,
      kind: 'egress_info',
      support: 'measured',
      readFrom: info.objectKey,
      offsetUs: info.fileStartedAtUs,
      sigmaUs: SIGMA_US,
      author: 'livekit/egress EgressInfo',
      evidence: { objectKey: info.objectKey, egressId: info.egressId, fileStartedAtUs: info.fileStartedAtUs },
    })
  })
}
