/**
 * Egress manifests. Generation B: `started_at` is the request and `ended_at` comes after the upload, so
 * started_at ≤ t0 ≤ ended_at − last PTS, and the start delay says where in between. Generation A: `started_at` was
 * taken after joining the room, under about a second early; `ended_at` is normally absent.
 */
import { createEdge, type EvidenceEdge, type ManifestTimes, type RecordingEvidence } from './evidence.ts'
import { AFTER_JOIN, AFTER_REQUEST, estimateDelay } from './startDelay.ts'

export const isEgressManifest = (dialect: string): boolean => dialect === 'egress_a' || dialect === 'egress_b'

export interface Interval {
  readonly lowerUs: number
  /** The last sample was recorded before this; undefined where nothing ends the interval. */
  readonly upperUs: number | undefined
}

/** The interval a manifest leaves for media time 0; `upperUs` < `lowerUs` where it contradicts the media. */
export function findInterval(recording: RecordingEvidence, manifest: ManifestTimes): Interval | undefined {
  const { startedAtUs, endedAtUs } = manifest
  if (startedAtUs === undefined) return undefined
  return {
    lowerUs: startedAtUs,
    upperUs: endedAtUs === undefined ? undefined : endedAtUs - recording.lastPtsUs,
  }
}

export function readManifestEdges(recording: RecordingEvidence): EvidenceEdge[] {
  return recording.manifests.flatMap((manifest) => {
    if (!isEgressManifest(manifest.dialect)) return []
    const interval = findInterval(recording, manifest)
    if (!interval) return []
    const { lowerUs } = interval
    const generationA = manifest.dialect === 'egress_a'
    // An end that contradicts the media bounds nothing; the start alone is left.
    const upperUs =
      interval.upperUs !== undefined && interval.upperUs > lowerUs ? interval.upperUs : undefined
    const slack = recording.kind === 'video' ? 'video_ended' : 'audio_ended'
    const widthUs = upperUs === undefined ? undefined : upperUs - lowerUs
    const delay = estimateDelay({ model: generationA ? AFTER_JOIN : AFTER_REQUEST, widthUs, slack })
    return createEdge({
      recordingId: recording.recordingId,
      kind: generationA ? 'manifest_a' : 'manifest_interval',
      support: 'prior',
      readFrom: manifest.objectKey,
      offsetUs: lowerUs + delay.delayUs,
      sigmaUs: delay.sigmaUs,
      lowerUs,
      upperUs,
      author: 'livekit/egress manifest',
      evidence: {
        objectKey: manifest.objectKey,
        dialect: manifest.dialect,
        startedAtRaw: manifest.startedAtRaw ?? null,
        endedAtRaw: manifest.endedAtRaw ?? null,
        lastPtsUs: recording.lastPtsUs,
        expectedDelayUs: Math.round(delay.delayUs),
      },
    })
  })
}
