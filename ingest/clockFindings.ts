/** What the clocks of a solved session did, and how its recordings hang together. */
import { toReference } from '../core/clock/index.ts'
import { formatTime } from '../core/time/index.ts'
import { about, nameRecording } from './aboutRecording.ts'
import { findDeviceFindings } from './deviceFindings.ts'
import { mediaClock } from './edges/evidence.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import type { PlacedRecording, PlacedSession } from './placeRecordings.ts'
import { findRoomFindings } from './roomFindings.ts'

/** 0.36 s an hour; crystals keep 50. */
const HIGH_DRIFT_PPM = 100
/** Two steps of one device are one: found to a window's spacing, of one size. */
const SAME_STEP_US = 60_000_000
const SAME_SIZE_US = 20_000
/** An edge that contradicts the rest by this many of its σ, and this much, is worth a look. */
const DISAGREES_SIGMAS = 5
const DISAGREES_US = 20_000

export const findClockFindings = (session: PlacedSession): StoredFinding[] => [
  ...findSteps(session),
  ...session.placed.flatMap(checkDrift),
  ...findRoomFindings(session),
  ...findDeviceFindings(session),
  ...findDisagreements(session),
]

const formatLength = (us: number): string =>
  Math.abs(us) < 10_000_000 ? `${Math.round(Math.abs(us) / 1e3)} ms` : `${(Math.abs(us) / 1e6).toFixed(1)} s`

interface Step {
  readonly place: PlacedRecording
  readonly mediaUs: number
  readonly byUs: number
  readonly sigmaUs: number
  /** Session time. */
  readonly atUs: number
}

function findSteps({ placed, epochUs }: PlacedSession): StoredFinding[] {
  const steps = placed.flatMap((place) =>
    place.steps.map((step): Step => ({
      place,
      ...step,
      atUs: toReference(place, step.mediaUs) - epochUs!,
    })),
  )
  return steps.map((step) => {
    const { place, mediaUs, byUs, sigmaUs, atUs } = step
    const others = steps.filter((other) => isSameStep(step, other))
    const isClock = byUs < 0 || others.length > 0
    const name = nameRecording(place.recording)
    const where = `${formatTime(mediaUs)} of the file`
    const message = isClock
      ? `${name}: its clock was set at about ${where}: from there on it lies ${formatLength(byUs)} ${byUs < 0 ? 'earlier' : 'later'} (±${formatLength(sigmaUs)})${others.length === 0 ? '' : `, and so does ${others.map((other) => nameRecording(other.place.recording)).join(', ')}`}`
      : `${name}: the capture stalled for ${formatLength(byUs)} (±${formatLength(sigmaUs)}) at about ${where}`
    return createFinding({
      ...about(place.recording),
      code: isClock ? 'clock_stepped' : 'capture_stalled',
      message,
      evidence: { mediaUs, byUs, sigmaUs, sessionUs: Math.round(atUs) },
    })
  })
}

/** Of another file of the same person, at the same time and of the same size. */
const isSameStep = (a: Step, b: Step): boolean =>
  a.place.recording.identity === b.place.recording.identity &&
  a.place.recording.objectKey !== b.place.recording.objectKey &&
  Math.abs(a.atUs - b.atUs) <= SAME_STEP_US &&
  Math.abs(a.byUs - b.byUs) <= SAME_SIZE_US + 3 * Math.hypot(a.sigmaUs, b.sigmaUs)

function checkDrift(place: PlacedRecording): StoredFinding[] {
  const { recording, driftPpm, driftSigmaPpm } = place
  if (driftSigmaPpm === undefined) return []
  if (Math.abs(driftPpm) <= Math.max(HIGH_DRIFT_PPM, 2 * driftSigmaPpm)) return []
  const aHourUs = (driftPpm / 1e6) * 3_600e6
  const message = `${nameRecording(recording)}: its clock runs ${Math.abs(driftPpm).toFixed(1)} ppm (±${driftSigmaPpm.toPrecision(2)}) ${driftPpm > 0 ? 'slow' : 'fast'}: ${formatLength(aHourUs)} an hour`
  return [
    createFinding({
      ...about(recording),
      code: 'drift_high',
      message,
      evidence: { driftPpm, driftSigmaPpm },
    }),
  ]
}

function findDisagreements({ placed, edges }: PlacedSession): StoredFinding[] {
  const recordings = new Map(placed.map(({ recording }) => [mediaClock(recording.recordingId), recording]))
  return edges.flatMap((edge) => {
    const { leaveOneOutUs, sigmaUs, weight = 1, support, kind, agreement } = edge
    const [from, to] = [recordings.get(edge.from), recordings.get(edge.to)]
    if (!edge.used || (support !== 'content' && kind !== 'mark') || !from) return []
    if (leaveOneOutUs === undefined || weight >= 0.5) return []
    const asideUs = Math.abs(leaveOneOutUs)
    if (asideUs <= Math.max(DISAGREES_SIGMAS * sigmaUs, DISAGREES_US)) return []
    const what = kind === 'mark' ? 'the mark' : `the ${kind.replaceAll('_', ' ')}`
    const message = `${what} between ${nameRecording(from)} and ${to ? nameRecording(to) : edge.to} (±${formatLength(sigmaUs)}) is ${formatLength(asideUs)} from what all else says`
    return createFinding({
      ...about(from),
      code: 'edge_disagrees',
      message,
      evidence: {
        edgeId: edge.edgeId,
        kind,
        leaveOneOutUs: Math.round(leaveOneOutUs),
        sigmaUs,
        agreement: agreement ?? null,
      },
    })
  })
}
