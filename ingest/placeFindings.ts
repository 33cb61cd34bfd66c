/** What the clocks' view shows of the data: recordings nothing places, and evidence that contradicts itself. */
import { formatTime } from '../core/time/index.ts'
import type { StandingCorrection } from './edges/correction.ts'
import type { RecordingEvidence } from './edges/evidence.ts'
import { findInterval, isEgressManifest } from './edges/manifest.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import type { PlacedRecording, PlacedSession } from './placeRecordings.ts'

/** A start delay beyond this is worth a word, µs. */
const LONG_DELAY_US = 5_000_000
/** Two machines' clocks and a jitter buffer may disagree by this, µs. */
const CONFLICT_US = 1_000_000

export function findPlaceFindings(
  session: PlacedSession,
  corrections: ReadonlyMap<string, StandingCorrection>,
): StoredFinding[] {
  return [
    ...session.unplaced.map((recording) =>
      describeUnplaced(recording, corrections.has(recording.recordingId)),
    ),
    ...session.placed.flatMap((place) => [...checkManifests(place), ...checkCorrection(place)]),
  ]
}

const about = ({ recordingId, sessionId, sourceId, objectKey }: RecordingEvidence) => ({
  stage: 'place' as const,
  subject: recordingId,
  sourceId,
  objectKey,
  sessionId,
  recordingId,
})

function describeUnplaced(recording: RecordingEvidence, corrected: boolean): StoredFinding {
  const also = corrected ? '; the correction made to it waits until something places it' : ''
  return createFinding({
    ...about(recording),
    code: 'unplaced',
    message: `${recording.objectKey}: no manifest, EgressInfo, path or upload time says when it was recorded${also}`,
    evidence: {
      manifests: recording.manifests.map(({ objectKey }) => objectKey),
      modifiedUs: recording.modifiedUs ?? null,
    },
  })
}

function checkManifests(place: PlacedRecording): StoredFinding[] {
  const { recording, computedUs, method } = place
  const measured = method === 'egress_info'
  return recording.manifests.flatMap((manifest) => {
    const interval = isEgressManifest(manifest.dialect) ? findInterval(recording, manifest) : undefined
    if (!interval) return []
    const { lowerUs, upperUs } = interval
    const name = manifest.egressId ?? manifest.objectKey
    const evidence = {
      lowerUs,
      upperUs: upperUs ?? null,
      placedUs: computedUs,
      objectKey: manifest.objectKey,
    }
    if (manifest.endedAtUs !== undefined && upperUs !== undefined && upperUs < lowerUs) {
      const message = `manifest ${name}: ended_at leaves ${formatTime(manifest.endedAtUs - lowerUs)} for media of ${formatTime(recording.lastPtsUs)} (livekit/egress); only started_at was used`
      return createFinding({ ...about(recording), code: 'interval_empty', message, evidence })
    }
    const early = lowerUs - computedUs
    const late = upperUs === undefined || manifest.endedAtUs === undefined ? 0 : computedUs - upperUs
    const outside = Math.max(early, late)
    if (measured && outside > CONFLICT_US) {
      const message = `EgressInfo of ${name} puts the first sample ${formatTime(outside)} outside what its manifest allows`
      return createFinding({ ...about(recording), code: 'evidence_conflict', message, evidence })
    }
    if (measured && -early > LONG_DELAY_US) {
      const message = `manifest ${name}: started_at precedes the first sample by ${formatTime(-early)} (livekit/egress); EgressInfo was used`
      return createFinding({ ...about(recording), code: 'manifest_early', message, evidence })
    }
    return []
  })
}

function checkCorrection(place: PlacedRecording): StoredFinding[] {
  const { recording, correctionUs, computedSigmaUs } = place
  if (Math.abs(correctionUs) <= 3 * computedSigmaUs) return []
  const message = `the correction moves ${recording.identity}/${recording.source} by ${formatTime(correctionUs)}, the evidence allows about ${formatTime(computedSigmaUs)}; the correction counts`
  const evidence = { correctionUs, sigmaUs: computedSigmaUs }
  return [createFinding({ ...about(recording), code: 'correction_against_evidence', message, evidence })]
}
