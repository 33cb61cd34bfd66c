/**
 * EgressInfo `fileResults[].startedAt`: the wall clock at the first RTP packet, which is media time 0. Only webhooks
 * and ListEgress say it. Measured 2 to 30 ms late on a quiet network; the way through the network and a jitter
 * buffer add about 100 ms on ordinary ones, hence σ. (livekit/egress #1402: a first packet in mid-burst, 330 to
 * 480 ms; such a recording stands out against the manifest's interval.) Our own recorder measures media time 0 from
 * the sender reports and says how well; to that comes the sender's way from the sample to its time stamp.
 */
import { SENDER_SIGMA_US } from './captureTimes.ts'
import { createEdge, type EvidenceEdge, type RecordingEvidence } from './evidence.ts'

const SIGMA_US = 100_000

export function readEgressInfoEdges(recording: RecordingEvidence): EvidenceEdge[] {
  return recording.egressInfos.flatMap((info) => {
    const { pts0, fileStartedAtUs } = info
    if (pts0 === undefined && fileStartedAtUs === undefined) return []
    return createEdge({
      recordingId: recording.recordingId,
      kind: 'egress_info',
      support: 'measured',
      readFrom: info.objectKey,
      offsetUs: pts0?.wallUs ?? fileStartedAtUs!,
      sigmaUs: pts0 ? Math.hypot(pts0.sigmaUs, SENDER_SIGMA_US[recording.kind]) : SIGMA_US,
      author: pts0 ? 'embedded recorder' : 'livekit/egress EgressInfo',
      evidence: {
        objectKey: info.objectKey,
        egressId: info.egressId,
        ...(fileStartedAtUs !== undefined && { fileStartedAtUs }),
        ...(pts0 && { pts0Us: pts0.wallUs, pts0SigmaUs: Math.round(pts0.sigmaUs) }),
      },
    })
  })
}
