/** What placing shows of the data: recordings nothing places, and evidence and people that contradict each other. */
import { formatTime } from '../core/time/index.ts'
import { about, nameRecording } from './aboutRecording.ts'
import { findClockFindings } from './clockFindings.ts'
import { CORRECTION_SIGMA_US } from './edges/correction.ts'
import type { RecordingEvidence } from './edges/evidence.ts'
import { findInterval, isEgressManifest } from './edges/manifest.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import type { PlacedRecording, PlacedSession } from './placeRecordings.ts'

/** A start delay beyond this is worth a word, µs. */
const LONG_DELAY_US = 5_000_000
/** Two machines' clocks and a jitter buffer may disagree by this, µs. */
const CONFLICT_US = 1_000_000

export function findPlaceFindings(session: PlacedSession, corrected: ReadonlySet<string>): StoredFinding[] {
  return [
    ...session.unplaced.map((recording) => describeUnplaced(recording, corrected.has(recording.recordingId))),
    ...session.placed.flatMap((place) => [
      ...checkManifests(place),
      ...checkCorrection(place),
      ...describeWeighed(place, session),
    ]),
    ...findClockFindings(session),
  ]
}

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
  const { recording, computedUs, method, isLinked, wallSigmaUs } = place
  const isMeasured = method === 'egress_info' || isLinked
  const better = method === 'egress_info' ? 'EgressInfo' : 'what links it with others'
  const slackUs = method === 'egress_info' ? 0 : 3 * wallSigmaUs
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
    if (isMeasured && outside > CONFLICT_US + slackUs) {
      const message = `${method === 'egress_info' ? `EgressInfo of ${name}` : `what links ${nameRecording(recording)} with others`} puts the first sample ${formatTime(outside)} outside what its manifest allows`
      return createFinding({ ...about(recording), code: 'evidence_conflict', message, evidence })
    }
    if (isMeasured && -early > LONG_DELAY_US + slackUs) {
      const message = `manifest ${name}: started_at precedes the first sample by ${formatTime(-early)} (livekit/egress); ${better} was used`
      return createFinding({ ...about(recording), code: 'manifest_early', message, evidence })
    }
    return []
  })
}

function checkCorrection(place: PlacedRecording): StoredFinding[] {
  const { recording, correction, computedUs, computedSigmaUs, isLinked } = place
  if (!correction) return []
  const name = nameRecording(recording)
  const { byUs, computedUs: thenUs } = correction
  const found: StoredFinding[] = []
  if (Math.abs(byUs) > 3 * computedSigmaUs) {
    const message = `the correction moves ${name} by ${formatTime(byUs)}, the evidence allows about ${formatTime(computedSigmaUs)}; the correction counts`
    const evidence = { correctionUs: byUs, sigmaUs: computedSigmaUs }
    found.push(createFinding({ ...about(recording), code: 'correction_against_evidence', message, evidence }))
  }
  const movedUs = thenUs === undefined || isLinked ? 0 : computedUs - thenUs
  if (Math.abs(movedUs) > CORRECTION_SIGMA_US) {
    const message = `${correction.author} moved ${name} by ${formatTime(byUs)}; since then its evidence has moved by ${formatTime(movedUs)}, and the correction counts on top of that`
    const evidence = { correctionUs: byUs, movedUs, correctionId: correction.correctionId }
    found.push(createFinding({ ...about(recording), code: 'correction_outdated', message, evidence }))
  }
  return found
}

function describeWeighed(place: PlacedRecording, session: PlacedSession): StoredFinding[] {
  const { recording, computedUs } = place
  const correction = session.weighedCorrections.get(recording.recordingId)
  const edge = session.edges.find(
    ({ evidence }) => correction && evidence['correctionId'] === correction.correctionId,
  )
  if (!correction || !edge) return []
  const asideUs = computedUs - edge.offsetUs
  const message = `${correction.author} had moved ${nameRecording(recording)} by ${formatTime(correction.byUs)}; what links it with others now puts it ${formatTime(asideUs)} from there`
  const evidence = { correctionUs: correction.byUs, asideUs, correctionId: correction.correctionId }
  return [createFinding({ ...about(recording), code: 'correction_weighed', message, evidence })]
}
